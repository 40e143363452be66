/**
 * Two answers to "seen before?": the same copy, and the same message that came by another route.
 */
import { createHash } from 'node:crypto';
import { headerEnd } from './header.ts';
import type { Message, Unreadable } from './message.ts';

export type ContentKeys = { readonly copy: string; readonly message: string };

/** Hashes with the length of each word, so that no two lists of words give the same input. */
const sha256 = (...words: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const word of words) {
    if (typeof word === 'string') hash.update(`${word.length}:${word}`);
    else hash.update(`${word.length}:`).update(word);
  }
  return hash.digest('hex');
};

/** What was written, without what a relay may change: blanks at line ends, blank lines. Attachments may have been emptied: not counted. */
const written = (message: Message): string =>
  message.texts
    .filter((text) => text.source !== 'attachment')
    .flatMap((text) => text.lines.map((line) => line.text.trimEnd()).filter((line) => line !== ''))
    .join('\n');

/**
 * Hex SHA-256. `copy`: of the header as it stands and `size`, in octets of the source. `message`: of Message-ID, From, Date and text, so
 * that neither another route nor a reused Message-ID misleads it; of a mail that can't be read, the same as `copy`.
 */
export const contentKeys = (mail: Message | Unreadable, source: Uint8Array): ContentKeys => {
  const copy = sha256(source.subarray(0, headerEnd(source)), String(mail.size));
  if (mail.kind === 'unreadable') return { copy, message: copy };
  const from = mail.from.map((address) => address.address.toLowerCase()).join(',');
  return { copy, message: sha256(mail.messageId ?? '', from, String(mail.date), sha256(written(mail))) };
};
