/**
 * Bounces that are written for people only: qmail, Exim, Exchange, Notes, Yahoo, mobile carriers and many more. No grammar of each, for
 * there are dozens and they change; but what they share: a mail system as the sender, a sentence that says so, addresses at the
 * places where such reports put them, and our own mail behind a line that announces it.
 */
import { CONTACTS, COPY, GIVEN_UP, OPENINGS, RECIPIENT_MARKS, STILL_TRYING } from './bounce-words.ts';
import { valuesOf } from './header.ts';
import type { Message } from './message.ts';
import { DELAYED, FAILED } from './phrases.ts';
import { addressLike, daemonSender, deadReturnPath } from './robots.ts';
import { isPlainAddress } from './sender.ts';
import { isForwardSubject, isReplySubject, opening } from './subjects.ts';

export type Prose = {
  readonly action: 'failed' | 'delayed';
  readonly recipients: readonly string[];
  readonly status: string | null;
  readonly diagnostic: string;
  readonly messageIds: readonly string[];
};

const MAX_LINES = 1500;
const MAX_LINE = 1000;
const MAX_WORDS = 64 * 1024;

/** The words of the report, and what it returns of our mail as plain text. */
type Text = { readonly words: readonly string[]; readonly returned: readonly string[] };

const includesAny = (text: string, phrases: readonly string[]): string | null =>
  phrases.find((phrase) => text.includes(phrase)) ?? null;

const startsCopy = (line: string): boolean => {
  const text = line.trim().toLowerCase();
  return text.startsWith('received: ') || text.startsWith('return-path: ') || includesAny(text, COPY) !== null;
};

const textOf = (message: Message): Text => {
  const plain = message.texts.filter((part) => part.source === 'plain');
  const parts = plain.some((part) => part.lines.some((line) => line.text.trim() !== '')) ? plain : message.texts;
  const lines = parts
    .flatMap((part) => part.lines)
    .slice(0, MAX_LINES)
    .map((line) => line.text.slice(0, MAX_LINE));
  const cut = lines.findIndex(startsCopy);
  return cut < 0 ? { words: lines, returned: [] } : { words: lines.slice(0, cut), returned: lines.slice(cut) };
};

/** What shows that a mail system wrote: never enough alone, for postmasters are people too. */
const systemSign = (message: Message): boolean =>
  daemonSender(message.headers) !== null ||
  deadReturnPath(message.headers) !== null ||
  message.contentType.type === 'multipart/report' ||
  message.headers.some(({ name, value }) => name === 'auto-submitted' && value.toLowerCase().startsWith('auto')) ||
  valuesOf(message.headers, 'x-ms-embedded-report').length > 0 ||
  valuesOf(message.headers, 'received').some((value) => /^\(qmail \d{1,10} invoked for bounce\)/.test(value.trim()));

/** Addresses where reports name the recipient: first on a line, in a line with one of the marks, or in the line after one. */
const recipientsIn = (words: readonly string[], excluded: ReadonlySet<string>): readonly string[] => {
  const found: string[] = [];
  let marked = false;
  for (const line of words) {
    const text = line.trim().toLowerCase();
    if (text === '') continue;
    const here = includesAny(text, RECIPIENT_MARKS) !== null;
    const [address] = addressLike(text.replaceAll('smtp=', ' ').replaceAll('=', ' '))
      .map((word) => word.replace(/^[.'`*-]+|[.'`*-]+$/g, ''))
      .filter(isPlainAddress);
    const leads = address !== undefined && text.replace(/^[<>"'(*\s-]+/, '').startsWith(address);
    if (address !== undefined && (here || marked || leads) && !excluded.has(address) && !isContact(address))
      found.push(address);
    marked = here && address === undefined;
  }
  return found;
};

const isContact = (address: string): boolean => CONTACTS.some((contact) => address.startsWith(contact));

const returnedField = (returned: readonly string[], name: string): string | null =>
  returned
    .find((line) => line.trimStart().toLowerCase().startsWith(`${name}:`))
    ?.replace(/^[^:]*:/, '')
    .trim() ?? null;

// RFC 3463, not an IP address or a version: what comes before and after is no digit, dot or letter.
const STATUS = /(?<![\w.])([45]\.\d{1,3}\.\d{1,3})(?![\w.]\d)/;
const REPLY_CODE = /(?<![\w.])([45]\d\d)(?=[ -])(?! (?:bytes|kb|mb|hours|days|messages))/i;

const statusOf = (words: readonly string[]): string | null => {
  for (const line of words) {
    const found = STATUS.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  const code = words.map((line) => REPLY_CODE.exec(line)?.[1]).find((found) => found !== undefined);
  // RFC 3463 2: class and `other or undefined`.
  return code === undefined ? null : `${code[0]}.0.0`;
};

const DIAGNOSTIC =
  /(?<![\w.])(?:[45]\d\d[ -]|[45]\.\d\.\d)|unknown|unrouteable|does not exist|not listed|quota|full|refused|rejected|not found|timed out|denied/i;

const actionOf = (subject: string, words: string): 'failed' | 'delayed' => {
  if (includesAny(words, GIVEN_UP) !== null) return 'failed';
  return opening(subject, DELAYED) !== null || includesAny(words, STILL_TRYING) !== null ? 'delayed' : 'failed';
};

/** How much of what makes a bounce the header has; after half of it, a sentence in the text decides. */
const evidenceIn = (message: Message): 'all' | 'half' | 'none' => {
  if (valuesOf(message.headers, 'x-failed-recipients').length > 0) return 'all';
  const subject = opening(message.subject, FAILED) ?? opening(message.subject, DELAYED);
  if (systemSign(message)) return subject === null ? 'half' : 'all';
  const passedOn = isForwardSubject(message.subject) || isReplySubject(message.subject);
  return subject === null || passedOn ? 'none' : 'half';
};

/** What a bounce in prose says, or null where the mail isn't one. Never throws; linear in the length of the text. */
export const readProse = (message: Message): Prose | null => {
  // Most mail ends here, its text unread.
  const evidence = evidenceIn(message);
  if (evidence === 'none') return null;
  const { words, returned } = textOf(message);
  const joined = words.join(' ').slice(0, MAX_WORDS).toLowerCase().replace(/\s+/g, ' ');
  if (evidence === 'half' && includesAny(joined, OPENINGS) === null) return null;
  const excluded = new Set([...message.to, ...message.from].map(({ address }) => address.toLowerCase()));
  const header = valuesOf(message.headers, 'x-failed-recipients').flatMap(addressLike).filter(isPlainAddress);
  const named = header.length > 0 ? header : recipientsIn(words, excluded);
  const returnedTo = [
    ...message.enclosed.flatMap(({ headers }) => valuesOf(headers, 'to')),
    returnedField(returned, 'to') ?? '',
  ];
  const id = /<[^<>\s]{1,500}>/.exec(returnedField(returned, 'message-id') ?? '')?.[0];
  return {
    action: actionOf(message.subject, joined),
    recipients: named.length > 0 ? named : returnedTo.flatMap(addressLike).filter(isPlainAddress),
    status: statusOf(words),
    diagnostic: (words.find((line) => DIAGNOSTIC.test(line)) ?? '').trim(),
    messageIds: id === undefined ? [] : [id],
  };
};
