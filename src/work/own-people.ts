/**
 * Letters to our own people, which nobody's mail asked for: alerts and digests.
 */
import { decided } from '../triage/decided.ts';
import type { Letter, LetterContext } from '../triage/letter.ts';
import { noKeys, outcomeOf } from './outcome.ts';
import type { World } from './world.ts';

/** What writing to our own people needs of the world. */
export type Desk = Pick<World, 'store' | 'policy' | 'compose' | 'clock'>;

/** A letter to the one of us at `address`. */
export const contextOf = ({ policy }: Desk, address: string, cause: string): LetterContext => ({
  form: policy.form,
  to: { name: '', address },
  cause,
  answers: null,
  submission: null,
  first: false,
  last: false,
  hold: null,
  automatic: false,
});

/** Puts them into the outbox, from where they leave with the next delivery: once for each cause. */
export const writeTo = ({ store, policy, compose, clock }: Desk, cause: string, letters: readonly Letter[]): void => {
  store.commit({ kind: 'order', id: cause, actor: { kind: 'time' } }, noKeys(policy, clock()), clock(), () =>
    outcomeOf(decided('own', { is: 'obey', done: [], refused: [] }, { letters }), compose),
  );
};
