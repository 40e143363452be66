/**
 * The seam between what we decide and the world: everything that isn't pure comes in through these.
 */
import type { DeliveryResult } from './mail/delivery.ts';
import type { Written } from './mail/draft.ts';
import type { Draft } from './triage/compose.ts';
import type { Reading } from './triage/decision.ts';

/** Epoch ms, UTC. */
export type Clock = () => number;
/** At least 0, less than 1. */
export type Random = () => number;

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type Log = {
  readonly debug: (event: string, fields?: LogFields) => void;
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
};

/** Trouble with the world, told apart by what helps: another try, other settings, or nothing but a person. */
export type PortTrouble = 'unavailable' | 'authentication' | 'configuration' | 'throttled' | 'full';

/** What an adapter throws. `message` is for people: plain words, no secrets, what to do next where that is known. */
export class PortError extends Error {
  readonly trouble: PortTrouble;
  constructor(trouble: PortTrouble, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'PortError';
    this.trouble = trouble;
  }
}

/** A message as the mailbox lists it, known without trusting anything that its sender wrote. */
export type Listed = {
  /** UID in decimal (IMAP), unique file name (Maildir). Unique within an epoch. */
  readonly key: string;
  /** INTERNALDATE or a file's time: epoch ms. */
  readonly receivedAt: number;
  readonly size: number;
};

/** How far earlier discoveries went; null at the first. An empty `key` asks for all of it. */
export type Mark = { readonly epoch: string; readonly key: string };

export type Discovery = {
  /** UIDVALIDITY in decimal, `none` where the server has none (RFC 3501 6.3.1), `maildir` for a folder. */
  readonly epoch: string;
  /** Everything after the mark, in order of arrival; may repeat what is known. All of it where the epoch changed. */
  readonly arrivals: readonly Listed[];
  /** How many messages the mailbox holds now. */
  readonly exists: number;
};

export type Source = {
  readonly kind: 'source';
  readonly key: string;
  /** Valid RFC 5322; bodies of attachments may be emptied (then the size is told in `X-Mailroom-Emptied: PART SIZE`). */
  readonly bytes: Uint8Array;
};
/** The message isn't there any more: somebody moved or deleted it. */
export type Gone = { readonly kind: 'gone'; readonly key: string };
/** This one couldn't be read; the others can. */
export type Failed = { readonly kind: 'failed'; readonly key: string; readonly error: string };

/** One mailbox, read only; one connection, used once. All methods throw PortError rather than answer with less than the truth. */
export type Mailbox = {
  /** For the ledger: which mailbox this is, such as `imaps://user@host/INBOX` or `maildir:data/mailbox`. */
  readonly name: string;
  readonly discover: (mark: Mark | null) => Promise<Discovery>;
  /** One answer for each key, in any order; every key asked for is answered once. */
  readonly read: (keys: readonly string[]) => AsyncIterable<Source | Gone | Failed>;
  readonly close: () => Promise<void>;
};

/** RFC 5321 envelope; one recipient, so that the answer is about one person. */
export type Envelope = {
  readonly from: string;
  readonly to: string;
  /** RFC 3461 ENVID, so that a bounce can name the mail. */
  readonly envelopeId: string;
};

export type Transport = {
  /** Connects and logs in where that isn't done yet: null, or why letters can't be handed over now. Never throws, as `send`. */
  readonly open: () => Promise<DeliveryResult | null>;
  /**
   * Sends frozen bytes. `beforeBody` is called after the server said 354 and before any octet of the body leaves; if it rejects,
   * nothing was sent and the error comes out. Never throws for what a server answers or a network does: that is a DeliveryResult.
   */
  readonly send: (envelope: Envelope, bytes: Uint8Array, beforeBody: () => Promise<void>) => Promise<DeliveryResult>;
  readonly close: () => Promise<void>;
};

/** Source -> Reading, with a limit of time and memory: what breaks the limit is a Reading of kind `unreadable`. Never throws for a mail. */
export type Reader = {
  readonly read: (source: Uint8Array) => Promise<Reading>;
  readonly close: () => Promise<void>;
};

/** Draft -> the mail as it leaves, in the words of the templates and dated `now` (epoch ms). Rejects for one that they can't put into words. */
export type Writer = (draft: Draft, now: number) => Promise<Written>;

/** What asking for a web page gave. Only what a page is: never an error, since a stranger chose the address. */
export type WebAnswer =
  | {
      readonly kind: 'page';
      /** HTTP status of the last answer, which is no redirect. */
      readonly status: number;
      /** Where the redirects led. */
      readonly url: string;
      /** Media type without parameters, in lower case; empty where the server names none. */
      readonly type: string;
      /** Null where the answer is no plain text. Cut at the limit of size: then `cut`. */
      readonly text: string | null;
      readonly cut: boolean;
    }
  /** We won't ask there; `why` completes "not asked: ". */
  | { readonly kind: 'refused'; readonly why: string }
  /** It didn't work this time; `why` completes "could not be reached: ". */
  | { readonly kind: 'failed'; readonly why: string };

/** The public web, as far as it is safe to follow a stranger's address. Rejects only with the reason of `signal`. */
export type Web = {
  readonly get: (url: string, signal: AbortSignal) => Promise<WebAnswer>;
};
