/**
 * Draft -> the octets of a mail (RFC 5322, RFC 2045), by nodemailer's composer: the same draft always gives the same octets.
 */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Draft } from '../mail/draft.ts';
import type { Address } from '../mail/message.ts';

export type MailOptions = {
  /** Epoch ms, for the Date field. */
  readonly date: number;
  /** MAILBOX_ADDRESS: in the loop header, so that mail of ours that comes back is known. */
  readonly mailbox: string;
};

/** First and last of the thread stay; the middle goes (RFC 5322 3.6.4 allows it, and long ones break gateways). */
const MAX_REFERENCES = 20;
const MESSAGE_ID = /^<[^<>\s]{1,250}>$/;

/**
 * The mail's octets, with CRLF and 7-bit throughout. Text is quoted-printable: lines arrive as they were written, whatever
 * their length, and none is taken for format=flowed.
 */
export const composeMail = async (draft: Draft, options: MailOptions): Promise<Uint8Array> => {
  const mail = new MailComposer({
    messageId: identifier(draft.messageId) ?? undefined,
    date: new Date(options.date),
    from: plainAddress(draft.from),
    replyTo: draft.replyTo === null ? undefined : plainAddress(draft.replyTo),
    to: plainAddress(draft.to),
    subject: oneLine(draft.subject),
    inReplyTo: draft.inReplyTo === null ? undefined : (identifier(draft.inReplyTo) ?? undefined),
    references: cappedReferences(draft.references).join(' ') || undefined,
    headers: {
      'Auto-Submitted': draft.autoSubmitted,
      // Not All: that would suppress bounces too.
      'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
      'X-Mailroom-Loop': oneLine(options.mailbox),
    },
    text: quotedPrintable(draft.text),
    html: draft.html === null ? undefined : quotedPrintable(draft.html),
    newline: 'windows',
    baseBoundary: boundaryOf(draft),
    // Nothing that a template names is read from disk or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  return mail.build();
};

/** The thread's first and newest identifiers, at most 20, without what isn't one. */
export const cappedReferences = (references: readonly string[]): readonly string[] => {
  const valid = [...new Set(references.filter((reference) => MESSAGE_ID.test(reference)))];
  if (valid.length <= MAX_REFERENCES) return valid;
  return [...valid.slice(0, 1), ...valid.slice(1 - MAX_REFERENCES)];
};

/** Always: in plain 7bit, relays put a `>` before From and take the blanks from the end of a line. */
const quotedPrintable = (text: string) => ({
  // QUIRK: nodemailer 10.6.0 fails on a part whose content is the empty string.
  content: text === '' ? '\n' : text,
  contentTransferEncoding: 'quoted-printable',
});

// Attack: a value that we echo and that holds the boundary would end our text. No text can hold a hash of itself.
const boundaryOf = ({ messageId, text, html }: Draft): string =>
  createHash('sha256')
    .update(JSON.stringify([messageId, text, html]))
    .digest('hex')
    .slice(0, 24);

const identifier = (text: string): string | null => (MESSAGE_ID.test(text) ? text : null);

// Attack: a line break in a name or subject would start a header field of the sender's choice.
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const plainAddress = ({ name, address }: Address): Address => ({ name: oneLine(name), address: oneLine(address) });
