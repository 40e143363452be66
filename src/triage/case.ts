/**
 * One mail from one person, and what every decision about it begins with.
 */
import type { Address } from '../mail/message.ts';
import { decided, type More } from './decided.ts';
import type { Decision, Disposition, Facts, Kind, Policy, Reading } from './decision.ts';
import type { LetterContext } from './letter.ts';
import type { Silence } from './silence.ts';
import type { Submission } from './submission.ts';

/** The mail, with all that bears on it. */
export type Case = {
  readonly reading: Reading;
  readonly facts: Facts;
  readonly policy: Policy;
  /** The sender's address in lower case, to compare with. */
  readonly sender: string;
  /** The same as it is to be written to. */
  readonly to: Address;
  readonly permission: Silence;
};

/** What the letters and events of a mail are caused by; `M-0000` only in a dry run, which has no past. */
export const causeOf = (facts: Facts): string => facts.id ?? 'M-0000';

/** The decision about a mail, with the reasons that its reading has. */
export const decide = (
  { reasons }: Reading,
  kind: Kind,
  disposition: Disposition,
  more: Omit<More, 'reasons'> = {},
): Decision => decided(kind, disposition, { reasons, ...more });

export const letterContext = (item: Case, submission: Submission | null): LetterContext => ({
  form: item.policy.form,
  to: item.to,
  cause: causeOf(item.facts),
  answers: {
    messageId: item.reading.messageId,
    references: item.reading.references,
    subject: item.reading.subject,
  },
  submission,
  first: item.facts.submissions.length + item.facts.sent.length + item.facts.questions.length === 0,
  last: item.permission.may === 'answer' && item.permission.last,
  hold: item.permission.may === 'later' ? item.permission.why : null,
  automatic: true,
});
