/**
 * Decision -> what the store writes. A mistake of ours in deciding sets the one mail aside, with the error, and stops nothing.
 */
import type { Cause, Outcome } from '../store/store.ts';
import type { Decision, Facts, Keys, Policy, Reading } from '../triage/decision.ts';
import { keysOf } from '../triage/thread.ts';
import { triage } from '../triage/triage.ts';
import type { World } from './world.ts';

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
  windows: { reply: policy.replyLimit.within, total: policy.totalLimit.within, pass: passBegan },
});

/** The disposition of a mail that our own rules choke on. */
const setAside = (reading: Reading, error: unknown): Decision => {
  const why = `a mistake in mailroom: ${error instanceof Error ? error.message : String(error)}`;
  return {
    kind: reading.kind,
    disposition: { is: 'hold', why },
    reasons: [...reading.reasons, { rule: 'mistake', hit: true, evidence: why }],
    events: [],
    letters: [],
    suppressions: [],
    closes: [],
    submission: null,
  };
};

/** Decides one reading and writes what follows, in one transaction. Throws only what the store throws. */
export const commitReading = (
  world: World,
  cause: Cause,
  reading: Reading,
  passBegan: number,
): { readonly id: string | null; readonly outcome: Outcome } => {
  const { store, policy, compose, clock, log } = world;
  const aside = (error: unknown): Outcome => {
    log.error('could not decide a mail; it is held', { messageId: reading.messageId, error: String(error) });
    return { decision: setAside(reading, error), drafts: [] };
  };
  const decide = (facts: Facts): Outcome => attempt(() => outcomeOf(triage(reading, facts, policy), compose), aside);
  const keys = attempt(
    () => keysOf(reading, policy, passBegan),
    () => noKeys(policy, passBegan),
  );
  return store.commit(cause, keys, clock(), decide);
};

const attempt = <T>(make: () => T, otherwise: (error: unknown) => T): T => {
  try {
    return make();
  } catch (error) {
    return otherwise(error);
  }
};
