/**
 * The outbox as a state machine: ready -> sending (pre-data, data) -> sent, failed, uncertain, or ready again later. What nobody can
 * know (the connection died after 354, RFC 1047) is kept as `uncertain` and never sent again by itself.
 */
import type Database from 'better-sqlite3';
import type { OutboxState } from '../mail/delivery.ts';
import type { Written } from '../mail/draft.ts';
import type { Draft } from '../triage/compose.ts';
import { answeredBy, countLetter } from './counts.ts';
import { noteLetter } from './letters.ts';
import { endPause } from './pause.ts';
import { OUTBOX_COLUMNS, type OutboxColumns, outboxRow } from './rows.ts';
import type { OutboxItem, Store } from './store.ts';

type ItemColumns = OutboxColumns & { readonly draft: string; readonly bytes: Uint8Array | null };
type LimitedRow = { readonly id: number; readonly recipient: string };

/** Why nothing leaves at all: the database was restored from a copy. */
const MAY_SEND = `NOT EXISTS (SELECT 1 FROM setting WHERE name = 'held')`;

/** Longer than anything waits for another try. */
const LONGEST_WAIT = 24 * 60 * 60_000;

/** A clock that ran ahead and was set back leaves times that would not come for long. */
const clockStatements = (db: Database.Database) => ({
  hurryLetters: db.prepare<[number, number]>(
    `UPDATE outbox SET not_before = ? WHERE state = 'ready' AND not_before > ?`,
  ),
  hurryArrivals: db.prepare<[number, number]>(
    `UPDATE arrival SET not_before = ? WHERE state = 'retry' AND not_before > ?`,
  ),
  recount: db.prepare<[number, number]>('UPDATE outbox SET counted_at = ? WHERE counted_at > ?'),
});

const dueSql = (which: string): string =>
  `SELECT ${OUTBOX_COLUMNS}, draft, bytes
   FROM outbox JOIN draft ON draft.letter = outbox.id LEFT JOIN octets ON octets.letter = outbox.id
   WHERE state = 'ready' AND not_before <= ? ${which} AND ${MAY_SEND} ORDER BY not_before, id LIMIT ?`;

const statements = (db: Database.Database) => ({
  due: db.prepare<[number, number], ItemColumns>(dueSql('')),
  dueOf: db.prepare<[number, string, number], ItemColumns>(dueSql('AND template = ?')),
  wasWritten: db.prepare<[string], { one: 1 }>('SELECT 1 AS one FROM outbox WHERE message_id = ?'),
  claim: db.prepare<[number]>(
    `UPDATE outbox SET state = 'sending', stage = 'pre-data', attempts = attempts + 1
     WHERE id = ? AND state = 'ready' AND ${MAY_SEND}`,
  ),
  freeze: db.prepare<[number, Uint8Array, string]>('INSERT INTO octets (letter, bytes, text) VALUES (?, ?, ?)'),
  isFrozen: db.prepare<[number], { one: 1 }>('SELECT 1 AS one FROM octets WHERE letter = ?'),
  enterData: db.prepare<[number]>(`UPDATE outbox SET stage = 'data' WHERE id = ? AND state = 'sending'`),
  /** Its recipient may have bounced while it was on its way. */
  again: db.prepare<[number, string | null, number]>(
    `UPDATE outbox SET state = CASE WHEN EXISTS (SELECT 1 FROM suppression WHERE address = recipient) THEN 'held' ELSE 'ready' END,
       stage = NULL, not_before = ?, response = coalesce(?, response)
     WHERE id = ? AND state IN ('ready', 'sending')`,
  ),
  end: db.prepare<[string, string | null, number]>(
    `UPDATE outbox SET state = ?, stage = NULL, response = coalesce(?, response) WHERE id = ? AND state IN ('ready', 'sending')`,
  ),
  doubt: db.prepare<[string, number]>(
    `UPDATE outbox SET state = 'uncertain', response = ? WHERE id = ? AND state IN ('ready', 'sending')`,
  ),
  sent: db.prepare<[string, string | null, number, number]>(
    `UPDATE outbox SET state = 'sent', stage = NULL, response = ?, server_message_id = ?, sent_at = ?
     WHERE id = ? AND state IN ('ready', 'sending')`,
  ),
  recoverReady: db.prepare<[number]>(
    `UPDATE outbox SET state = 'ready', stage = NULL, not_before = ? WHERE state = 'sending' AND stage = 'pre-data'`,
  ),
  recoverUncertain: db.prepare<[string]>(
    `UPDATE outbox SET state = 'uncertain', response = ? WHERE state = 'sending' AND stage = 'data'`,
  ),
  ...clockStatements(db),
  retryReply: db.prepare<[number, number]>(
    `UPDATE outbox SET state = 'ready', stage = NULL, not_before = ?, by_limit = 0
     WHERE id = ? AND state IN ('ready', 'held', 'failed', 'uncertain')`,
  ),
  cancelReply: db.prepare<[number]>(
    `UPDATE outbox SET state = 'cancelled', stage = NULL WHERE id = ? AND state IN ('ready', 'held', 'failed', 'uncertain')`,
  ),
  markSent: db.prepare<[number, number]>(
    `UPDATE outbox SET state = 'sent', stage = NULL, response = 'sent, as a person said', sent_at = ?
     WHERE id = ? AND state IN ('ready', 'held', 'failed', 'uncertain')`,
  ),
  limited: db.prepare<[], LimitedRow>(
    `SELECT id, recipient FROM outbox WHERE state = 'held' AND by_limit = 1
       AND NOT EXISTS (SELECT 1 FROM suppression WHERE address = outbox.recipient) ORDER BY id`,
  ),
  letGo: db.prepare<[number, number]>(
    `UPDATE outbox SET state = 'ready', by_limit = 0, response = NULL, not_before = ? WHERE id = ? AND state = 'held'`,
  ),
  /** While mail waits for a person, it is our turn. */
  waiting: db.prepare<[number], { reference: string }>(
    `SELECT reference FROM submission WHERE status = 'incomplete' AND letter_at IS NOT NULL AND letter_at <= ?
       AND json_array_length(folded, '$.attached') = 0
       AND NOT EXISTS (
         SELECT 1 FROM message WHERE message.submission = submission.reference AND message.sender = submission.contributor
           AND message.disposition = 'route' AND message.closed_at IS NULL
       ) ORDER BY letter_at`,
  ),
});

const itemOf = (row: ItemColumns): OutboxItem => ({
  draft: JSON.parse(row.draft) as Draft,
  bytes: row.bytes,
  ...outboxRow(row),
});

type OutboxPart =
  | 'recover'
  | 'due'
  | 'wasWritten'
  | 'claim'
  | 'enterData'
  | 'settle'
  | 'retryReply'
  | 'cancelReply'
  | 'markSent'
  | 'releaseHeld'
  | 'waiting';

/** The outbox's part of the store. */
export const outbox = (db: Database.Database): Pick<Store, OutboxPart> => {
  const sql = statements(db);
  const answered = answeredBy(db);
  const count = countLetter(db);
  const goOn = endPause(db);
  const noted = noteLetter(db);

  const markSent = (id: number, now: number): boolean => {
    if (sql.markSent.run(now, id).changes === 0) return false;
    noted(id, now);
    return true;
  };

  const settle = (id: number, to: OutboxState, now: number): void => {
    switch (to.state) {
      case 'ready':
        sql.again.run(to.notBefore, to.response, id);
        return;
      case 'held':
        sql.end.run('held', to.reason, id);
        return;
      case 'sent':
        goOn();
        if (sql.sent.run(to.response, to.serverMessageId, now, id).changes > 0) noted(id, now);
        return;
      case 'failed':
        sql.end.run('failed', to.response, id);
        return;
      case 'uncertain':
        sql.doubt.run(to.response, id);
        return;
      case 'cancelled':
        sql.end.run('cancelled', null, id);
        return;
    }
  };

  const releaseHeld: Store['releaseHeld'] = (windows, now, allowed) => {
    const full = new Set<string>();
    let released = 0;
    for (const { id, recipient } of sql.limited.all()) {
      if (full.has(recipient)) continue;
      if (!allowed(recipient, answered(recipient, windows, now))) {
        full.add(recipient);
        continue;
      }
      released += sql.letGo.run(now, id).changes;
      count(id, now);
    }
    return released;
  };

  const recover = (now: number): ReturnType<Store['recover']> => {
    sql.hurryLetters.run(now, now + LONGEST_WAIT);
    sql.hurryArrivals.run(now, now + LONGEST_WAIT);
    sql.recount.run(now, now + LONGEST_WAIT);
    return {
      ready: sql.recoverReady.run(now).changes,
      uncertain: sql.recoverUncertain.run('the program ended while the server was taking the mail over').changes,
    };
  };

  const retryReply = (id: number, now: number): boolean => {
    if (sql.retryReply.run(now, id).changes === 0) return false;
    goOn();
    count(id, now);
    return true;
  };

  const claim = (id: number, written: Written | null): boolean => {
    if (sql.claim.run(id).changes === 0) return false;
    if (written !== null) sql.freeze.run(id, written.bytes, written.text);
    else if (sql.isFrozen.get(id) === undefined) throw new Error(`letter ${id} was never written`);
    return true;
  };

  return {
    recover: db.transaction(recover).immediate,
    due: (now, limit, template) =>
      (template === undefined ? sql.due.all(now, limit) : sql.dueOf.all(now, template, limit)).map(itemOf),
    wasWritten: (messageId) => sql.wasWritten.get(messageId) !== undefined,
    claim: db.transaction(claim).immediate,
    enterData: (id) => {
      if (sql.enterData.run(id).changes !== 1) throw new Error(`letter ${id} isn't being sent`);
    },
    settle: db.transaction(settle).immediate,
    retryReply: db.transaction(retryReply).immediate,
    cancelReply: (id) => sql.cancelReply.run(id).changes > 0,
    markSent: db.transaction(markSent).immediate,
    releaseHeld: db.transaction(releaseHeld).immediate,
    waiting: (before) => sql.waiting.all(before).map((row) => row.reference),
  };
};
