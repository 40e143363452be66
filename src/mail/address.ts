/**
 * Mailboxes in address fields (RFC 5322 3.4).
 */
import addressparser from 'nodemailer/lib/addressparser';
import { decodeWords } from './encoded-word.ts';
import { valuesOf } from './header.ts';
import type { Address, Header } from './message.ts';

/** Longer address fields are cut: nobody writes to us in the company of a thousand others, and parsing takes its time. */
const MAX_FIELD = 16 * 1024;

const lowerDomain = (address: string): string => {
  const at = address.lastIndexOf('@');
  return address.slice(0, at + 1) + address.slice(at + 1).toLowerCase();
};

/**
 * The mailboxes of all fields called `name`, in order, members of groups among them. Entries without an address are left out.
 * Encoded words are decoded in names only: in an address they are forbidden (RFC 2047 5), and decoding them would make addresses that the
 * mail never had.
 */
export const addressesIn = (headers: readonly Header[], name: string): readonly Address[] =>
  valuesOf(headers, name)
    .flatMap((value) => addressparser(value.slice(0, MAX_FIELD), { flatten: true }))
    .filter((entry) => entry.address !== '')
    .map((entry) => ({ name: decodeWords(entry.name), address: lowerDomain(entry.address) }));
