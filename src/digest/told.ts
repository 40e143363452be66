/**
 * What all items of the digest have in common: orders, ages, lines.
 */
import type { Form } from '../form/form.ts';
import type { Attachment } from '../mail/message.ts';
import { plain } from '../triage/echo.ts';
import type { Action, Item } from './item.ts';
import type { DigestRows } from './rows.ts';
import { counted, listed, sizeOf, span } from './words.ts';

/** How a prepared mail is made: to our own address, with a token bound to its reader, the verb and what it is for. */
export type Links = {
  readonly mailbox: string;
  readonly token: (verb: string, target: string) => string;
};

export type Told = { readonly rows: DigestRows; readonly form: Form; readonly links: Links | null };

export const MAX_LINE = 300;
const MAX_LINES = 15;
const MAX_WORDS = 6000;

/** Verbs whose order needs words: the reader writes them after the colon. */
const WITH_WORDS: ReadonlySet<string> = new Set(['decline', 'ask', 'note']);

/** RFC 6068 5: CRLF and percent-encoding; a blank is %20, never a plus sign. */
export const mailto = (to: string, fields: Readonly<Record<string, string>>): string =>
  `mailto:${encodeURIComponent(to).replaceAll('%40', '@')}?${Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`;

/** An order about `target`; also as a prepared mail where there are links. */
export const action = ({ links }: Told, verb: string, target: string): Action => {
  const order = `${verb} ${target}${WITH_WORDS.has(verb) ? ':' : ''}`;
  const href =
    links === null
      ? null
      : mailto(links.mailbox, {
          subject: `${verb} ${target}`,
          body: `${order}${WITH_WORDS.has(verb) ? ' ' : ''}\r\n\r\n[${links.token(verb, target)}]\r\n`,
        });
  return { verb, command: `mailroom ${verb} ${target}`, href };
};

/** An order that the command line alone knows. */
export const command = (verb: string, words: string): Action => ({ verb, command: `mailroom ${words}`, href: null });

/** Since the last digest. */
export const isFresh = ({ rows }: Told, at: number): boolean => at > (rows.since ?? 0);

/** How long ago, in words. */
export const age = ({ rows }: Told, at: number): string => span(rows.now - at);

/** Somebody's words as plain lines, bounded. */
export const linesOf = (text: string): readonly string[] => {
  const lines = text
    .slice(0, MAX_WORDS)
    .split('\n')
    .map((line) => plain(line, MAX_LINE))
    .filter((line) => line !== '');
  const rest = lines.length - MAX_LINES;
  return rest > 0 ? [...lines.slice(0, MAX_LINES), `… ${counted(rest, 'more line')}`] : lines;
};

/** Pictures of a signature, as Outlook calls them: nobody attached those. */
const DRAWN = /^image\d{3}\.(?:png|jpe?g|gif)$/i;
const MAX_ATTACHED = 8;

/** What came with mails, by name, type where it has none, and size; each once. The files are in the mailbox: mailroom keeps none. */
export const attachedIn = (mails: readonly { readonly attachments: readonly Attachment[] }[]): readonly string[] => {
  const all = mails
    .flatMap(({ attachments }) => attachments)
    .filter(({ name }) => name === null || !DRAWN.test(name))
    .map(({ name, type, size }) => `${name ?? type} (${sizeOf(size)})`);
  const each = [...new Set(all)];
  const rest = each.length - MAX_ATTACHED;
  return rest > 0 ? [...each.slice(0, MAX_ATTACHED), `${rest} more`] : each;
};

/** The same as a line of an item; none where nothing came. */
export const attachedLine = (mails: Parameters<typeof attachedIn>[0]): Item['fields'] => {
  const all = attachedIn(mails);
  return all.length === 0 ? [] : [line('Attached', listed(all))];
};

/** A field of an item, as plain text. */
export const line = (label: string, value: string): Item['fields'][number] => ({
  label: plain(label, 60),
  value: plain(value, 500),
  href: null,
});
