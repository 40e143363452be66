/**
 * What in a mail refers to mail before it, as far as the mail alone can tell.
 */
import type { DeliveryReport } from '../mail/delivery-status.ts';
import { valuesOf } from '../mail/header.ts';
import type { Header } from '../mail/message.ts';
import type { Reading } from './decision.ts';
import { TOKEN_PATTERN } from './token.ts';

const MAX_TOKENS = 20;
const MAX_REFERENCES = 20;

/** Where our tokens come back apart from the text: Message-IDs of ours, and the addresses that an answer was sent to. */
const TOKEN_FIELDS = ['in-reply-to', 'references', 'to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'];

/** The values of the header fields that bring tokens back. */
export const tokenFields = (headers: readonly Header[]): readonly string[] =>
  TOKEN_FIELDS.flatMap((name) => valuesOf(headers, name));

/** How a report names our mail: the envelope id that we gave it (RFC 3461 4.4) is its Message-ID, token and all. */
export const reported = (report: DeliveryReport | null): readonly string[] =>
  report === null ? [] : [...report.messageIds, report.envelopeId ?? ''];

/** Signed tokens anywhere in these texts, in lower case, each once; not yet verified. */
export const findTokens = (texts: readonly string[]): readonly string[] => {
  const found = texts.join('\n').match(TOKEN_PATTERN) ?? [];
  return [...new Set(found.map((token) => token.toLowerCase()))].slice(0, MAX_TOKENS);
};

/** References such as `DS-0042`, where nothing is glued to them (Zammad: a number inside a word or a link is none). */
export const findReferences = (subject: string, prefix: string): readonly string[] => {
  const pattern = new RegExp(`(?<![A-Za-z0-9-])${prefix}-(\\d{1,9})(?![A-Za-z0-9])`, 'gi');
  const numbers = [...subject.matchAll(pattern)].map((match) => String(Number(match[1])).padStart(4, '0'));
  return [...new Set(numbers.map((number) => `${prefix}-${number}`))].slice(0, MAX_REFERENCES);
};

type Referring = Pick<Reading, 'inReplyTo' | 'references' | 'tokens' | 'subjectReferences'>;

/** Whether a mail names any mail or submission that it answers, known or not. */
export const refersBack = ({ inReplyTo, references, tokens, subjectReferences }: Referring): boolean =>
  [inReplyTo, references, tokens, subjectReferences].some((list) => list.length > 0);
