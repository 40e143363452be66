/**
 * When the location of a submission is looked at, and what is kept of it. The looking itself is elsewhere; here it is decided.
 */
import type { CardRules } from '../form/card-rules.ts';
import type { Finding } from '../form/dataset-card.ts';
import { type Form, fieldWithRole } from '../form/form.ts';
import { datasetIdentity } from '../form/url.ts';
import { decided } from './decided.ts';
import type { Decision, Facts } from './decision.ts';
import type { Submission } from './submission.ts';

/** What is to be looked at; `of` names it for the record, whatever way its addresses are written. */
export type Look = { readonly of: string; readonly location: string; readonly card: string | null };

/** What was seen; `reached` is false where another try may help. */
export type Seen = { readonly reached: boolean; readonly findings: readonly Finding[] };

/** A server that is down is asked again so much later (ms), and so often in all. */
const TRY_AGAIN = 6 * 60 * 60 * 1000;
const MOST_TRIES = 3;

const textAt = ({ fields }: Submission, key: string): string | null => {
  const value = fields[key]?.value;
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The location, and the card where the contributor named one; null without a location. */
const lookOf = (submission: Submission, form: Form, rules: CardRules): Look | null => {
  const location = textAt(submission, fieldWithRole(form, 'location')?.key ?? '');
  if (location === null) return null;
  const card = textAt(submission, rules.field);
  const of = [location, ...(card === null ? [] : [card])].map(datasetIdentity).join(' and ');
  return { of, location, card };
};

/** What to look at now, or null: only a submission that waits for reviewers, only what wasn't looked at before. */
export const dueLook = (submission: Submission, form: Form, rules: CardRules, now: number): Look | null => {
  const look = submission.status === 'ready' ? lookOf(submission, form, rules) : null;
  const before = submission.checked;
  if (look === null || before === null || before.of !== look.of) return look;
  const again = !before.reached && before.tries < MOST_TRIES && now >= before.at + TRY_AGAIN;
  return again ? look : null;
};

/** What follows from a look, where it is still due: meanwhile the contributor or a reviewer may have written. */
export const checked = (
  reference: string,
  look: Look,
  seen: Seen,
  facts: Pick<Facts, 'now' | 'submissions'>,
  form: Form,
  rules: CardRules,
): Decision => {
  const submission = facts.submissions.find((candidate) => candidate.reference === reference);
  const due = submission === undefined ? null : dueLook(submission, form, rules, facts.now);
  const still = due?.of === look.of;
  const why = still ? 'looked at' : 'it changed while it was looked at';
  return decided(
    'own',
    { is: 'ignore', why },
    {
      events: still ? [{ submission: reference, event: { type: 'checked', of: look.of, ...seen } }] : [],
      submission: reference,
    },
  );
};
