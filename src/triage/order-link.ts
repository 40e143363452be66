/**
 * Prepared orders in a reviewer's own digest: a link is bound to reviewer, verb, item and expiry, and works once. Whoever gets
 * the digest forwarded can't use it, since the answer must also come from that reviewer's address.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32, fromBase32 } from './token.ts';

const PREFIX = 'mro1-';
const MAC_OCTETS = 15;

/** How long a link works, ms. */
export const LINKS_LAST = 14 * 86_400_000;

/** Finds order tokens in a text; not yet verified. */
export const ORDER_TOKEN_PATTERN = /mro1-[a-z2-7]{32}/gi;

export type OrderLink = { readonly reviewer: string; readonly verb: string; readonly target: string };

/** Expiry in whole minutes since the epoch, in five octets: it travels in the token and is signed with the rest. */
const expiryOctets = (expires: number): Uint8Array => {
  const minutes = Math.ceil(expires / 60_000);
  return Uint8Array.from([32, 24, 16, 8, 0].map((shift) => Math.floor(minutes / 2 ** shift) % 256));
};

const macOf = (link: OrderLink, expiry: Uint8Array, key: Uint8Array): Uint8Array =>
  createHmac('sha256', key)
    .update(JSON.stringify(['mailroom order', link.reviewer.toLowerCase(), link.verb, link.target]))
    .update(expiry)
    .digest()
    .subarray(0, MAC_OCTETS);

/** A token for one order, in a digest that is made now (epoch ms). */
export const orderToken = (link: OrderLink, now: number, key: Uint8Array): string => {
  const expiry = expiryOctets(now + LINKS_LAST);
  return PREFIX + base32(Buffer.concat([expiry, macOf(link, expiry, key)]));
};

const octetsOf = (token: string): Uint8Array => fromBase32(token.toLowerCase().slice(PREFIX.length));
const expiresAt = (expiry: Uint8Array): number => 60_000 * expiry.reduce((sum, octet) => sum * 256 + octet, 0);

export type LinkCheck = 'good' | 'expired' | 'forged';

/** Whether this token is for this very order, and still good at `now` (epoch ms). */
export const checkOrderToken = (token: string, link: OrderLink, now: number, key: Uint8Array): LinkCheck => {
  const octets = octetsOf(token);
  const expiry = octets.subarray(0, 5);
  const mac = octets.subarray(5);
  if (mac.length !== MAC_OCTETS || !timingSafeEqual(mac, macOf(link, expiry, key))) return 'forged';
  return now <= expiresAt(expiry) ? 'good' : 'expired';
};

/** When a token was made that is good: to the minute, epoch ms. */
export const madeAt = (token: string): number => expiresAt(octetsOf(token).subarray(0, 5)) - LINKS_LAST;
