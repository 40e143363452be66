/**
 * Subjects: what clients and gateways put before them, and what machines begin them with (`phrases.ts`).
 */
import { isPlain } from './lines.ts';

const REPLY =
  /^(?:re|aw|antw|sv|vs|res|rif|odp|ynt|bls|回复|答复|回覆|返信)\s*(?:\[\d{1,4}\]|\(\d{1,4}\))?\s*[:：]\s*/iu;
const FORWARD =
  /^(?:fwd?|wg|tr|rv|enc|doorst|vl|vb|pd|vs|i|转发|轉寄|転送)\s*(?:\[\d{1,4}\]|\(\d{1,4}\))?\s*[:：]\s*/iu;
const TAG = /^\[[^\][]{1,40}\]\s*/u;
const WARNING = /^\*{2,6}\s*(?:external|spam|suspected spam|caution)[^*]{0,20}\*{2,6}\s*/iu;
const BARE_TAG = /^(?:\(external\)|external\s*[:>-]|extern:)\s*/iu;

const MAX_PREFIXES = 12;

const peeled = (subject: string, patterns: readonly RegExp[]): string => {
  let rest = subject.trim();
  for (let n = 0; n < MAX_PREFIXES; n++) {
    const shorter = patterns.reduce((text, pattern) => text.replace(pattern, ''), rest);
    if (shorter === rest) return rest;
    rest = shorter;
  }
  return rest;
};

/** The subject without what clients and gateways put before it: `Re:`, `AW:`, `Fwd:`, `[EXTERNAL]`, a list's tag. */
export const bareSubject = (subject: string): string => peeled(subject, [REPLY, FORWARD, TAG, WARNING, BARE_TAG]);

const MARKS = [/^\[(?:external|extern|ext|externe|spam\??|caution|warning)[^\][]{0,30}\]\s*/iu, WARNING, BARE_TAG];
/** What each of the marks begins with: many rules ask for a subject, and nearly none has a mark. */
const MARK_START = /^[[*(e]/i;

/** The subject without the marks of gateways only, so that `Re:` still tells a person's answer. */
const unmarked = (subject: string): string => {
  const trimmed = subject.trim();
  return MARK_START.test(trimmed) ? peeled(trimmed, MARKS) : trimmed;
};

/** Whether a person seems to answer something: `Re:` and its translations. */
export const isReplySubject = (subject: string): boolean => REPLY.test(unmarked(subject));
export const isForwardSubject = (subject: string): boolean => FORWARD.test(unmarked(subject));

const normal = (subject: string): string => {
  const text = unmarked(subject).slice(0, 300).toLowerCase();
  if (isPlain(text)) return text;
  return text
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u202a-\u202e]/g, '')
    .replace(/\s+/g, ' ');
};

const LETTER = /^[\p{L}\p{N}]/u;

/** The first of `phrases` that the subject begins with, as whole words, or null. */
export const opening = (subject: string, phrases: readonly string[]): string | null => {
  const text = normal(subject);
  const found = phrases.find((phrase) => {
    if (!text.startsWith(phrase)) return false;
    // Scripts without spaces, and stems that end in mid-word, have no word's end to look for.
    const ascii = phrase.charCodeAt(phrase.length - 1) < 128;
    return !ascii || !/[a-z]$/.test(phrase) || !LETTER.test(text.slice(phrase.length));
  });
  return found ?? null;
};
