/**
 * The ledger: a row for every message that a mailbox ever showed, written together with the mark, so that the mark never passes
 * one without a row.
 */
import type Database from 'better-sqlite3';
import type { Discovery, Listed } from '../ports.ts';
import { arrivalNumber } from './names.ts';
import type { Arrival, Store } from './store.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long to wait after the first, second, ... failure to read; after one more the message is set aside. */
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 4 * 60 * MINUTE] as const;

/** After a change of epoch: mail that arrived this long before the last good discovery is an old acquaintance under a new number. */
const OLD_ACQUAINTANCE = DAY;

type MailboxRow = {
  readonly id: number;
  readonly epoch: string | null;
  readonly key: string | null;
  readonly good_at: number;
  readonly says_exist: number;
  readonly noted_at: number;
  readonly listed_at: number;
  readonly shown: number;
};
type ArrivalRow = Omit<Arrival, 'receivedAt' | 'released' | 'remapped'> & {
  readonly received_at: number;
  readonly released: number;
  readonly remapped: number;
};

// Column by column: there may be thousands, and V8 is slow at the rest of an object.
const arrivalOf = (row: ArrivalRow): Arrival => ({
  id: row.id,
  mailbox: row.mailbox,
  epoch: row.epoch,
  key: row.key,
  receivedAt: row.received_at,
  size: row.size,
  tries: row.tries,
  released: row.released === 1,
  remapped: row.remapped === 1,
});

/** Epoch of a server that has no UIDVALIDITY, and so promises nothing about its numbers (RFC 3501 6.3.1). */
const UNNUMBERED = 'none';

const NEVER_READ = "(state = 'discovered' OR state = 'retry' OR state = 'quarantined' OR state = 'gone')";

/** A number of an earlier epoch stands for another message now, or for none. */
const OF_NOW = 'epoch = (SELECT mailbox.epoch FROM mailbox WHERE mailbox.id = arrival.mailbox)';

const statements = (db: Database.Database) => ({
  mailbox: db.prepare<[string], MailboxRow>(
    'SELECT id, epoch, key, good_at, says_exist, noted_at, listed_at, shown FROM mailbox WHERE name = ?',
  ),
  addMailbox: db.prepare<[string]>('INSERT INTO mailbox (name) VALUES (?) ON CONFLICT (name) DO NOTHING'),
  move: db.prepare<[string, string, number, number, number, number]>(
    'UPDATE mailbox SET epoch = ?, key = ?, good_at = ?, listed_at = ?, shown = ? WHERE id = ?',
  ),
  rename: db.prepare<[number, string, number, number]>(
    `UPDATE arrival SET key = key || '~' || id, shown = 0, state = CASE WHEN state = 'decided' THEN state ELSE 'gone' END
     WHERE mailbox = ? AND epoch = '${UNNUMBERED}' AND key = ? AND (received_at <> ? OR size <> ?)`,
  ),
  /** What is listed isn't gone; but a server that lists what it can't give isn't believed for ever. */
  add: db.prepare<[number, string, string, number, number, number, string, number, number]>(
    `INSERT INTO arrival (mailbox, epoch, key, received_at, size, discovered_at, state, remapped, released)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (mailbox, epoch, key) DO UPDATE SET state = 'discovered', error = NULL, shown = 1
     WHERE arrival.state = 'gone' AND arrival.tries < ${WAITS.length}`,
  ),
  shownKeys: db.prepare<[number, string], { id: number; key: string; shown: number }>(
    'SELECT id, key, shown FROM arrival WHERE mailbox = ? AND epoch = ?',
  ),
  show: db.prepare<[number, number]>('UPDATE arrival SET shown = ? WHERE id = ?'),
  neverRead: db.prepare<[number], Likeness & { released: number }>(
    `SELECT received_at, size, released FROM arrival WHERE mailbox = ? AND ${NEVER_READ}`,
  ),
  recentBaseline: db.prepare<[number, string, number], Likeness>(
    `SELECT received_at, size FROM arrival WHERE mailbox = ? AND epoch = ? AND state = 'baseline' AND received_at >= ?`,
  ),
  leave: db.prepare<[string, number]>(
    `UPDATE arrival SET state = 'gone', tries = 0, not_before = 0, error = ? WHERE mailbox = ? AND ${NEVER_READ} AND state <> 'gone'`,
  ),
  pending: db.prepare<[string, number, number], ArrivalRow>(
    `SELECT arrival.id, mailbox.name AS mailbox, arrival.epoch, arrival.key, received_at, size, tries, released, remapped
     FROM mailbox JOIN arrival ON arrival.mailbox = mailbox.id
     WHERE mailbox.name = ? AND arrival.state IN ('discovered', 'retry') AND arrival.not_before <= ?
       AND arrival.epoch = mailbox.epoch
     ORDER BY arrival.received_at, arrival.id LIMIT ?`,
  ),
  oneLess: db.prepare<[number]>(
    `UPDATE mailbox SET shown = shown - 1
     WHERE id = (SELECT mailbox FROM arrival WHERE id = ? AND shown = 1 AND state IN ('discovered', 'retry'))`,
  ),
  gone: db.prepare<[number]>(
    `UPDATE arrival SET state = 'gone', shown = 0, tries = tries + 1 WHERE id = ? AND state IN ('discovered', 'retry')`,
  ),
  tries: db.prepare<[number], { tries: number }>('SELECT tries FROM arrival WHERE id = ?'),
  fail: db.prepare<[string, number, string, number]>(
    `UPDATE arrival SET state = ?, tries = tries + 1, not_before = ?, error = ?
     WHERE id = ? AND state IN ('discovered', 'retry')`,
  ),
  releaseSince: db.prepare<[number]>(
    `UPDATE arrival SET state = 'discovered', released = 1
     WHERE state = 'baseline' AND received_at >= ? AND ${OF_NOW}`,
  ),
  releaseOne: db.prepare<[number, number]>(
    `UPDATE arrival SET state = 'discovered', released = 1, tries = 0, not_before = ?, error = NULL
     WHERE id = ? AND state IN ('baseline', 'quarantined') AND ${OF_NOW}`,
  ),
});

/** What stands for a message when its number changed: servers keep INTERNALDATE and size. */
type Likeness = { readonly received_at: number; readonly size: number };
const likeness = (row: Likeness): string => `${row.received_at} ${row.size}`;
const likenesses = (rows: readonly Likeness[]): ReadonlySet<string> => new Set(rows.map(likeness));

/**
 * Whether all of a mailbox must be listed again: it said that it holds another number than we know of. More is soon looked into, for
 * that may be mail; fewer is what people's tidying leaves, and only keeps the digest's sum from being right.
 */
const mustRelist = (row: MailboxRow): boolean =>
  row.says_exist !== row.shown && row.noted_at - row.listed_at >= (row.says_exist > row.shown ? 0 : DAY);

/** What becomes of a message that is listed for the first time; `released` by a person under another number. */
type Welcome = (listed: Listed) => { readonly state: 'discovered' | 'baseline'; readonly released: boolean };

const DISCOVERED = { state: 'discovered', released: false } as const;
const BASELINE = { state: 'baseline', released: false } as const;

/** The ledger's part of the store. */
export const arrivals = (
  db: Database.Database,
): Pick<Store, 'mark' | 'admit' | 'pending' | 'gone' | 'retry' | 'releaseBaseline' | 'releaseArrival'> => {
  const sql = statements(db);

  /**
   * The server renumbered its mailbox (RFC 3501 2.3.1.1). What was never read under the old numbers is read under the new, what was
   * baseline stays it, the rest is judged by its age; and what is read again shows by its content that it is known.
   */
  const remap = (mailbox: MailboxRow, from: string, to: string, now: number): Welcome => {
    const recent = Math.min(mailbox.good_at, now) - OLD_ACQUAINTANCE;
    const unread = sql.neverRead.all(mailbox.id);
    const neverRead = likenesses(unread);
    const released = likenesses(unread.filter((row) => row.released === 1));
    const baseline = likenesses(sql.recentBaseline.all(mailbox.id, from, recent));
    sql.leave.run(`listed again under UIDVALIDITY ${to}`, mailbox.id);
    return ({ receivedAt, size }) => {
      const like = likeness({ received_at: receivedAt, size });
      if (released.has(like)) return { state: 'discovered', released: true };
      return neverRead.has(like) || (receivedAt >= recent && !baseline.has(like)) ? DISCOVERED : BASELINE;
    };
  };

  /** A listing of as many messages as there are is complete: what isn't in it was moved or deleted by somebody. */
  const reconcile = (mailbox: number, discovery: Discovery): number => {
    const listed = new Set(discovery.arrivals.map((arrival) => arrival.key));
    for (const row of sql.shownKeys.all(mailbox, discovery.epoch)) {
      const shown = listed.has(row.key) ? 1 : 0;
      if (row.shown !== shown) sql.show.run(shown, row.id);
    }
    return listed.size;
  };

  const welcomeOf = (mailbox: MailboxRow, epoch: string, firstRun: 'baseline' | 'process', now: number): Welcome => {
    if (mailbox.epoch === null) return () => (firstRun === 'baseline' ? BASELINE : DISCOVERED);
    return mailbox.epoch === epoch ? () => DISCOVERED : remap(mailbox, mailbox.epoch, epoch, now);
  };

  const admit = (
    name: string,
    discovery: Discovery,
    firstRun: 'baseline' | 'process',
    now: number,
  ): { fresh: number; baseline: number } => {
    sql.addMailbox.run(name);
    const mailbox = sql.mailbox.get(name);
    if (mailbox === undefined) throw new Error(`mailbox ${name} has no row`);
    const { epoch } = discovery;
    const renumbered = mailbox.epoch !== null && mailbox.epoch !== epoch;
    const welcome = welcomeOf(mailbox, epoch, firstRun, now);
    const counts = { discovered: 0, baseline: 0 };
    for (const listed of discovery.arrivals) {
      const { key, receivedAt, size } = listed;
      // Another message under a number that was used before: the earlier one keeps its row under another name.
      if (epoch === UNNUMBERED) sql.rename.run(mailbox.id, key, receivedAt, size);
      const { state, released } = welcome(listed);
      const is = [renumbered ? 1 : 0, released ? 1 : 0] as const;
      counts[state] += sql.add.run(mailbox.id, epoch, key, receivedAt, size, now, state, ...is).changes;
    }
    const fresh = counts.discovered + counts.baseline;
    const rows = (renumbered ? 0 : mailbox.shown) + fresh;
    const complete = discovery.arrivals.length === discovery.exists;
    const shown = renumbered || (complete && rows !== discovery.exists) ? reconcile(mailbox.id, discovery) : rows;
    const key = discovery.arrivals.at(-1)?.key ?? (renumbered ? '' : (mailbox.key ?? ''));
    sql.move.run(epoch, key, now, complete ? now : mailbox.listed_at, shown, mailbox.id);
    return { fresh, baseline: counts.baseline };
  };

  const gone = (arrival: number): void => {
    sql.oneLess.run(arrival);
    sql.gone.run(arrival);
  };

  const retry = (arrival: number, error: string, now: number): 'retry' | 'quarantined' => {
    const wait = WAITS[sql.tries.get(arrival)?.tries ?? 0];
    const state = wait === undefined ? 'quarantined' : 'retry';
    sql.fail.run(state, now + (wait ?? 0), error, arrival);
    return state;
  };

  return {
    mark: (name) => {
      const row = sql.mailbox.get(name);
      if (row === undefined || row.epoch === null) return null;
      return { epoch: row.epoch, key: mustRelist(row) ? '' : (row.key ?? '') };
    },
    admit: db.transaction(admit).immediate,
    pending: (name, now, limit) => sql.pending.all(name, now, limit).map(arrivalOf),
    gone: db.transaction(gone).immediate,
    retry: db.transaction(retry).immediate,
    releaseBaseline: (since) => sql.releaseSince.run(since).changes,
    releaseArrival: (name, now) => {
      const id = arrivalNumber(name);
      return id !== null && sql.releaseOne.run(now, id).changes > 0;
    },
  };
};
