/**
 * The letters that can follow from a decision, and how one becomes a draft.
 */
import type { Address } from '../mail/message.ts';

/** One for each file pair in `templates/<language>/`. */
export const TEMPLATES = [
  'acknowledgment',
  'clarification',
  'reminder',
  'receipt',
  'second-offer',
  'new-submission',
  'terms-declined',
  'status',
  'help',
  'withdrawn',
  'not-me',
  'lapsed',
  'accepted',
  'declined',
  'question',
  'transfer',
  'published',
  'transcript',
  'digest',
  'alert',
] as const;
export type TemplateName = (typeof TEMPLATES)[number];

/** What the templates are given: JSON only, so nothing in a mail can bring code into one. */
export type LetterData = { readonly [key: string]: string | number | boolean | null | LetterData | readonly (string | LetterData)[] };

export type Letter = {
  readonly template: TemplateName;
  readonly to: Address;
  readonly submission: string | null;
  /** Why it exists, such as `M-0107`: with template and recipient it makes the Message-ID. */
  readonly cause: string;
  /** The mail that it answers; null starts a thread. */
  readonly answers: { readonly messageId: string | null; readonly references: readonly string[]; readonly subject: string } | null;
  readonly data: LetterData;
  /** Automatic letters count against the limits; a reviewer's never do. */
  readonly automatic: boolean;
  /** Why it must wait for a person or for a limit's window, or null. */
  readonly hold: string | null;
};
