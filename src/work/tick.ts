/**
 * What time brings about in each pass: reminders, and submissions that lapse.
 */
import { elapse } from '../triage/elapse.ts';
import { noKeys, outcomeOf } from './outcome.ts';
import type { World } from './world.ts';

/** Lets time act on every submission whose contributor was asked something. One that can't be decided is logged and stays as it is. */
export const elapseAll = (world: World, passBegan: number, signal: AbortSignal): void => {
  const { store, policy, clock } = world;
  const before = clock() - Math.min(policy.remindAfter, policy.lapseAfter);
  for (const reference of store.waiting(before)) {
    if (signal.aborted) return;
    elapseOne(world, reference, passBegan);
  }
};

const elapseOne = (world: World, reference: string, passBegan: number): void => {
  const { store, policy, compose, clock, log } = world;
  const keys = { ...noKeys(policy, passBegan), references: [reference] };
  let mistake: unknown = null;
  try {
    store.commit({ kind: 'time', submission: reference }, keys, clock(), (facts) => {
      try {
        return outcomeOf(elapse(reference, facts, policy), compose);
      } catch (error) {
        mistake = error;
        throw error;
      }
    });
  } catch (error) {
    // The store's own trouble is everybody's; a mistake of ours is this one submission's.
    if (mistake === null) throw error;
    log.error('time could not act on a submission', { submission: reference, error: String(mistake) });
  }
};
