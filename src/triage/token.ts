/**
 * Signed tokens: they stand in the Message-ID of every mail that we send and in one line of its body, so that an answer finds
 * its submission even where a provider rewrites Message-IDs, and nobody can make one up.
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto';

const PREFIX = 'mr1-';
const ID_OCTETS = 12;
const MAC_OCTETS = 8;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Finds tokens anywhere in a text; what it finds isn't verified yet. Case doesn't matter: some systems fold addresses. */
export const TOKEN_PATTERN = /mr1-[a-z2-7]{32}/gi;

/** Base32 (RFC 4648 6) in lower case, without padding; safe in a local part and in a subject. */
export const base32 = (octets: Uint8Array): string => {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const octet of octets) {
    value = (value << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      text += ALPHABET[(value >>> (bits - 5)) & 31];
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
};

/** The octets of what `base32` wrote. */
export const fromBase32 = (text: string): Uint8Array => {
  const octets: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    value = (value << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      octets.push((value >>> (bits - 8)) & 255);
      bits -= 8;
    }
    value &= (1 << bits) - 1;
  }
  return Uint8Array.from(octets);
};

const mac = (id: Uint8Array, key: Uint8Array): Uint8Array =>
  createHmac('sha256', key).update('mailroom thread').update(id).digest().subarray(0, MAC_OCTETS);

/** The token of the one mail that `cause`, `template` and `recipient` can bring about: the same three give the same token. */
export const tokenFor = (cause: string, template: string, recipient: string, key: Uint8Array): string => {
  const words = JSON.stringify([cause, template, recipient.toLowerCase()]);
  const id = hash('sha256', words, 'buffer').subarray(0, ID_OCTETS);
  return PREFIX + base32(Buffer.concat([id, mac(id, key)]));
};

/** Whether we signed it. A token of another key, or a changed one, is nothing. */
export const isOurs = (token: string, key: Uint8Array): boolean => {
  const text = token.toLowerCase();
  if (!text.startsWith(PREFIX)) return false;
  const octets = fromBase32(text.slice(PREFIX.length));
  if (octets.length !== ID_OCTETS + MAC_OCTETS) return false;
  return timingSafeEqual(octets.subarray(ID_OCTETS), mac(octets.subarray(0, ID_OCTETS), key));
};

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Our address with a token in its local part (RFC 5233): what is sent there names what it is about. */
export const plusAddressOf = (token: string, mailbox: string): string => {
  const at = mailbox.lastIndexOf('@');
  return `${mailbox.slice(0, at)}+${token.toLowerCase()}${mailbox.slice(at)}`;
};

/** The Message-ID (RFC 5322 3.6.4, with angle brackets) of the mail that carries this token. */
export const messageIdOf = (token: string, mailbox: string): string => `<${token.toLowerCase()}@${domainOf(mailbox)}>`;
