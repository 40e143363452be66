/**
 * Octets -> Message | Unreadable. Puts together what the other files of this folder read; decides nothing.
 */
import { errorMessage } from '../error.ts';
import { addressesIn } from './address.ts';
import { decodeText } from './charset.ts';
import { parseDate } from './date.ts';
import { decodeWords } from './encoded-word.ts';
import { plainLines } from './flowed.ts';
import { messageIds, readHeaders, valuesOf } from './header.ts';
import { htmlToLines } from './html.ts';
import { MAX_TEXT, placeLines } from './lines.ts';
import type { Attachment, Enclosed, Header, Message, TextPart, Unreadable } from './message.ts';
import { type Leaf, type Mime, readMime } from './mime.ts';

/** A mail has at least one of these; without any, a line with a colon in it was only luck. */
const MAIL_FIELDS = new Set(
  'from to cc subject date message-id sender reply-to return-path received delivered-to mime-version content-type'.split(
    ' ',
  ),
);

const CR = 0x0d;
const LF = 0x0a;

/** QUIRK: some Macs end lines with CR alone, which hides the whole header from a parser that looks for LF. */
const withLineFeeds = (source: Uint8Array): Uint8Array =>
  source.includes(LF) || !source.includes(CR) ? source : source.map((octet) => (octet === CR ? LF : octet));

const REPORTS = [
  'message/delivery-status',
  'message/global-delivery-status',
  'message/disposition-notification',
  'message/global-disposition-notification',
  'message/feedback-report',
];
const ENCLOSED = ['message/rfc822', 'message/global', 'message/global-headers', 'text/rfc822-headers'];

/** What makes a part text to read: its type, and where it stands. Null: not text. */
const sourceOf = (leaf: Leaf, bodyBefore: boolean): TextPart['source'] | null => {
  const attached = leaf.disposition === 'attachment' || (leaf.name !== null && bodyBefore);
  if (leaf.type === 'text/plain') return attached ? 'attachment' : 'plain';
  return leaf.type === 'text/html' && !attached ? 'html' : null;
};

// HTML 4 5.2.2: some clients declare the charset only there.
const META_CHARSET = /<meta[^>]{0,200}charset\s?=\s?["']?([\w-]{1,40})/i;

const charsetOf = (leaf: Leaf): string | null =>
  leaf.parameters['charset'] ??
  (leaf.type === 'text/html'
    ? META_CHARSET.exec(Buffer.from(leaf.content.subarray(0, 4096)).toString('latin1'))?.[1]
    : undefined) ??
  null;

const flag = (leaf: Leaf, name: string, value: string): boolean =>
  leaf.parameters[name]?.trim().toLowerCase() === value;

const textPart = (leaf: Leaf, source: TextPart['source'], room: number): TextPart => {
  if (room <= 0) return { part: leaf.part, source, lines: [], cut: true };
  const whole = decodeText(leaf.content, charsetOf(leaf));
  // Markup may be many times its text; in plain text only quote marks and soft breaks go away.
  const text = source === 'html' ? whole : whole.slice(0, 2 * room);
  const flow = { flowed: flag(leaf, 'format', 'flowed'), delSp: flag(leaf, 'delsp', 'yes') };
  const { lines, cut } =
    source === 'html' ? htmlToLines(text, leaf.part, room) : placeLines(plainLines(text, flow), leaf.part, room);
  return { part: leaf.part, source, lines, cut: cut || text.length < whole.length || leaf.content.length < leaf.size };
};

/** All text parts, those attached last; MAX_TEXT for each way of writing, so that a long plain text doesn't crowd out the HTML. */
const textParts = (leaves: readonly Leaf[]): readonly TextPart[] => {
  const room = { plain: MAX_TEXT, html: MAX_TEXT, attachment: MAX_TEXT };
  const texts: TextPart[] = [];
  for (const leaf of leaves) {
    const source = sourceOf(
      leaf,
      texts.some((text) => text.source !== 'attachment'),
    );
    if (source === null) continue;
    const text = textPart(leaf, source, room[source]);
    room[source] -= text.lines.reduce((sum, line) => sum + line.text.length + 1, 0);
    texts.push(text);
  }
  const attached = (text: TextPart): boolean => text.source === 'attachment';
  return [...texts.filter((text) => !attached(text)), ...texts.filter(attached)];
};

/** Sizes of parts that were emptied on their way here, by part: `X-Mailroom-Emptied: 2.1 40000`. */
const emptiedSizes = (headers: readonly Header[]): ReadonlyMap<string, number> =>
  new Map(
    valuesOf(headers, 'x-mailroom-emptied').flatMap((value) => {
      const [part, size] = value.split(' ');
      return part !== undefined && /^\d{1,15}$/.test(size ?? '') ? [[part, Number(size)] as const] : [];
    }),
  );

const attachments = (leaves: readonly Leaf[]): readonly Attachment[] => {
  let body = false;
  return leaves.flatMap((leaf) => {
    const source = sourceOf(leaf, body);
    body ||= source === 'plain' || source === 'html';
    if (source === 'plain' || source === 'html') return [];
    return [{ part: leaf.part, name: leaf.name, type: leaf.type, size: leaf.size }];
  });
};

const TNEF = ['application/ms-tnef', 'application/vnd.ms-tnef'];
const ENCRYPTED = ['application/pgp-encrypted', 'application/pkcs7-mime', 'application/x-pkcs7-mime'];

/** OpenPGP in the body itself (RFC 9580 6.2), with nothing written above it. */
const isArmored = (text: TextPart): boolean =>
  text.lines.find((line) => line.text.trim() !== '')?.text.trim() === '-----BEGIN PGP MESSAGE-----';

/** What hides the text, asked only where there is none to read. */
const wrapping = (leaves: readonly Leaf[], texts: readonly TextPart[]): Message['wrapped'] => {
  const filled = texts.filter((text) => text.lines.some((line) => line.text.trim() !== ''));
  if (filled.some((text) => !isArmored(text))) return null;
  if (filled.length > 0) return 'encrypted';
  if (leaves.some((leaf) => ENCRYPTED.includes(leaf.type))) return 'encrypted';
  return leaves.some((leaf) => TNEF.includes(leaf.type) || leaf.name?.toLowerCase() === 'winmail.dat') ? 'tnef' : null;
};

const reports = (leaves: readonly Leaf[]): Message['reports'] =>
  leaves
    .filter((leaf) => REPORTS.includes(leaf.type))
    .map(({ part, type, content }) => ({ part, type, body: decodeText(content, null).replaceAll('\r\n', '\n') }));

const enclosed = (leaves: readonly Leaf[]): readonly Enclosed[] =>
  leaves
    .filter((leaf) => ENCLOSED.includes(leaf.type))
    .map((leaf) => ({ part: leaf.part, headers: readHeaders(leaf.content) }));

const messageOf = (headers: readonly Header[], mime: Mime, size: number): Message => {
  const emptied = emptiedSizes(headers);
  const leaves = mime.leaves.map((leaf) => ({ ...leaf, size: emptied.get(leaf.part) ?? leaf.size }));
  const texts = textParts(leaves);
  return {
    kind: 'message',
    headers,
    messageId: messageIds(headers, 'message-id')[0] ?? null,
    inReplyTo: messageIds(headers, 'in-reply-to'),
    references: messageIds(headers, 'references'),
    from: addressesIn(headers, 'from'),
    to: addressesIn(headers, 'to'),
    cc: addressesIn(headers, 'cc'),
    subject: decodeWords(valuesOf(headers, 'subject')[0] ?? ''),
    date: parseDate(valuesOf(headers, 'date')[0] ?? ''),
    contentType: mime.root,
    texts,
    reports: reports(leaves),
    enclosed: enclosed(leaves),
    attachments: attachments(leaves),
    wrapped: wrapping(leaves, texts),
    size,
  };
};

const reasonOf = (error: unknown): string => {
  const message = errorMessage(error);
  if (message.includes('header size')) return 'its header is larger than 256 KB';
  if (message.includes('child nodes')) return 'it has more than 200 parts';
  return `its MIME structure can't be read (${message})`;
};

/**
 * Reads a mail. What can't be read is Unreadable with a reason in plain words and whatever headers could be read; never rejects.
 */
export const parseMessage = async (source: Uint8Array): Promise<Message | Unreadable> => {
  const mail = withLineFeeds(source);
  const headers = readHeaders(mail);
  const unreadable = (reason: string): Unreadable => ({ kind: 'unreadable', reason, headers, size: source.length });
  if (mail.length === 0) return unreadable('it is empty');
  if (!headers.some((header) => MAIL_FIELDS.has(header.name))) return unreadable('it has no header');
  try {
    return messageOf(headers, await readMime(mail), source.length);
  } catch (error) {
    return unreadable(reasonOf(error));
  }
};
