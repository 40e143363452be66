/**
 * Keys -> Facts: what is known that bears on one decision. Each query is an index look-up with a bound, so that a decision takes as
 * long with a million rows as with ten, and a sender who floods us slows nobody, not even himself.
 */
import type Database from 'better-sqlite3';
import type { Facts, Keys, SentMail } from '../triage/decision.ts';
import type { Submission } from '../triage/submission.ts';
import { answeredBy } from './counts.ts';
import { idsParameter, messageName } from './names.ts';

const DAY = 24 * 60 * 60_000;
/** Longer than any exchange lasts; what ended before is history to this sender's new mail. */
const REMEMBERED = 180 * DAY;
const MAX_SUBMISSIONS = 50;
const MAX_TWINS = 20;
const MAX_QUESTIONS = 50;

type SentRow = {
  readonly id: string;
  readonly recipient: string;
  readonly template: string;
  readonly submission: string | null;
  readonly message: number | null;
  readonly text: string;
};
type QuestionRow = { readonly id: number; readonly message_id: string | null; readonly receipted: number };
type TwinRow = { readonly reference: string; readonly status: string; readonly identity: string };

const SENT = `recipient, template, submission, message, draft ->> '$.text' AS text FROM outbox`;
const RECEIPTED = `EXISTS (SELECT 1 FROM outbox WHERE outbox.message = message.id AND outbox.template = 'receipt') AS receipted`;
const QUESTION = `id, message_id, ${RECEIPTED} FROM message
  WHERE disposition = 'route' AND closed_at IS NULL AND id <> @self`;

const statements = (db: Database.Database) => ({
  sentByOurs: db.prepare<[string], SentRow>(
    `SELECT message_id AS id, ${SENT} WHERE message_id IN (SELECT value FROM json_each(?))`,
  ),
  sentByServers: db.prepare<[string], SentRow>(
    `SELECT server_message_id AS id, ${SENT} WHERE server_message_id IN (SELECT value FROM json_each(?))`,
  ),
  referredTo: db.prepare<[string, number], { submission: string }>(
    'SELECT submission FROM reference WHERE message_id IN (SELECT value FROM json_each(?)) LIMIT ?',
  ),
  folded: db.prepare<[string], { folded: string }>('SELECT folded FROM submission WHERE reference = ?'),
  ofAddress: db.prepare<[string, number, number], { reference: string }>(
    `SELECT submission.reference
     FROM (SELECT number FROM party WHERE address = ? ORDER BY number DESC LIMIT ?) AS latest
     JOIN submission ON submission.number = latest.number
     WHERE submission.updated_at >= ?
       OR submission.status IN ('incomplete', 'ready', 'accepted', 'transferring', 'on-hold')`,
  ),
  twins: db.prepare<[string, number], TwinRow>(
    'SELECT reference, status, identity FROM submission WHERE identity IN (SELECT value FROM json_each(?)) LIMIT ?',
  ),
  lastNumber: db.prepare<[], { number: number | null }>('SELECT max(number) AS number FROM submission'),
  suppressed: db.prepare<[string], { why: string }>('SELECT why FROM suppression WHERE address = ?'),
  questions: db.prepare<[{ sender: string; ids: string; self: number; most: number }], QuestionRow>(
    `SELECT * FROM (SELECT ${QUESTION} AND sender = @sender ORDER BY id DESC LIMIT @most)
     UNION
     SELECT * FROM (SELECT ${QUESTION} AND message_id IN (SELECT value FROM json_each(@ids)) LIMIT @most)
     ORDER BY id`,
  ),
});

/** What the store itself knows of the thing to be decided. */
export type Known = Pick<Facts, 'now' | 'id' | 'receivedAt' | 'seenAs' | 'released'> & { readonly self: number };

const sentMail =
  (by: SentMail['by']) =>
  (row: SentRow): SentMail => ({
    messageId: row.id,
    to: row.recipient,
    template: row.template,
    submission: row.submission,
    message: row.message === null ? null : messageName(row.message),
    text: row.text,
    by,
  });

/** A function that loads Facts; call it inside the transaction that writes the decision. */
export const facts = (db: Database.Database): ((keys: Keys, known: Known) => Facts) => {
  const sql = statements(db);
  const counts = answeredBy(db);

  const sentOf = (ids: string, tokens: string): readonly SentMail[] => [
    ...sql.sentByOurs.all(ids).map(sentMail('message-id')),
    ...sql.sentByServers.all(ids).map(sentMail('message-id')),
    ...sql.sentByOurs.all(tokens).map(sentMail('token')),
  ];

  const submissionsOf = (keys: Keys, sent: readonly SentMail[], ids: string, now: number): readonly Submission[] => {
    const references = new Set([
      ...keys.references.slice(0, MAX_SUBMISSIONS),
      ...sent.flatMap((mail) => mail.submission ?? []),
      ...sql.referredTo.all(ids, MAX_SUBMISSIONS).map((row) => row.submission),
      ...(keys.sender === null ? [] : sql.ofAddress.all(keys.sender, MAX_SUBMISSIONS, now - REMEMBERED)).map(
        (row) => row.reference,
      ),
    ]);
    return [...references].flatMap((reference) => {
      const row = sql.folded.get(reference);
      return row === undefined ? [] : [JSON.parse(row.folded) as Submission];
    });
  };

  return (keys, { self, ...known }) => {
    const { now } = known;
    const ids = idsParameter(keys.messageIds);
    const sent = sentOf(ids, idsParameter(keys.tokenIds));
    const submissions = submissionsOf(keys, sent, ids, now);
    const listed = new Set(submissions.map((submission) => submission.reference));
    const recipient =
      keys.sender ?? submissions.find(({ reference }) => keys.references.includes(reference))?.contributor;
    return {
      ...known,
      sent,
      referred: sql.referredTo.all(ids, MAX_SUBMISSIONS).map((row) => row.submission),
      submissions,
      twins: sql.twins.all(idsParameter(keys.identities), MAX_TWINS).filter((twin) => !listed.has(twin.reference)),
      nextNumber: (sql.lastNumber.get()?.number ?? 0) + 1,
      suppressed: recipient === undefined ? null : (sql.suppressed.get(recipient)?.why ?? null),
      answered: counts(keys.sender, keys.windows, now),
      questions: sql.questions
        .all({ sender: keys.sender ?? '', ids, self, most: MAX_QUESTIONS })
        .map((row) => ({ id: messageName(row.id), receipted: row.receipted === 1, messageId: row.message_id })),
    };
  };
};
