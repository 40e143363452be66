/**
 * Two answers to "seen before?": the same copy, and the same message that came by another route.
 */
import { hash } from 'node:crypto';
import { headerEnd } from './header.ts';
import type { Message, Unreadable } from './message.ts';

export type ContentKeys = { readonly copy: string; readonly message: string };

/** With the length of each word before it, so that no two lists of words give the same input. */
const sha256 = (...words: readonly string[]): string => hash('sha256', words.map(counted).join(''));

const counted = (word: string): string => `${word.length}:${word}`;

const copyKey = (head: Uint8Array, size: number): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${head.length}:`), head, Buffer.from(counted(String(size)))]));

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
  const copy = copyKey(source.subarray(0, headerEnd(source)), mail.size);
  if (mail.kind === 'unreadable') return { copy, message: copy };
  const from = mail.from.map((address) => address.address.toLowerCase()).join(',');
  return { copy, message: sha256(mail.messageId ?? '', from, String(mail.date), sha256(written(mail))) };
};
