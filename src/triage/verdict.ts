/**
 * What becomes of a submission after what a mail brought: complete, asked about, refused, or for a person.
 */
import type { Problem } from '../form/answer.ts';
import { fieldWithRole } from '../form/form.ts';
import type { Policy } from './decision.ts';
import type { Merge } from './merge.ts';
import { refusedTerms } from './status.ts';
import type { Submission } from './submission.ts';

export type Verdict =
  | { readonly is: 'complete' }
  /** `forPerson`: why a person must look at it meanwhile, or null. */
  | { readonly is: 'incomplete'; readonly problems: readonly Problem[]; readonly forPerson: string | null }
  | { readonly is: 'refused' }
  | { readonly is: 'person'; readonly why: string };

/** What the form asks for first comes first, whenever it was said. */
export const inOrder = (problems: readonly Problem[], policy: Policy): readonly Problem[] => {
  const position = (problem: Problem): number => policy.form.fields.findIndex((field) => field.key === problem.field);
  return problems.toSorted((a, b) => position(a) - position(b));
};

/** "No" to the terms holds until it is taken back, whatever else a later mail brings; a contradiction is asked about. */
const refuses = (now: Submission, policy: Policy): boolean => {
  const consent = fieldWithRole(policy.form, 'consent');
  if (consent === undefined || now.fields[consent.key]?.value !== false) return false;
  return !now.problems.some((problem) => problem.field === consent.key);
};

/** What becomes of a submission that is so `now`, `before` it was as it was, and a mail brought `merged`. First match wins. */
export const verdictOf = (
  { before, merged }: { readonly before: Submission | null; readonly merged: Merge },
  now: Submission,
  policy: Policy,
): Verdict => {
  if (refuses(now, policy))
    return before !== null && refusedTerms(before) && merged.changed.length > 0
      ? { is: 'person', why: 'it changes an offer whose terms its contributor refused' }
      : { is: 'refused' };
  if (now.problems.length === 0) return { is: 'complete' };
  if (now.clarifications.count >= policy.clarifyLimit)
    return { is: 'person', why: `asked ${now.clarifications.count} times without a new answer; a person should help` };
  const condition = now.problems.find((problem) => problem.code === 'conditional');
  const forPerson =
    condition === undefined ? null : `a condition to decide on: “${condition.found ?? condition.message}”`;
  return { is: 'incomplete', problems: inOrder(now.problems, policy), forPerson };
};
