/**
 * Keys -> Facts: what is known that bears on one decision. Each query is an index look-up with a bound, so that a decision takes as
 * long with a million rows as with ten, and a sender who floods us slows nobody, not even himself.
 */
import type Database from 'better-sqlite3';
import type { Draft } from '../triage/compose.ts';
import type { Facts, Keys, SentMail } from '../triage/decision.ts';
import { addressee } from '../triage/party.ts';
import { OVER } from '../triage/status.ts';
import type { Submission } from '../triage/submission.ts';
import { answeredBy } from './counts.ts';
import { boundedIds, messageName } from './names.ts';

const DAY = 24 * 60 * 60_000;
/** Longer than any exchange lasts; what ended before is history to this sender's new mail. */
const REMEMBERED = 180 * DAY;
// Written into the SQL: a statement whose LIMIT is a parameter is planned anew each time it gets another set of them.
const MAX_SUBMISSIONS = 50;
const MAX_TWINS = 20;
const MAX_QUESTIONS = 50;
/** Of those that a mail names; one more id may add its own. */
const MAX_ROWS = 200;

type SentRow = {
  readonly id: string;
  readonly recipient: string;
  readonly template: string;
  readonly submission: string | null;
  readonly message: number | null;
  readonly text: string | null;
  /** Where there is no text. */
  readonly draft: string | null;
  readonly created_at: number;
};
type QuestionRow = { readonly id: number; readonly message_id: string | null; readonly receipted: number };
type TwinRow = { readonly reference: string; readonly status: string; readonly identity: string };

const SENT = `recipient, template, submission, message, outbox.created_at, text, CASE WHEN text IS NULL THEN draft END AS draft
  FROM outbox JOIN draft ON draft.letter = outbox.id LEFT JOIN octets ON octets.letter = outbox.id`;
const RECEIPTED = `EXISTS (SELECT 1 FROM outbox WHERE outbox.message = message.id AND outbox.template = 'receipt') AS receipted`;
const QUESTION = `SELECT id, message_id, ${RECEIPTED} FROM message
  WHERE disposition = 'route' AND closed_at IS NULL AND id <> ?`;

const statements = (db: Database.Database) => ({
  sentByOurs: db.prepare<[string], SentRow>(`SELECT message_id AS id, ${SENT} WHERE message_id = ?`),
  sentByServers: db.prepare<[string], SentRow>(`SELECT server_message_id AS id, ${SENT} WHERE server_message_id = ?`),
  referredTo: db.prepare<[string], { submission: string }>(
    `SELECT submission FROM reference WHERE message_id = ? LIMIT ${MAX_SUBMISSIONS}`,
  ),
  folded: db.prepare<[string], { folded: string }>('SELECT folded FROM submission WHERE reference = ?'),
  partsOf: db.prepare<[string], { number: number }>(
    `SELECT number FROM party WHERE address = ? ORDER BY number DESC LIMIT ${MAX_SUBMISSIONS}`,
  ),
  stillKnown: db.prepare<[number, number], { reference: string }>(
    `SELECT reference FROM submission WHERE number = ?
       AND (updated_at >= ? OR status NOT IN (${OVER.map((status) => `'${status}'`).join(', ')}))`,
  ),
  twins: db.prepare<[string], TwinRow>(
    `SELECT reference, status, identity FROM submission WHERE identity = ? LIMIT ${MAX_TWINS}`,
  ),
  lastNumber: db.prepare<[], { number: number | null }>('SELECT max(number) AS number FROM submission'),
  suppressed: db.prepare<[string], { why: string }>('SELECT why FROM suppression WHERE address = ?'),
  questionsOf: db.prepare<[number, string], QuestionRow>(
    `${QUESTION} AND sender = ? ORDER BY id DESC LIMIT ${MAX_QUESTIONS}`,
  ),
  questionsNamed: db.prepare<[number, string], QuestionRow>(`${QUESTION} AND message_id = ? LIMIT ${MAX_QUESTIONS}`),
});

/** What the store itself knows of the thing to be decided. */
export type Known = Pick<Facts, 'now' | 'id' | 'receivedAt' | 'seenAs' | 'released'> & { readonly self: number };

/** How a letter would read that was never written here: what answers it may repeat its words. */
export type TextOf = (draft: Draft) => string;

const sentMail =
  (by: SentMail['by'], textOf: TextOf) =>
  (row: SentRow): SentMail => ({
    messageId: row.id,
    to: row.recipient,
    template: row.template,
    submission: row.submission,
    message: row.message === null ? null : messageName(row.message),
    text: row.text ?? textOf(JSON.parse(row.draft ?? '') as Draft),
    at: row.created_at,
    by,
  });

/** A function that loads Facts; call it inside the transaction that writes the decision. */
export const facts = (db: Database.Database, textOf: TextOf): ((keys: Keys, known: Known) => Facts) => {
  const sql = statements(db);
  const counts = answeredBy(db);

  /** A query for each id: most mail names one or two, and of a list SQLite makes a table first. */
  const byIds = <Row>(ids: readonly string[], rows: (id: string) => readonly Row[]): readonly Row[] => {
    const found: Row[] = [];
    for (const id of boundedIds(ids)) {
      if (found.length >= MAX_ROWS) break;
      found.push(...rows(id));
    }
    return found;
  };

  const sentOf = ({ messageIds, tokenIds }: Keys): readonly SentMail[] => [
    ...byIds(messageIds, (id) => sql.sentByOurs.all(id)).map(sentMail('message-id', textOf)),
    ...byIds(messageIds, (id) => sql.sentByServers.all(id)).map(sentMail('message-id', textOf)),
    ...byIds(tokenIds, (id) => sql.sentByOurs.all(id)).map(sentMail('token', textOf)),
  ];

  const submissionsOf = (
    { references, sender }: Keys,
    sent: readonly SentMail[],
    referred: readonly string[],
    now: number,
  ): readonly Submission[] => {
    const parts = sender === null ? [] : sql.partsOf.all(sender);
    const all = new Set([
      ...references.slice(0, MAX_SUBMISSIONS),
      ...sent.flatMap((mail) => mail.submission ?? []),
      ...referred,
      ...parts.flatMap(({ number }) => sql.stillKnown.get(number, now - REMEMBERED)?.reference ?? []),
    ]);
    return [...all].flatMap((reference) => {
      const row = sql.folded.get(reference);
      return row === undefined ? [] : [JSON.parse(row.folded) as Submission];
    });
  };

  /** Oldest first; each once, though the sender wrote it and the mail names it. */
  const questionsOf = ({ sender, messageIds }: Keys, self: number): Facts['questions'] => {
    const rows = [
      ...(sender === null ? [] : sql.questionsOf.all(self, sender)),
      ...byIds(messageIds, (id) => sql.questionsNamed.all(self, id)),
    ];
    return [...new Map(rows.map((row) => [row.id, row])).values()]
      .sort((one, other) => one.id - other.id)
      .map((row) => ({ id: messageName(row.id), receipted: row.receipted === 1, messageId: row.message_id }));
  };

  return (keys, { self, ...known }) => {
    const { now } = known;
    const sent = sentOf(keys);
    const referred = byIds(keys.messageIds, (id) => sql.referredTo.all(id)).map((row) => row.submission);
    const submissions = submissionsOf(keys, sent, referred, now);
    const listed = new Set(submissions.map((submission) => submission.reference));
    const about = submissions.find(({ reference }) => keys.references.includes(reference));
    const recipient = keys.sender ?? (about && addressee(about).address.toLowerCase());
    return {
      sent,
      referred,
      submissions,
      twins: byIds(keys.identities, (id) => sql.twins.all(id)).filter((twin) => !listed.has(twin.reference)),
      nextNumber: (sql.lastNumber.get()?.number ?? 0) + 1,
      suppressed: recipient === undefined ? null : (sql.suppressed.get(recipient)?.why ?? null),
      answered: counts(keys.sender, keys.windows, now),
      questions: questionsOf(keys, self),
      ...known,
    };
  };
};
