/**
 * Handing one mail to a server: what can come of an attempt, and what follows from it (RFC 5321 4.2, 4.5.4; RFC 1047).
 */

/** The result of one attempt. Doubt is a case of its own: after the body left without an answer, nobody can know. */
export type DeliveryResult =
  | { readonly kind: 'accepted'; readonly response: string; readonly serverMessageId: string | null }
  /** 4yz for this mail, or the connection was lost before its body left: try again later. */
  | { readonly kind: 'deferred'; readonly response: string }
  /** 5yz for this mail: never again. */
  | { readonly kind: 'rejected'; readonly response: string }
  /** Not the mail: nothing else will be accepted either. */
  | { readonly kind: 'account'; readonly problem: AccountProblem; readonly response: string }
  /** The connection died after DATA was accepted (RFC 1047). */
  | { readonly kind: 'unknown'; readonly response: string };

/** The login is refused; the sending quota is used up; no session can be had at all. */
export type AccountProblem = 'authentication' | 'quota' | 'unreachable';

export type OutboxState =
  | { readonly state: 'ready'; readonly notBefore: number; readonly response: string | null }
  | { readonly state: 'held'; readonly reason: string }
  | { readonly state: 'sent'; readonly response: string; readonly serverMessageId: string | null }
  | { readonly state: 'failed'; readonly response: string }
  | { readonly state: 'uncertain'; readonly response: string }
  | { readonly state: 'cancelled' };

/** `pre-data`: nothing of the mail can have been taken over; `data`: from the server's 354 on, it may have been. */
export type Stage = 'pre-data' | 'data';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long to wait after the first, second, ... attempt; the last one again and again. */
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR] as const;
/** RFC 5321 4.5.4.1 asks for 4 to 5 days; a contributor who hears nothing for two asks elsewhere, so a person is told then. */
const GIVE_UP_AFTER = 48 * HOUR;
/** A clock that jumped must not end a mail that was hardly tried. */
const MIN_ATTEMPTS = 8;
const ACCOUNT_WAIT: Readonly<Record<AccountProblem, number>> = {
  authentication: 15 * MINUTE,
  quota: HOUR,
  unreachable: MINUTE,
};

/**
 * What becomes of a mail after one attempt. `attempts` counts those made, this one included; `at` is when the mail was
 * written (epoch ms). `random` (0 to 1) spreads retries, so that many mails refused at once don't return at once.
 */
export const afterAttempt = (
  item: { readonly attempts: number; readonly at: number },
  result: DeliveryResult,
  now: number,
  random: () => number,
): OutboxState => {
  switch (result.kind) {
    case 'accepted':
      return { state: 'sent', response: result.response, serverMessageId: result.serverMessageId };
    case 'rejected':
      return { state: 'failed', response: result.response };
    case 'unknown':
      return { state: 'uncertain', response: result.response };
    case 'account':
      return {
        state: 'ready',
        notBefore: now + spread(ACCOUNT_WAIT[result.problem], random),
        response: result.response,
      };
    case 'deferred':
      return item.attempts >= MIN_ATTEMPTS && now - item.at >= GIVE_UP_AFTER
        ? { state: 'failed', response: `given up after ${item.attempts} attempts: ${result.response}` }
        : { state: 'ready', notBefore: now + spread(waitAfter(item.attempts), random), response: result.response };
  }
};

const waitAfter = (attempts: number): number => WAITS[Math.min(Math.max(attempts, 1), WAITS.length) - 1] ?? MINUTE;

/** The wait, up to a fifth longer. */
const spread = (wait: number, random: () => number): number => Math.round(wait * (1 + random() / 5));
