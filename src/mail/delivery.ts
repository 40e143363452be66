/**
 * Handing one mail to a server: what can come of an attempt, and what follows from it (RFC 5321 4.2, 4.5.4; RFC 1047).
 */

/** The result of one attempt. Doubt is a case of its own: after the body left without an answer, nobody can know. */
export type DeliveryResult =
  | { readonly kind: 'accepted'; readonly response: string; readonly serverMessageId: string | null }
  /** 4yz, or no connection before the body left: try again later. */
  | { readonly kind: 'deferred'; readonly response: string }
  /** 5yz for this mail: never again. */
  | { readonly kind: 'rejected'; readonly response: string }
  /** The account, not the mail: login refused, sending quota used up. Nothing else will be accepted either. */
  | { readonly kind: 'account'; readonly problem: 'authentication' | 'quota'; readonly response: string }
  /** The connection died after DATA was accepted (RFC 1047). */
  | { readonly kind: 'unknown'; readonly response: string };

export type OutboxState =
  | { readonly state: 'ready'; readonly notBefore: number; readonly response: string | null }
  | { readonly state: 'held'; readonly reason: string }
  | { readonly state: 'sent'; readonly response: string; readonly serverMessageId: string | null }
  | { readonly state: 'failed'; readonly response: string }
  | { readonly state: 'uncertain'; readonly response: string }
  | { readonly state: 'cancelled' };

/** `pre-data`: nothing of the mail can have been taken over; `data`: from the server's 354 on, it may have been. */
export type Stage = 'pre-data' | 'data';
