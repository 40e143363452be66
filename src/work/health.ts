/**
 * How the worker is: when the next try may be, and what to tell the operator, once when it begins and once when it is over. Pure.
 */
import type { PortTrouble } from '../ports.ts';

/** `null` = a good pass. */
export type Trouble = { readonly kind: PortTrouble | 'mistake'; readonly message: string };

export type Health = {
  /** Failed passes in a row. */
  readonly failures: number;
  /** No pass before this moment, epoch ms. */
  readonly notBefore: number;
  /** When a pass was last good; at the start, when the worker began. */
  readonly goodAt: number;
  /** What the operator was told and hasn't been told the end of. */
  readonly told: Trouble | null;
};

export type News =
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly since: number }
  | { readonly kind: 'recovered'; readonly trouble: Trouble; readonly after: number }
  /** Replies and mails of this very pass that a person must look at. */
  | { readonly kind: 'items'; readonly failed: number; readonly uncertain: number; readonly quarantined: number }
  /** More came in than may be answered. */
  | { readonly kind: 'flood'; readonly held: number };

export const healthy = (now: number): Health => ({ failures: 0, notBefore: 0, goodAt: now, told: null });

const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 10 * 60_000;
/** Another try with a refused password only gets the account locked. */
const LOGIN_WAIT = 3_600_000;

/** What only a person can mend is told at once; what may pass by itself, when it lasts longer than `watchdogAfter` (ms). */
const tellsAtOnce = (kind: Trouble['kind']): boolean =>
  kind === 'authentication' || kind === 'configuration' || kind === 'full' || kind === 'mistake';

/** After a pass: how the worker is now, and the news, if there is any. `random` spreads the tries of many workers. */
export const afterPass = (
  health: Health,
  trouble: Trouble | null,
  now: number,
  random: () => number,
  watchdogAfter: number,
): { readonly health: Health; readonly news: News | null } => {
  if (trouble === null) {
    const news = health.told && { kind: 'recovered' as const, trouble: health.told, after: now - health.goodAt };
    return { health: healthy(now), news };
  }
  const failures = health.failures + 1;
  const isNews = health.told === null && (tellsAtOnce(trouble.kind) || now - health.goodAt >= watchdogAfter);
  const notBefore = now + waitAfter(trouble.kind, failures, random);
  return {
    health: { ...health, failures, notBefore, told: isNews ? trouble : health.told },
    news: isNews ? { kind: 'trouble', trouble, since: health.goodAt } : null,
  };
};

/** 30 s, doubled with each failure up to 10 min, and up to a fifth longer. */
const waitAfter = (kind: Trouble['kind'], failures: number, random: () => number): number => {
  const wait =
    kind === 'authentication' ? LOGIN_WAIT : Math.min(FIRST_WAIT * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT);
  return Math.round(wait * (1 + random() / 5));
};
