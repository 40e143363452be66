/**
 * What the digest and `status` are made of. They may walk the tables: they run a few times a day, never within a pass.
 */
import type Database from 'better-sqlite3';
import { CLASSES, type Class, type DigestRows, type Week, type Words } from '../digest/rows.ts';
import { OVER } from '../triage/status.ts';
import type { Submission } from '../triage/submission.ts';
import { eventsOf } from './events.ts';
import { passHistory } from './passes.ts';
import {
  FIRST_ARRIVAL,
  MESSAGE_COLUMNS,
  MESSAGES,
  type MessageColumns,
  messageRow,
  OUTBOX_COLUMNS,
  type OutboxColumns,
  outboxRow,
} from './rows.ts';
import type { Store } from './store.ts';

const DAY = 24 * 60 * 60_000;
const WEEK = 7 * DAY;
/** The first Monday of the epoch was 5 January 1970. */
const FIRST_MONDAY = 4 * DAY;
const WEEKS_SHOWN = 8;

const statements = (db: Database.Database) => ({
  since: db.prepare<[], { at: number }>('SELECT at FROM digest ORDER BY id DESC LIMIT 1'),
  submissions: db.prepare<[number], { reference: string; identity: string | null; folded: string }>(
    `SELECT reference, identity, folded FROM submission
     WHERE status NOT IN (${OVER.map((status) => `'${status}'`).join(', ')}) OR updated_at > ? ORDER BY number`,
  ),
  twins: db.prepare<[string, string], { reference: string }>(
    'SELECT reference FROM submission WHERE identity = ? AND reference <> ? ORDER BY number',
  ),
  words: db.prepare<[string], Omit<Words, 'fieldLines' | 'attachments'> & { fieldLines: string; attachments: string }>(
    `SELECT printf('M-%04d', message.id) AS id, message.received_at AS at, message.reading ->> '$.text' AS text,
       message.reading -> '$.attachments' AS attachments,
       (SELECT json_group_array(line.value) FROM json_each(message.reading, '$.offers') AS offer,
          json_each(offer.value, '$.candidates') AS candidate, json_each(candidate.value, '$.lines') AS line) AS fieldLines
     FROM message JOIN submission ON submission.reference = message.submission
     JOIN party ON party.address = message.sender AND party.number = submission.number
     WHERE message.submission = ? AND message.kind IN ('submission', 'reply', 'inquiry') ORDER BY message.received_at, message.id`,
  ),
  messages: db.prepare<[], MessageColumns>(
    `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGES}
     WHERE ledger.class IN ('with a person', 'retrying', 'quarantined') AND ledger.state <> 'discovered' AND ${FIRST_ARRIVAL}
     ORDER BY ledger.received_at, ledger.arrival`,
  ),
  outbox: db.prepare<[], OutboxColumns>(
    `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE state = 'held' OR state = 'failed' OR state = 'uncertain' ORDER BY id`,
  ),
  ignored: db.prepare<[number], { why: string; count: number }>(
    `SELECT coalesce(why, '') AS why, count(*) AS count FROM message
     WHERE disposition = 'ignore' AND decided_at > ? GROUP BY why ORDER BY count DESC, why`,
  ),
  sum: db.prepare<[], { class: Class; count: number }>('SELECT class, count(*) AS count FROM ledger GROUP BY class'),
  mailboxes: db.prepare<[], DigestRows['mailboxes'][number]>(
    'SELECT name, says_exist AS "exists", shown AS rows, noted_at AS at FROM mailbox ORDER BY name',
  ),
  arrived: db.prepare<[number], { at: number }>(
    `SELECT received_at AS at FROM arrival WHERE received_at >= ? AND state <> 'baseline'`,
  ),
  answered: db.prepare<[number], { at: number; after: number }>(
    `SELECT outbox.sent_at AS at, min(outbox.sent_at) - message.received_at AS after
     FROM outbox JOIN message ON message.id = outbox.message
     WHERE outbox.sent_at IS NOT NULL AND outbox.sent_at >= ? GROUP BY message.id`,
  ),
  states: db.prepare<[], { state: string; count: number }>(
    'SELECT state, count(*) AS count FROM outbox GROUP BY state',
  ),
  oldestUnread: db.prepare<[], { at: number | null }>(
    `SELECT min(received_at) AS at FROM arrival WHERE state IN ('discovered', 'retry')`,
  ),
  oldestUnsent: db.prepare<[], { at: number | null }>(
    `SELECT min(created_at) AS at FROM outbox WHERE state IN ('ready', 'sending')`,
  ),
});

/** The Monday (epoch ms, UTC) of the week that holds a time. */
const mondayOf = (at: number): number => Math.floor((at - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY;

const median = (numbers: readonly number[]): number | null => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
};

/** The store's `digestRows` and `status`. */
export const digestRows = (db: Database.Database): Pick<Store, 'digestRows' | 'status'> => {
  const sql = statements(db);
  const history = eventsOf(db);

  /** Every class, also those with nothing in them. */
  const sum = (): DigestRows['sum'] => {
    const counts = new Map(sql.sum.all().map((row) => [row.class, row.count]));
    return CLASSES.map((name) => ({ class: name, count: counts.get(name) ?? 0 }));
  };

  const weeks = (now: number): readonly Week[] => {
    const first = mondayOf(now) - (WEEKS_SHOWN - 1) * WEEK;
    const arrived = sql.arrived.all(first);
    const answered = sql.answered.all(first);
    return Array.from({ length: WEEKS_SHOWN }, (_, index) => {
      const monday = first + index * WEEK;
      const within = ({ at }: { readonly at: number }): boolean => at >= monday && at < monday + WEEK;
      const answers = answered.filter(within);
      return {
        monday: new Date(monday).toISOString().slice(0, 10),
        arrived: arrived.filter(within).length,
        answered: answers.length,
        medianAnswer: median(answers.map((row) => row.after)),
      };
    });
  };

  const { lastPass, lastGoodPass } = passHistory(db);

  const read = (now: number): DigestRows => {
    const since = sql.since.get()?.at ?? null;
    return {
      now,
      since,
      submissions: sql.submissions.all(since ?? 0).map(({ reference, identity, folded }) => ({
        ...(JSON.parse(folded) as Submission),
        twins: identity === null ? [] : sql.twins.all(identity, reference).map((row) => row.reference),
        events: history(reference),
        words: sql.words.all(reference).map((row) => ({
          ...row,
          fieldLines: JSON.parse(row.fieldLines) as readonly string[],
          attachments: JSON.parse(row.attachments) as Words['attachments'],
        })),
      })),
      messages: sql.messages.all().map(messageRow),
      outbox: sql.outbox.all().map(outboxRow),
      ignored: sql.ignored.all(since ?? 0),
      sum: sum(),
      mailboxes: sql.mailboxes.all(),
      lastPass: lastPass(),
      weeks: weeks(now),
    };
  };

  const status: Store['status'] = () => ({
    lastPass: lastPass(),
    lastGoodPass: lastGoodPass(),
    sum: sum(),
    outbox: sql.states.all(),
    oldestUnread: sql.oldestUnread.get()?.at ?? null,
    oldestUnsent: sql.oldestUnsent.get()?.at ?? null,
  });

  // One transaction each, so that the numbers of one page belong together.
  return { digestRows: db.transaction(read), status: db.transaction(status) };
};
