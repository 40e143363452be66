/**
 * What people look at: submissions, messages, replies.
 */
import type Database from 'better-sqlite3';
import type { OutboxRow } from '../digest/rows.ts';
import type { Submission } from '../triage/submission.ts';
import { eventsOf, HAPPENING_COLUMNS, type HappeningRow, keptEvents } from './events.ts';
import { readingOf } from './kept.ts';
import { arrivalNumber, messageName, messageNumber } from './names.ts';
import {
  decisionIn,
  FIRST_ARRIVAL,
  MESSAGE_COLUMNS,
  MESSAGES,
  type MessageColumns,
  messageRow,
  OUTBOX_COLUMNS,
  type OutboxColumns,
  outboxRow,
} from './rows.ts';
import { type Packing, unpacked } from './source.ts';
import type { MessageDetail, Store, SubmissionDetail } from './store.ts';

type DetailColumns = MessageColumns & {
  readonly decided_at: number | null;
  readonly reading: string | null;
  readonly packed: Packing | null;
  readonly bytes: Uint8Array | null;
};

const DETAIL = `SELECT ${MESSAGE_COLUMNS}, message.decided_at, message.reading, source.packed, source.bytes
  FROM ${MESSAGES} LEFT JOIN source ON source.message = message.id`;

const statements = (db: Database.Database) => ({
  submissions: db.prepare<[], { folded: string }>('SELECT folded FROM submission ORDER BY number'),
  submission: db.prepare<[string], { folded: string }>('SELECT folded FROM submission WHERE reference = ?'),
  messages: db.prepare<[], MessageColumns>(
    `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGES} WHERE ${FIRST_ARRIVAL} ORDER BY ledger.received_at, ledger.arrival`,
  ),
  ofSubmission: db.prepare<[{ reference: string }], MessageColumns>(
    `SELECT ${MESSAGE_COLUMNS} FROM ${MESSAGES}
     WHERE ledger.message IN (
         SELECT id FROM message WHERE submission = @reference
         UNION SELECT CAST(substr(cause, 3) AS INTEGER) FROM happening WHERE submission = @reference AND cause LIKE 'M-%')
       AND ${FIRST_ARRIVAL}
     ORDER BY ledger.received_at, ledger.arrival`,
  ),
  byArrival: db.prepare<[number], DetailColumns>(`${DETAIL} WHERE ledger.arrival = ?`),
  byNumber: db.prepare<[number], DetailColumns>(`${DETAIL} WHERE ledger.message = ? AND ${FIRST_ARRIVAL}`),
  happened: db.prepare<[string, string, number], HappeningRow>(
    `SELECT ${HAPPENING_COLUMNS} FROM happening WHERE submission = ? AND cause = ? AND at = ? ORDER BY n`,
  ),
  byMessageId: db.prepare<[string], { id: number }>('SELECT id FROM message WHERE message_id = ? ORDER BY id LIMIT 1'),
  repliesTo: db.prepare<[number], OutboxColumns>(`SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE message = ? ORDER BY id`),
  repliesOf: db.prepare<[string], OutboxColumns>(
    `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE submission = ? ORDER BY id`,
  ),
  outbox: db.prepare<[], OutboxColumns>(
    `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE state IN ('ready', 'held', 'sending', 'failed', 'uncertain') ORDER BY id`,
  ),
  wholeOutbox: db.prepare<[], OutboxColumns>(`SELECT ${OUTBOX_COLUMNS} FROM outbox ORDER BY id`),
});

/** The part of the store that `list`, `show`, `explain` and `outbox` read. */
export const views = (
  db: Database.Database,
): Pick<Store, 'submissions' | 'submission' | 'messages' | 'message' | 'outbox'> => {
  const sql = statements(db);
  const events = eventsOf(db);

  const submission = (reference: string): SubmissionDetail | null => {
    const row = sql.submission.get(reference);
    return row === undefined
      ? null
      : {
          submission: JSON.parse(row.folded) as Submission,
          events: events(reference),
          messages: sql.ofSubmission.all({ reference }).map(messageRow),
          replies: sql.repliesOf.all(reference).map(outboxRow),
        };
  };

  /** Of its last decision, as the rest of the row is. */
  const eventsBy = (row: DetailColumns): MessageDetail['events'] => {
    const { message: number, decided_at: at } = row;
    if (number === null || at === null) return [];
    return (decisionIn(row)?.touched ?? [])
      .flatMap((reference) => sql.happened.all(reference, messageName(number), at))
      .flatMap(keptEvents)
      .map((kept) => ({ submission: kept.submission, event: kept.event }));
  };

  const rowOf = (id: string): DetailColumns | undefined => {
    const arrival = arrivalNumber(id);
    if (arrival !== null) return sql.byArrival.get(arrival);
    const number = messageNumber(id) ?? sql.byMessageId.get(id)?.id;
    return number === undefined ? undefined : sql.byNumber.get(number);
  };

  const message = (id: string): MessageDetail | null => {
    const row = rowOf(id);
    if (row === undefined) return null;
    const replies: readonly OutboxRow[] = row.message === null ? [] : sql.repliesTo.all(row.message).map(outboxRow);
    return {
      ...messageRow(row),
      reading: row.reading === null ? null : readingOf(row.reading),
      source: row.bytes === null || row.packed === null ? null : unpacked(row.packed, row.bytes),
      events: eventsBy(row),
      replies,
    };
  };

  return {
    submissions: () => sql.submissions.all().map((row) => JSON.parse(row.folded) as Submission),
    submission,
    messages: () => sql.messages.all().map(messageRow),
    message,
    outbox: (all) => (all ? sql.wholeOutbox : sql.outbox).all().map(outboxRow),
  };
};
