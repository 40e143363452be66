/**
 * Rows as SQL gives them -> rows as the digest and the command line show them.
 */
import type { Class, MessageRow, OutboxRow } from '../digest/rows.ts';
import type { Attachment } from '../mail/message.ts';
import type { Kind } from '../triage/decision.ts';
import { decisionOf, type KeptDecision, signsIn } from './kept.ts';
import { arrivalName, messageName } from './names.ts';

export type OutboxColumns = {
  readonly id: number;
  readonly message_id: string;
  readonly recipient: string;
  readonly template: string;
  readonly subject: string;
  readonly submission: string | null;
  readonly state: OutboxRow['state'];
  readonly stage: OutboxRow['stage'];
  readonly attempts: number;
  readonly not_before: number | null;
  readonly response: string | null;
  readonly created_at: number;
};

export const OUTBOX_COLUMNS =
  'id, message_id, recipient, template, subject, submission, state, stage, attempts, not_before, response, created_at';

/** A row of the outbox; `notBefore` only where it waits for a time. */
export const outboxRow = (row: OutboxColumns): OutboxRow => ({
  id: row.id,
  messageId: row.message_id,
  to: row.recipient,
  template: row.template,
  subject: row.subject,
  submission: row.submission,
  state: row.state,
  stage: row.stage,
  attempts: row.attempts,
  notBefore: row.state === 'ready' ? row.not_before : null,
  response: row.response,
  at: row.created_at,
});

export type MessageColumns = {
  readonly arrival: number;
  readonly message: number | null;
  readonly message_id: string | null;
  readonly shown_from: string | null;
  readonly subject: string | null;
  readonly kind: Kind | null;
  readonly decision: string | null;
  /** The rules of its reading. */
  readonly reasons: string | null;
  readonly submission: string | null;
  readonly state: MessageRow['state'];
  readonly class: Class;
  readonly received_at: number;
  readonly text: string | null;
  readonly attachments: string | null;
  readonly error: string | null;
};

/** What `MessageColumns` are selected from: one row for each message, and one for each arrival that has none. */
export const MESSAGE_COLUMNS = `ledger.arrival, ledger.message, message.message_id, message.shown_from, message.subject, message.kind,
  message.decision, message.reading -> '$.reasons' AS reasons, message.submission, ledger.state, ledger.class, ledger.received_at,
  CASE WHEN ledger.class = 'with a person' THEN message.reading ->> '$.text' END AS text,
  CASE WHEN ledger.class = 'with a person' THEN message.reading -> '$.attachments' END AS attachments, arrival.error`;
export const MESSAGES = `ledger JOIN arrival ON arrival.id = ledger.arrival LEFT JOIN message ON message.id = ledger.message`;
export const FIRST_ARRIVAL = '(ledger.message IS NULL OR message.arrival = ledger.arrival)';

/** The decision about a message, null for a row of the ledger that was never read. */
export const decisionIn = ({ decision, reasons }: Pick<MessageColumns, 'decision' | 'reasons'>): KeptDecision | null =>
  decision === null ? null : decisionOf(decision, { reasons: signsIn(reasons ?? '[]') });

/** A message, or a row of the ledger that was never read (`A-0012`, kind null). */
export const messageRow = (row: MessageColumns): MessageRow => {
  const decision = decisionIn(row);
  return {
    id: row.message === null ? arrivalName(row.arrival) : messageName(row.message),
    messageId: row.message_id,
    from: row.shown_from ?? '',
    subject: row.subject ?? '',
    kind: row.kind,
    disposition: decision?.disposition ?? null,
    reasons: decision?.reasons ?? [],
    submission: row.submission,
    state: row.state,
    class: row.class,
    at: row.received_at,
    text: row.text ?? '',
    attachments: JSON.parse(row.attachments ?? '[]') as readonly Attachment[],
    error: row.error,
  };
};
