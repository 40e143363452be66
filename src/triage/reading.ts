/**
 * Source -> Reading: what one mail says, knowing no past. Pure; the limits of time and memory are the Reader's.
 */
import { type Offer, readOffers } from '../form/offer.ts';
import { addressesIn } from '../mail/address.ts';
import { readAuthentication } from '../mail/authentication.ts';
import { type Signs, signsOf } from '../mail/automatic.ts';
import { contentKeys } from '../mail/content-keys.ts';
import { parseDate } from '../mail/date.ts';
import { decodeWords } from '../mail/encoded-word.ts';
import { messageIds, readHeaders, valuesOf } from '../mail/header.ts';
import { insertionsIn } from '../mail/insertions.ts';
import type { Header, Message, Unreadable } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import { newText, readLines } from '../mail/quotes.ts';
import { findSender } from '../mail/sender.ts';
import type { Sign } from '../mail/sign.ts';
import { isReplySubject } from '../mail/subjects.ts';
import { chooseTexts } from '../mail/text-choice.ts';
import { blockSign, hasSubject, isCoherent, isComplete, isFilledIn, isWritten } from './coherence.ts';
import type { Reading, ReadingKind, ReadingPolicy } from './decision.ts';
import { findReferences, findTokens, refersBack, reported, tokenFields } from './references.ts';

const MAX_SHOWN = 300;
const MAX_RECIPIENTS = 200;

/** A header for people's eyes: decoded, without line ends, control and bidi characters, bounded. */
const shown = (value: string): string =>
  decodeWords(value.slice(0, 4 * MAX_SHOWN))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control and bidi characters are what this takes out
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_SHOWN);

const topicOf = (subject: string, policy: ReadingPolicy): string | null =>
  policy.form.topics.find(({ subjects }) => hasSubject(subject, subjects))?.topic ?? null;

/** Each server writes its trace above the others', the time behind the last semicolon (RFC 5321 4.4). */
const receivedOf = (headers: readonly Header[]): number | null => {
  const trace = valuesOf(headers, 'received')[0] ?? '';
  return parseDate(trace.slice(trace.lastIndexOf(';') + 1));
};

/** What a Message knows of its headers already. */
type Known = Pick<Message, 'headers' | 'messageId' | 'inReplyTo' | 'references' | 'to' | 'cc' | 'date'>;

const knownFrom = (headers: readonly Header[]): Known => ({
  headers,
  messageId: messageIds(headers, 'message-id')[0] ?? null,
  inReplyTo: messageIds(headers, 'in-reply-to'),
  references: messageIds(headers, 'references'),
  to: addressesIn(headers, 'to'),
  cc: addressesIn(headers, 'cc'),
  date: parseDate(valuesOf(headers, 'date')[0] ?? ''),
});

/** What every mail has, readable or not, as far as its headers tell. */
const envelopeOf = ({ headers, messageId, inReplyTo, references, to, cc, date }: Known, policy: ReadingPolicy) => {
  const subject = shown(valuesOf(headers, 'subject')[0] ?? '');
  const recipients = [...to, ...cc].map(({ address }) => address.toLowerCase());
  return {
    messageId,
    inReplyTo,
    references,
    subject,
    date,
    receivedAt: receivedOf(headers),
    sender: findSender(headers, policy),
    from: shown(valuesOf(headers, 'from').join(', ')),
    recipients: [...new Set(recipients)].slice(0, MAX_RECIPIENTS),
    authentication: readAuthentication(headers, policy.trustedAuthservIds),
    subjectReferences: findReferences(subject, policy.form.reference),
    topic: topicOf(subject, policy),
  };
};
type Envelope = ReturnType<typeof envelopeOf>;

const unreadable = (mail: Unreadable, source: Uint8Array, policy: ReadingPolicy): Reading => {
  const envelope = envelopeOf(knownFrom(mail.headers), policy);
  return {
    ...envelope,
    kind: 'unreadable',
    keys: contentKeys(mail, source),
    reasons: [{ rule: 'unreadable', hit: true, evidence: mail.reason }],
    report: null,
    offers: [],
    text: '',
    elided: '',
    insertions: [],
    tokens: findTokens(tokenFields(mail.headers)),
    attachments: [],
    notes: [mail.reason],
  };
};

const WRAPPED = {
  encrypted: 'encrypted: its text can be read only with a key that the program does not have',
  tnef: 'its text is wrapped in winmail.dat (Outlook), which the program does not open',
} as const;

/** First match wins. A machine that carries a whole form is still a machine. */
const kindOf = (message: Message, nature: Signs['nature'], coherent: boolean): ReadingKind => {
  if (nature !== 'person') return nature;
  if (message.wrapped !== null) return 'unreadable';
  return coherent ? 'submission' : 'inquiry';
};

const notesOf = (message: Message, nature: Signs['nature'], offers: readonly Offer[]): readonly string[] => [
  ...(message.wrapped === null ? [] : [WRAPPED[message.wrapped]]),
  ...(nature !== 'person' && isComplete(offers) ? ['a machine wrote it, but it carries a complete block'] : []),
  ...message.texts.filter((part) => part.cut).map((part) => `the text of part ${part.part} was cut`),
];

const senderSign = ({ sender }: Envelope): Sign =>
  sender.kind === 'none'
    ? { rule: 'no-single-sender', hit: true, evidence: sender.reason }
    : { rule: 'no-single-sender', hit: false, evidence: `From is ${sender.address.address}` };

const topicSign = ({ topic, subject }: Envelope): Sign => ({
  rule: 'known-subject',
  hit: topic !== null,
  evidence: topic === null ? 'no subject of a link on the site' : `"${subject}": ${topic}`,
});

/** Whether something ties the mail to an earlier one, so that a single field in it can be an answer. */
const inThread = (
  { inReplyTo, references, subjectReferences, subject }: Envelope,
  tokens: readonly string[],
): boolean => refersBack({ inReplyTo, references, tokens, subjectReferences }) || isReplySubject(subject);

const readable = (message: Message, source: Uint8Array, policy: ReadingPolicy): Reading => {
  const envelope = envelopeOf(message, policy);
  const chosen = new Set(chooseTexts(message).map(({ part }) => part));
  const parts = message.texts.map(({ part, source: kind, lines }) => ({ part, source: kind, lines: readLines(lines) }));
  const lines = parts.flatMap((part) => (chosen.has(part.part) ? part.lines : []));
  const { text, elided } = newText(lines);
  const from = envelope.sender.kind === 'address' ? envelope.sender.address.address : null;
  const offers = readOffers(parts, policy.form, { from, own: policy.ownAddresses });
  const coherent = isCoherent(offers, policy.form, envelope.subject);
  const written = isWritten(offers, policy.form, envelope.subject);
  const { signs, nature, report } = signsOf(message, policy, written ? '' : text);
  const tokens = findTokens([
    ...tokenFields(message.headers),
    ...reported(report),
    ...parts.flatMap((part) => part.lines.map((line) => line.text)),
  ]);
  // Not `{ ...envelope, kind: ... }`: V8 takes thirty times as long to add properties to such a copy.
  return Object.assign(envelope, {
    kind: kindOf(message, nature, coherent),
    keys: contentKeys(message, source),
    reasons: [...signs, blockSign(offers, coherent), senderSign(envelope), topicSign(envelope)],
    report,
    // A stray label in a first mail is prose; in an answer it may be the one field that was asked for.
    offers: coherent ? offers : inThread(envelope, tokens) ? offers.filter(isFilledIn) : [],
    text,
    elided,
    insertions: insertionsIn(lines),
    tokens,
    attachments: message.attachments,
    notes: notesOf(message, nature, offers),
  });
};

/**
 * What the mail in `source` (octets as received; attachment bodies may be emptied) says. Never rejects for a mail: one that can't be parsed
 * is of kind `unreadable`, with what its headers tell.
 */
export const readMessage = async (source: Uint8Array, policy: ReadingPolicy): Promise<Reading> => {
  const mail = await parseMessage(source);
  return mail.kind === 'unreadable' ? unreadable(mail, source, policy) : readable(mail, source, policy);
};

/** The Reading of a mail that broke the limit of time or memory: what its headers tell, and why nothing else is known. */
export const unreadableReading = (source: Uint8Array, reason: string, policy: ReadingPolicy): Reading =>
  unreadable({ kind: 'unreadable', reason, headers: readHeaders(source), size: source.length }, source, policy);
