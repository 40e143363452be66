/**
 * What becomes of a submission after what a mail brought: complete, asked about, refused, or for a person.
 */
import type { Problem } from '../form/answer.ts';
import { fieldWithRole } from '../form/form.ts';
import type { Policy } from './decision.ts';
import type { Merge } from './merge.ts';
import { CONDITION, isResumable, refusedTerms } from './status.ts';
import type { Submission } from './submission.ts';

export type Verdict =
  | { readonly is: 'complete' }
  /** `forPerson`: why a person must look at it meanwhile, or null. `to`: ready where all that is asked are doubts, beside answers that stand. */
  | {
      readonly is: 'incomplete';
      readonly problems: readonly Problem[];
      readonly forPerson: string | null;
      readonly to: 'incomplete' | 'ready';
    }
  | { readonly is: 'refused' }
  | { readonly is: 'person'; readonly why: string };

/** What the form asks for first comes first, whenever it was said. */
export const inOrder = (problems: readonly Problem[], policy: Policy): readonly Problem[] => {
  const position = (problem: Problem): number => policy.form.fields.findIndex((field) => field.key === problem.field);
  return problems.toSorted((a, b) => position(a) - position(b));
};

/** "No" to the terms holds until it is taken back, whatever else a later mail brings; a contradiction is asked about. */
const refuses = (now: Submission, policy: Policy): boolean => {
  const consent = fieldWithRole(policy.form, 'consent')?.key;
  return saysNo(now, policy) && !now.problems.some(({ field }) => field === consent);
};

const saysNo = (now: Submission, policy: Policy): boolean => {
  const consent = fieldWithRole(policy.form, 'consent');
  return consent !== undefined && now.fields[consent.key]?.value === false;
};

/** Nothing keeps a person from deciding: whoever writes without proof whose mail it is takes no offer off their desk. */
const isWholeButForDoubts = (before: Submission | null, now: Submission, policy: Policy): boolean =>
  now.problems.every(({ stands }) => stands) && !saysNo(now, policy) && before !== null && !isResumable(before);

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
  const forPerson = condition === undefined ? null : `${CONDITION}: “${condition.found ?? condition.message}”`;
  const to = isWholeButForDoubts(before, now, policy) ? 'ready' : 'incomplete';
  return { is: 'incomplete', problems: inOrder(now.problems, policy), forPerson, to };
};
