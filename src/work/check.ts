/**
 * Looks at what contributors named, where the owner wants that (CHECK_URLS): the location and the dataset's card. What is seen is
 * kept with the submission as advice. Trouble with the network is a finding, never an error; a slow host costs one pass a minute.
 */
import { cardUrlOf } from '../form/card-place.ts';
import type { CardRules } from '../form/card-rules.ts';
import type { WebAnswer } from '../ports.ts';
import { checked, dueLook, type Look, type Seen } from '../triage/check.ts';
import { seenCard, seenLocation } from './findings.ts';
import { isStoreTrouble, noKeys, outcomeOf } from './outcome.ts';
import type { Checks, World } from './world.ts';

type Desk = Pick<World, 'store' | 'policy' | 'compose' | 'clock' | 'log'>;

/** In one pass: submissions that are looked at, and how long it goes on beginning another (ms). */
const MOST = 10;
const BUDGET = 60_000;

/**
 * Looks at what is due, longest unchanged first; the rest waits for the next pass. Ends early, keeping what it has, when `signal`
 * is aborted. Throws only the store's own trouble.
 */
export const checkAll = async (desk: Desk, checks: Checks, passBegan: number, signal: AbortSignal): Promise<void> => {
  const { store, policy, clock, log } = desk;
  const began = clock();
  const due = store
    .submissions()
    .toSorted((a, b) => a.updatedAt - b.updatedAt)
    .flatMap((submission) => {
      const look = dueLook(submission, policy.form, checks.rules, began);
      return look === null ? [] : [{ reference: submission.reference, look }];
    });
  for (const { reference, look } of due.slice(0, MOST)) {
    if (signal.aborted || clock() - began >= BUDGET) return;
    try {
      const seen = await lookAt(look, checks, signal);
      keep(desk, checks.rules, reference, look, seen, passBegan);
    } catch (error) {
      if (isStoreTrouble(error)) throw error;
      // What a stop interrupted was not seen: it is looked at in the next pass.
      if (!signal.aborted) log.error('could not check a submission', { submission: reference, error: String(error) });
    }
  }
};

const lookAt = async ({ location, card }: Look, { web, rules }: Checks, signal: AbortSignal): Promise<Seen> => {
  const cardUrl = cardUrlOf(location, card);
  const here = web.get(location, signal);
  const there: Promise<WebAnswer | null> =
    cardUrl === null ? Promise.resolve(null) : cardUrl === location ? here : web.get(cardUrl, signal);
  const [page, cardPage] = await Promise.all([here, there]);
  const seen = [seenLocation(location, page), seenCard(cardPage, rules)];
  return { reached: seen.every(({ reached }) => reached), findings: seen.flatMap(({ findings }) => findings) };
};

const keep = (
  { store, policy, compose, clock }: Desk,
  rules: CardRules,
  reference: string,
  look: Look,
  seen: Seen,
  passBegan: number,
): void => {
  const keys = { ...noKeys(policy, passBegan), references: [reference] };
  store.commit({ kind: 'time', submission: reference }, keys, clock(), (facts) =>
    outcomeOf(checked(reference, look, seen, facts, policy.form, rules), compose),
  );
};
