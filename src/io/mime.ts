/**
 * An outgoing mail -> its octets (RFC 5322, RFC 2045), by nodemailer's parts of a mail: the same mail always gives the same octets.
 */
import { hash } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';
import { type Heading, isMessageId, type Worded } from '../mail/draft.ts';
import type { Address } from '../mail/message.ts';

export type MailOptions = {
  /** Epoch ms, for the Date field. */
  readonly date: number;
  /** MAILBOX_ADDRESS: in the loop header, so that mail of ours that comes back is known. */
  readonly mailbox: string;
};

/**
 * The mail's octets, with CRLF and 7-bit throughout. Text is quoted-printable: lines arrive as they were written, whatever
 * their length, and none is taken for format=flowed.
 */
export const composeMail = async (mail: Worded, options: MailOptions): Promise<Uint8Array> => {
  if (mail.html === null) return octets(entity(fieldsOf(content(TEXT), mail, options), closed(encoded(mail.text))));
  const root = new MailNode('multipart/alternative', { baseBoundary: boundaryOf(mail) });
  // First, as the boundary is made with them.
  const fields = fieldsOf(root, mail, options);
  const parts = [entity(TEXT_HEADER, encoded(mail.text)), entity(HTML_HEADER, encoded(mail.html))];
  return octets(entity(fields, multipart(String(root.boundary), parts)));
};

/** QUIRK: nodemailer puts the name of each field into its form by three expressions, twice each. The names here have it already. */
class MailNode extends MimeNode {
  _normalizeHeaderKey(name: string): string {
    return name;
  }
}

const TEXT = 'text/plain; charset=utf-8';
const HTML = 'text/html; charset=utf-8';

/** Always quoted-printable: in plain 7bit, relays put a `>` before From and take the blanks from the end of a line. */
const content = (type: string): MimeNode =>
  new MailNode(type).setHeader('Content-Transfer-Encoding', 'quoted-printable');

/** The header of a part among others, which is the same in every mail. */
const partHeader = (type: string): string =>
  new MailNode('multipart/alternative').appendChild(content(type)).buildHeaders();

const TEXT_HEADER = partHeader(TEXT);
const HTML_HEADER = partHeader(HTML);

/** With CRLF before it is wrapped: of lines that end in LF alone, nodemailer breaks short ones too. */
const encoded = (text: string): string => wrap(encode(withCrlf(text)));

const withCrlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');

/** The mail's header, folded and encoded; `root` gets the fields that a mail has besides those of its content. */
const fieldsOf = (root: MimeNode, heading: Heading, { date, mailbox }: MailOptions): string => {
  const fields: Readonly<Record<string, string | Address | Date | null>> = {
    'Auto-Submitted': heading.autoSubmitted,
    // Not All: that would suppress bounces too.
    'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
    'X-Mailroom-Loop': oneLine(mailbox),
    From: plainAddress(heading.from),
    To: plainAddress(heading.to),
    'Reply-To': heading.replyTo && plainAddress(heading.replyTo),
    'In-Reply-To': heading.inReplyTo && identifier(heading.inReplyTo),
    References: heading.references.filter(isMessageId).join(' ') || null,
    Subject: oneLine(heading.subject),
    'Message-ID': identifier(heading.messageId),
    Date: new Date(date),
  };
  for (const [name, value] of Object.entries(fields)) if (value !== null) root.setHeader(name, value);
  return root.buildHeaders();
};

/**
 * RFC 2046 5.1.1. nodemailer's MailComposer gives the same octets (a test holds them together), but by a dozen streams for each mail:
 * that took three times as long as fields and encoding.
 */
const multipart = (boundary: string, parts: readonly string[]): string => {
  const written = parts.map((part) => `--${boundary}\r\n${part}\r\n`);
  return `${written.join('')}--${boundary}--\r\n`;
};

const closed = (body: string): string => (body.endsWith('\r\n') ? body : `${body}\r\n`);

/** A header and its body (RFC 2045 2.4). */
const entity = (header: string, body: string): string => `${header}\r\n\r\n${body}`;

const octets = (text: string): Uint8Array => Buffer.from(text, 'utf8');

// Attack: a value that we echo and that holds the boundary would end our text. No text can hold a hash of itself.
const boundaryOf = ({ messageId, text, html }: Worded): string =>
  hash('sha256', [messageId, text, html].join('\0')).slice(0, 24);

const identifier = (text: string): string | null => (isMessageId(text) ? text : null);

// Attack: a line break in a name or subject would start a header field of the sender's choice.
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const plainAddress = ({ name, address }: Address): Address => ({ name: oneLine(name), address: oneLine(address) });
