/**
 * The kinds of value that a setting can hold: text from the environment -> a checked value, or one sentence on what is wrong.
 */
import { validate } from 'node-cron';
import { z } from 'zod';
import type { Address } from '../mail/message.ts';
import type { Limit } from '../triage/decision.ts';

/** A secret that shows itself only when asked: printed, logged or put into JSON it reads `[hidden]`. */
export type Hidden = { readonly reveal: () => string };

/** Wraps a secret. */
export const hidden = (value: string): Hidden =>
  Object.freeze({
    reveal: () => value,
    toString: () => '[hidden]',
    toJSON: () => '[hidden]',
    [Symbol.for('nodejs.util.inspect.custom')]: () => '[hidden]',
  });

/** A setting read by `read`; where that gives undefined, the mistake is "X isn't WHAT". */
const setting = <T>(what: string, read: (text: string) => T | undefined) =>
  z.string().transform((text, context) => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.issues.push({ code: 'custom', input: text, message: `${JSON.stringify(text)} isn't ${what}` });
    return z.NEVER;
  });

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A hundred years: beyond it, sums of times would lose their milliseconds. */
const LONGEST = 36_500 * 86_400_000;

/** `30s`, `5m`, `2h`, `7d` -> ms; undefined for anything else. */
const parseDuration = (text: string): number | undefined => {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  const ms = Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN);
  return ms > 0 && ms <= LONGEST ? ms : undefined;
};

const parseCount = (text: string, least: number, most: number): number | undefined => {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return count >= least && count <= most ? count : undefined;
};

const parseLimit = (text: string): Limit | undefined => {
  const [many = '', per = '', ...rest] = text.split('/');
  const count = parseCount(many, 0, 1_000_000);
  const within = parseDuration(per);
  return count === undefined || within === undefined || rest.length > 0 ? undefined : { count, within };
};

// One mailbox, as it may stand in an envelope: what could end a header or an SMTP command isn't in the set.
const ADDRESS = /^[^\s@<>"(),:;\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;

const parseAddress = (text: string): string | undefined => {
  if (!ADDRESS.test(text) || text.includes('..')) return undefined;
  const at = text.lastIndexOf('@');
  return text.slice(0, at) + text.slice(at).toLowerCase();
};

/** `data@example.org` or `Data Desk <data@example.org>`. */
const parseMailbox = (text: string): Address | undefined => {
  const open = text.endsWith('>') ? text.lastIndexOf('<') : -1;
  const address = parseAddress(open < 0 ? text : text.slice(open + 1, -1));
  const name = open < 0 ? '' : text.slice(0, open).trim().replace(/^"|"$/g, '');
  return address === undefined || /[<>\p{Cc}]/u.test(name) ? undefined : { name, address };
};

const parseList = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((item) => item !== '');

/** Each alone or with its name; between addresses alone a blank is enough. */
const parseAddresses = (text: string): readonly string[] | undefined => {
  const items = text.split(/[,;]/).flatMap((item) => (item.includes('<') ? [item.trim()] : parseList(item)));
  const addresses = items.map((item) => parseMailbox(item)?.address);
  return addresses.every((address) => address !== undefined)
    ? addresses.map((address) => address.toLowerCase())
    : undefined;
};

const SWITCH: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
};

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

// What `settings.ts` builds its table from: each takes the text of a variable.

export const duration = setting('a duration such as 30s, 5m, 2h or 7d, from 1s to 36500d', parseDuration);
export const limit = setting(
  'a limit such as 10/1d: how many, up to a million, and within how long, from 1s to 36500d',
  parseLimit,
);
export const count = setting('a whole number from 0 to 1000000', (text) => parseCount(text, 0, 1_000_000));
export const connections = setting('a number of connections, from 1 to 10', (text) => parseCount(text, 1, 10));
export const port = setting('a port, a whole number from 1 to 65535', (text) => parseCount(text, 1, 65_535));
export const address = setting('one e-mail address', parseMailbox);
export const addresses = setting('a list of e-mail addresses, separated by commas', parseAddresses);
export const list = setting('a list', parseList);
export const flag = setting('true or false', (text) => SWITCH[text.toLowerCase()]);
// node-cron accepts a bad time zone and throws at the first tick, so both are checked here.
export const cron = setting('a cron expression such as */5 * * * *', (text) => (validate(text) ? text : undefined));
export const timeZone = setting('a time zone such as UTC or Europe/Berlin', (text) =>
  isTimeZone(text) ? text : undefined,
);
export const host = setting('the name of a server, without scheme or port', (text) =>
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|[0-9a-fA-F:]{2,39})$/.test(text) ? text : undefined,
);
export const word = setting('a word', (text) => (/\p{Cc}/u.test(text) ? undefined : text));
// Never through `setting`: that one repeats what it was given.
export const secret = z.string().transform(hidden);
/** One of a few words. */
export const choice = <const T extends string>(...words: readonly T[]) =>
  setting(`one of ${words.join(', ')}`, (text) => words.find((each) => each === text.toLowerCase()));
