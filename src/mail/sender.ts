/**
 * The one address that may be answered, or why there is none (RFC 5322 3.6.2; RFC 3834 4: never Reply-To).
 * Stricter than the standard on purpose: whatever two parsers could read differently is left to a person. An answer to an address that
 * an attacker hid in a comment, a group or a quoted word goes to a stranger (CVE-2025-13033, CVE-2026-121424, CVE-2026-110870).
 */
import { decodeWords } from './encoded-word.ts';
import { valuesOf } from './header.ts';
import type { Address, Header } from './message.ts';

export type Sender =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'none'; readonly reason: string };

/** Own addresses in lower case; List-Ids of our own groups, with or without their angle brackets. */
export type SenderPolicy = { readonly ownAddresses: readonly string[]; readonly ownLists: readonly string[] };

const none = (reason: string): Sender => ({ kind: 'none', reason });

// RFC 5322 3.4.1 dot-atom, without `%` and `!`: relays once took them for routes (RFC 5321 appendix C and F.2).
const LOCAL = /^[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;

/** Whether `text` is a plain ASCII address: no quoted local part, no domain literal, within the lengths of RFC 5321 4.5.3.1. */
export const isPlainAddress = (text: string): boolean => {
  const at = text.indexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = text.slice(at + 1);
  if (local.length > 64 || domain.length > 253) return false;
  // An encoded word in an address is forbidden (RFC 2047 5) and reads differently once somebody decodes it.
  return LOCAL.test(local) && DOMAIN.test(domain) && !local.includes('=?');
};

const withoutControls = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control and bidi characters are what this takes out of a name
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').trim();

/** Where a quoted-string that opens at `start` ends (RFC 5322 3.2.4), or -1. */
const closingQuote = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
};

const REFUSED: Readonly<Record<string, string>> = {
  '(': 'From has a comment, which readers take for different addresses',
  ')': 'From has a comment, which readers take for different addresses',
  ',': 'From names more than one mailbox',
  ';': 'From is a group, not one mailbox',
  ':': 'From is a group, not one mailbox',
  '>': 'From has angle brackets that do not belong together',
};

const addressed = (phrase: string, address: string): Sender => {
  if (!isPlainAddress(address)) return none(`From has no plain address: "${withoutControls(address).slice(0, 80)}"`);
  const name = withoutControls(decodeWords(phrase.trim()));
  // Such a name becomes an address of its own where somebody writes it into a header (CVE-2012-4730).
  if (/[<>]/.test(name)) return none('From hides angle brackets in its name');
  const at = address.indexOf('@');
  return {
    kind: 'address',
    address: { name, address: address.slice(0, at + 1) + address.slice(at + 1).toLowerCase() },
  };
};

/** The mailbox that an address field consists of, if it is exactly one in plain form: `Name <local@domain>` or `local@domain`. */
export const oneMailbox = (field: string): Sender => {
  let phrase = '';
  let at = 0;
  while (at < field.length) {
    const character = field[at] ?? '';
    const refusal = REFUSED[character];
    if (refusal !== undefined) return none(refusal);
    if (character === '"') {
      const end = closingQuote(field, at);
      if (end < 0) return none('From has a quotation mark without its partner');
      phrase += field.slice(at + 1, end).replace(/\\(.)/g, '$1');
      at = end + 1;
      if (field[at] === '@') return none('From has a quoted local part, which readers take for different addresses');
      continue;
    }
    if (character === '<') {
      return field.endsWith('>')
        ? addressed(phrase, field.slice(at + 1, -1).trim())
        : none('From has angle brackets that do not belong together');
    }
    phrase += character;
    at++;
  }
  return field.includes('"') ? none('From has no address') : addressed('', phrase.trim());
};

/** The id in a List-Id field (RFC 2919 3), in lower case: what stands in angle brackets, or all of it. */
export const listId = (value: string): string => {
  const open = value.lastIndexOf('<');
  const close = value.indexOf('>', open);
  return (open >= 0 && close > open ? value.slice(open + 1, close) : value).trim().toLowerCase();
};

/** The own list that a mail came through, by its List-Id, or null. */
export const ownListOf = (headers: readonly Header[], ownLists: readonly string[]): string | null => {
  const own = new Set(ownLists.map(listId));
  return (
    valuesOf(headers, 'list-id')
      .map(listId)
      .find((id) => own.has(id)) ?? null
  );
};

/** Whether From is the list's own address: `data@example.org` for the List-Id `data.example.org`, or an address of ours. */
const isListAddress = (address: string, list: string, ownAddresses: readonly string[]): boolean =>
  ownAddresses.includes(address.toLowerCase()) || address.toLowerCase().replace('@', '.') === list;

// In this order: Google Groups keeps the old From whole, then the address alone; Mailman moves it to Reply-To (dmarc_moderation_action).
const ORIGINALS = ['x-original-from', 'x-original-sender', 'reply-to'];

/**
 * Who wrote, behind a group of ours that put its own address in From ("Ann via Data <data@...>"). Only where the group did: else a
 * sender could name somebody else in a field that the group passes on.
 */
const beforeList = (headers: readonly Header[], policy: SenderPolicy): Sender => {
  for (const name of ORIGINALS) {
    const values = valuesOf(headers, name);
    const found = values.length === 1 ? oneMailbox(values[0] ?? '') : none('');
    if (found.kind === 'address' && !policy.ownAddresses.includes(found.address.address.toLowerCase())) return found;
  }
  return none('our own group put its address in From and left no trace of who wrote');
};

/**
 * The address that an automatic answer may go to: exactly one From field with exactly one mailbox in plain form, after what our own
 * groups changed is undone; else none, with the reason in plain words. Whether it may be answered at all is for others to say.
 */
export const findSender = (headers: readonly Header[], policy: SenderPolicy): Sender => {
  const fields = valuesOf(headers, 'from');
  const [field] = fields;
  if (field === undefined || field === '') return none('there is no From field');
  if (fields.length > 1) return none('there is more than one From field');
  const found = oneMailbox(field);
  const list = ownListOf(headers, policy.ownLists);
  if (found.kind === 'address' && list !== null && isListAddress(found.address.address, list, policy.ownAddresses)) {
    return beforeList(headers, policy);
  }
  return found;
};
