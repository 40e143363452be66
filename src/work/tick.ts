/**
 * What time brings about in each pass: reminders, submissions that lapse, letters whose limit has room again.
 */
import type { Facts } from '../triage/decision.ts';
import { elapse } from '../triage/elapse.ts';
import { limitReached } from '../triage/silence.ts';
import { windowsOf } from '../triage/thread.ts';
import { isStoreTrouble, noKeys, outcomeOf } from './outcome.ts';
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
  try {
    store.commit({ kind: 'time', submission: reference }, keys, clock(), (facts) =>
      outcomeOf(elapse(reference, facts, policy), compose),
    );
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    log.error('time could not act on a submission', { submission: reference, error: String(error) });
  }
};

/** Lets go what a limit held, as far as its windows have room again. */
export const releaseHeld = (world: World, passBegan: number): void => {
  const { store, policy, clock, log } = world;
  const isFree = (recipient: string, answered: Facts['answered']): boolean =>
    limitReached(recipient, answered, policy) === null;
  const released = store.releaseHeld(windowsOf(policy, passBegan), clock(), isFree);
  if (released > 0) log.info('replies let go, as their limit has room again', { released });
};
