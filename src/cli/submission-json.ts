/**
 * Submissions and what belongs to them as `list --json` and `show --json` print them.
 */
import type { MessageRow, OutboxRow } from '../digest/model.ts';
import type { SubmissionDetail } from '../store/store.ts';
import type { Submission } from '../triage/submission.ts';
import { iso, isoOrNull } from './print.ts';

/** Every field of the form, null where there is no answer, and then what was answered to fields that the form no longer has. */
const fieldsOf = (submission: Submission, keys: readonly string[]) =>
  Object.fromEntries(
    [...new Set([...keys, ...Object.keys(submission.fields)])].map((key) => [
      key,
      submission.fields[key]?.value ?? null,
    ]),
  );

/** A submission as `list --json` has it; `keys` are the form's fields, in its order. */
export const submissionJson = (submission: Submission, keys: readonly string[]) => ({
  reference: submission.reference,
  status: submission.status,
  contributor: submission.contributor,
  fields: fieldsOf(submission, keys),
  missing: [...new Set(submission.problems.flatMap(({ field, stands }) => (stands ? [] : [field])))],
  createdAt: iso(submission.createdAt),
  updatedAt: iso(submission.updatedAt),
});

/** A message as `list --messages --json` has it. */
export const messageJson = (row: MessageRow) => ({
  id: row.id,
  messageId: row.messageId,
  from: row.from,
  subject: row.subject,
  kind: row.kind,
  disposition: row.disposition?.is ?? null,
  reasons: row.reasons,
  submission: row.submission,
  state: row.state,
  class: row.class,
  at: iso(row.at),
});

/** A letter as `outbox --json` has it. */
export const replyJson = (row: OutboxRow) => ({
  id: row.id,
  messageId: row.messageId,
  to: row.to,
  template: row.template,
  submission: row.submission,
  state: row.state,
  stage: row.stage,
  attempts: row.attempts,
  notBefore: isoOrNull(row.notBefore),
  response: row.response,
  at: iso(row.at),
});

/** What changed a field, when, from what to what, and by which mail (null for what no mail said). */
export const historyOf = ({ events, messages }: SubmissionDetail) =>
  events.flatMap(({ at, cause, event }) => {
    if (event.type !== 'answered') return [];
    const messageId = messages.find(({ id }) => id === cause)?.messageId ?? null;
    return [{ at: iso(at), field: event.field, from: event.before, to: event.value, messageId }];
  });

/** A submission as `show --json` has it. */
export const detailJson = (detail: SubmissionDetail, keys: readonly string[]) => ({
  ...submissionJson(detail.submission, keys),
  messages: detail.messages.map(({ id, messageId, from, kind, disposition, at }) => ({
    id,
    messageId,
    from,
    kind,
    disposition: disposition?.is ?? null,
    at: iso(at),
  })),
  history: historyOf(detail),
  replies: detail.replies.map(({ messageId, template, to, state, at }) => ({
    messageId,
    template,
    to,
    state,
    at: iso(at),
  })),
  events: detail.events.map(({ at, actor, cause, n, event }) => ({ at: iso(at), actor, cause, n, ...event })),
});
