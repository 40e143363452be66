/**
 * What the store knows for a digest, as it comes out of the tables.
 */

import type { Attachment } from '../mail/message.ts';
import type { Sign } from '../mail/sign.ts';
import type { Disposition, Kind } from '../triage/decision.ts';
import type { KeptEvent, Submission } from '../triage/submission.ts';

/** The classes of the ledger: every message that the mailbox ever showed is in exactly one. */
export const CLASSES = [
  'answered',
  'waiting for the contributor',
  'with a person',
  'ignored',
  'baseline',
  'retrying',
  'quarantined',
  'gone',
] as const;
export type Class = (typeof CLASSES)[number];

/** One incoming message, as `list --messages` and the digest show it. */
export type MessageRow = {
  /** `M-0107`. */
  readonly id: string;
  readonly messageId: string | null;
  readonly from: string;
  readonly subject: string;
  /** Null for rows of the ledger that were never read. */
  readonly kind: Kind | null;
  readonly disposition: Disposition | null;
  readonly reasons: readonly Sign[];
  readonly submission: string | null;
  readonly state: 'discovered' | 'retry' | 'decided' | 'baseline' | 'gone' | 'quarantined';
  readonly class: Class;
  /** When it arrived. */
  readonly at: number;
  /** The new text a person wrote, for those that a person must answer. */
  readonly text: string;
  /** What came with it, likewise. */
  readonly attachments: readonly Attachment[];
  /** Why it is retried or quarantined. */
  readonly error: string | null;
};

export type OutboxRow = {
  readonly id: number;
  readonly messageId: string;
  readonly to: string;
  readonly template: string;
  readonly subject: string;
  readonly submission: string | null;
  readonly state: 'ready' | 'held' | 'sending' | 'sent' | 'failed' | 'uncertain' | 'cancelled';
  readonly stage: 'pre-data' | 'data' | null;
  readonly attempts: number;
  readonly notBefore: number | null;
  readonly response: string | null;
  readonly at: number;
};

/** Mail of the week that begins on `monday` (YYYY-MM-DD, UTC). */
export type Week = {
  readonly monday: string;
  readonly arrived: number;
  readonly answered: number;
  /** Median time from arrival to the reply's acceptance, ms; null without any. */
  readonly medianAnswer: number | null;
};

/** What somebody wrote about a submission in one mail (`Reading.text`), and which lines of it were read as fields; what came with it. */
export type Words = {
  readonly id: string;
  readonly at: number;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly fieldLines: readonly string[];
};

/** `words`: the mails of its parties, oldest first; none where their source is not kept any more. */
export type SubmissionRow = Submission & {
  readonly twins: readonly string[];
  readonly events: readonly KeptEvent[];
  readonly words: readonly Words[];
};

/** A pass that ended (epoch ms), and how. */
export type PassDone = { readonly at: number; readonly ok: boolean; readonly error: string | null };

/** What the store knows for a digest. */
export type DigestRows = {
  readonly now: number;
  /** When the last digest was made; null before the first. */
  readonly since: number | null;
  /** Open submissions, and those that ended since the last digest, oldest first. */
  readonly submissions: readonly SubmissionRow[];
  /** Messages whose class is `with a person`, `retrying` (after a failure) or `quarantined`, oldest first. */
  readonly messages: readonly MessageRow[];
  /** Replies that are held, failed or uncertain. */
  readonly outbox: readonly OutboxRow[];
  /** What was ignored since the last digest: the reason and how many. */
  readonly ignored: readonly { readonly why: string; readonly count: number }[];
  readonly sum: readonly { readonly class: Class; readonly count: number }[];
  /** What each mailbox said it holds at the last pass, and how many of the ledger's rows it still shows. */
  readonly mailboxes: readonly {
    readonly name: string;
    readonly exists: number;
    readonly rows: number;
    readonly at: number;
  }[];
  readonly lastPass: PassDone | null;
  readonly weeks: readonly Week[];
};
