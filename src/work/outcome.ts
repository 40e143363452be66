/**
 * Decision -> what the store writes. A mistake of ours in deciding sets the one mail aside, with the error, and stops nothing.
 */
import { errorMessage } from '../error.ts';
import type { Cause, Outcome, Store } from '../store/store.ts';
import { decided } from '../triage/decided.ts';
import type { Decision, Keys, Policy, Reading } from '../triage/decision.ts';
import { keysOf, windowsOf } from '../triage/thread.ts';
import { triage } from '../triage/triage.ts';
import type { World } from './world.ts';

type Committed = ReturnType<Store['commit']>;

/** The decision with its letters composed. */
export const outcomeOf = (decision: Decision, compose: World['compose']): Outcome => ({
  decision,
  drafts: decision.letters.map((letter) => ({
    draft: compose(letter),
    template: letter.template,
    submission: letter.submission,
    automatic: letter.automatic,
    hold: letter.hold,
  })),
});

/** Keys that find nothing but how much was answered. */
export const noKeys = (policy: Policy, passBegan: number): Keys => ({
  sender: null,
  messageIds: [],
  tokenIds: [],
  references: [],
  identities: [],
  contentKey: null,
  windows: windowsOf(policy, passBegan),
});

/** The disposition of a mail that our own rules choke on. */
const setAside = (reading: Reading, error: unknown): Decision => {
  const why = `a mistake in mailroom: ${errorMessage(error)}`;
  return decided(
    reading.kind,
    { is: 'hold', why },
    { reasons: [...reading.reasons, { rule: 'mistake', hit: true, evidence: why }] },
  );
};

/** The store's own trouble (disk full, database locked) is told by its name: `work` knows the store by its types only. */
export const isStoreTrouble = (error: unknown): boolean => error instanceof Error && error.name === 'StoreError';

/**
 * Decides one reading and writes what follows, in one transaction. Where our rules fail, or what they decided can't be kept, the
 * mail is held instead. Throws only the store's own trouble.
 */
export const commitReading = (world: World, cause: Cause, reading: Reading, passBegan: number): Committed => {
  const { store, policy, compose, clock, log } = world;
  try {
    const keys = keysOf(reading, policy, passBegan);
    return store.commit(cause, keys, clock(), (facts) => outcomeOf(triage(reading, facts, policy), compose));
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    log.error('could not decide a mail; it is held', { messageId: reading.messageId, error: String(error) });
    const aside = { decision: setAside(reading, error), drafts: [] };
    const keys = { ...noKeys(policy, passBegan), contentKey: reading.keys.message };
    return store.commit(cause, keys, clock(), () => aside);
  }
};
