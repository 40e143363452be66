/**
 * Mail that a person must read: attached to its submission, or by itself. Its sender is told so once, not with every further mail.
 */
import { type Case, decide, letterContext } from './case.ts';
import type { Decision, Reading } from './decision.ts';
import { type Letter, receipt, type TemplateName } from './letter.ts';
import { isParty } from './party.ts';
import { waitsForPerson } from './respond.ts';
import type { Submission, SubmissionEvent } from './submission.ts';

/** Whether a mail names this one in its thread. */
export const refersTo = (reading: Reading, messageId: string | null): boolean =>
  messageId !== null && (reading.inReplyTo.includes(messageId) || reading.references.includes(messageId));

/** The events of one submission, as a decision has them. */
export const about = (submission: Submission, events: readonly SubmissionEvent[]): Decision['events'] =>
  events.map((event) => ({ submission: submission.reference, event }));

/** A receipt, unless its sender waits for a person already and was told so. */
export const told = (item: Case, submission: Submission): readonly Letter[] =>
  waitsForPerson(item.facts, submission)
    ? []
    : [receipt(letterContext(item, submission), { topic: item.reading.topic, hasOffers: true })];

/** For a person, attached to the submission; changes nothing in it but by `events`. */
export const attach = (
  item: Case,
  submission: Submission,
  why: string,
  letters: readonly Letter[],
  events: readonly SubmissionEvent[] = [],
): Decision =>
  decide(
    item.reading,
    'reply',
    { is: 'route', why, topic: item.reading.topic },
    {
      submission: submission.reference,
      events: about(submission, [...events, { type: 'attached', from: item.sender, why }]),
      letters,
    },
  );

/** The same decision, and its mail is attached for a person besides. */
export const alsoAttached = (item: Case, decision: Decision, why: string): Decision => {
  const { submission } = decision;
  const attached = decision.events.some(({ event }) => event.type === 'attached');
  if (submission === null || attached) return decision;
  return {
    ...decision,
    events: [...decision.events, { submission, event: { type: 'attached', from: item.sender, why } }],
  };
};

/** Letters to our own people: who else answers one has it from them, and is told nothing. */
const INTERNAL: ReadonlySet<string> = new Set(['digest', 'transcript', 'alert'] satisfies TemplateName[]);

/** One receipt in a thread: the second question of the same thread goes to the same person. */
export const receiptOnce = (item: Case): Decision['letters'] => {
  const before =
    item.facts.sent.some(({ template }) => template === 'receipt' || INTERNAL.has(template)) ||
    item.facts.questions.some((question) => question.receipted && refersTo(item.reading, question.messageId));
  const hasOffers = item.facts.submissions.some((submission) => isParty(submission, item.sender));
  return before ? [] : [receipt(letterContext(item, null), { topic: item.reading.topic, hasOffers })];
};
