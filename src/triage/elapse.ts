/**
 * What time alone causes: one reminder of an unanswered clarification, then the submission lapses; an answer reopens it.
 */
import { decided } from './decided.ts';
import type { Decision, Facts, Policy } from './decision.ts';
import { type Letter, type LetterContext, lapsed, reminder } from './letter.ts';
import { addressee } from './party.ts';
import type { Submission, SubmissionEvent } from './submission.ts';

type Due = 'remind' | 'lapse' | null;

/** What is due now for a submission. A worker that was down for weeks still reminds first and waits again before it gives up. */
const dueOf = (submission: Submission, policy: Pick<Policy, 'remindAfter' | 'lapseAfter'>, now: number): Due => {
  const askedAt = submission.clarifications.at;
  if (submission.status !== 'incomplete' || askedAt === null || submission.asked !== null) return null;
  // A person decides on a condition: its contributor has answered.
  if (submission.problems.every((problem) => problem.code === 'conditional')) return null;
  const remindedAt = submission.reminders.at;
  if (remindedAt === null) return now >= askedAt + policy.remindAfter ? 'remind' : null;
  const grace = Math.max(0, policy.lapseAfter - policy.remindAfter);
  return now >= askedAt + policy.lapseAfter && now >= remindedAt + grace ? 'lapse' : null;
};

const unchanged = (reference: string, why: string): Decision =>
  decided('own', { is: 'ignore', why }, { submission: reference });

const context = (submission: Submission, policy: Policy, due: 'remind' | 'lapse'): LetterContext => ({
  form: policy.form,
  to: addressee(submission),
  // Each clarification can be reminded of once, and lapse once: the moment of asking makes the Message-ID.
  cause: `time:${submission.reference}:${due}:${submission.clarifications.at ?? 0}`,
  answers: { messageId: submission.messageId, references: [], subject: submission.subject },
  submission,
  first: false,
  last: false,
  hold: null,
  automatic: true,
});

/** What follows for one submission now; nothing where its moment hasn't come, or while mail to its contributor can't be sent. */
export const elapse = (reference: string, facts: Facts, policy: Policy): Decision => {
  const submission = facts.submissions.find((candidate) => candidate.reference === reference);
  if (submission === undefined) return unchanged(reference, 'there is no such submission');
  const due = dueOf(submission, policy, facts.now);
  if (due === null) return unchanged(reference, 'its moment has not come');
  if (facts.answered.inAll >= policy.totalLimit.count)
    return unchanged(reference, 'the limit of all automatic mail is reached');
  // Who was never reminded doesn't lapse either: a person sees that the contributor can't be reached.
  if (facts.suppressed !== null) return unchanged(reference, `mail to its contributor bounced: ${facts.suppressed}`);
  const ctx = context(submission, policy, due);
  const event: SubmissionEvent =
    due === 'remind' ? { type: 'reminded' } : { type: 'status', to: 'lapsed', why: 'no answer' };
  const letter: Letter = due === 'remind' ? reminder(ctx, { problems: submission.problems }) : lapsed(ctx);
  return {
    ...unchanged(reference, due === 'remind' ? 'reminded' : 'lapsed'),
    events: [{ submission: reference, event }],
    letters: [letter],
  };
};
