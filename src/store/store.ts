/**
 * What the rest of the house may ask of the store. All SQL is behind this; every method that writes is one durable transaction.
 */
import type { DigestRows, MessageRow, OutboxRow, PassDone } from '../digest/rows.ts';
import type { AccountProblem, OutboxState } from '../mail/delivery.ts';
import type { Written } from '../mail/draft.ts';
import type { Discovery, Mark } from '../ports.ts';
import type { Draft } from '../triage/compose.ts';
import type { Decision, Facts, Keys, Reading } from '../triage/decision.ts';
import type { TemplateName } from '../triage/letter.ts';
import type { Actor, KeptEvent, Submission } from '../triage/submission.ts';

/** A row of the ledger that is due to be read. */
export type Arrival = {
  readonly id: number;
  readonly mailbox: string;
  readonly epoch: string;
  readonly key: string;
  readonly receivedAt: number;
  readonly size: number;
  readonly tries: number;
  /** True for baseline that a person released. */
  readonly released: boolean;
  /** True for what was listed anew after the server renumbered its mailbox: it may be known by its content. */
  readonly remapped: boolean;
};

/** Why something is decided: a mail, a person's order, or time. */
export type Cause =
  | { readonly kind: 'mail'; readonly arrival: Arrival; readonly source: Uint8Array; readonly reading: Reading }
  /** A message that is decided again by a person's word: nothing new is admitted. `reading` takes the place of what is kept; null leaves it. */
  | { readonly kind: 'again'; readonly message: string; readonly actor: Actor; readonly reading: Reading | null }
  | { readonly kind: 'order'; readonly id: string; readonly actor: Actor }
  | { readonly kind: 'time'; readonly submission: string };

/** When a change outlives a power failure: at once, or with the next one that does. */
export type Durable = 'now' | 'soon';

/** What `commit` writes. Drafts are the decision's letters with their headings; a draft whose `hold` isn't null waits as `held`. */
export type Outcome = {
  readonly decision: Decision;
  readonly drafts: readonly {
    readonly draft: Draft;
    readonly template: string;
    readonly submission: string | null;
    readonly automatic: boolean;
    readonly hold: string | null;
  }[];
};

export type OutboxItem = OutboxRow & {
  readonly draft: Draft;
  /** Frozen at the first claim; null before it. */
  readonly bytes: Uint8Array | null;
};

export type PassSummary = {
  readonly discovered: number;
  readonly read: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly dispositions: Readonly<Record<string, number>>;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly ms: number;
};

export type MessageDetail = MessageRow & {
  readonly reading: Reading | null;
  readonly source: Uint8Array | null;
  /** What its decision did to submissions. */
  readonly events: Decision['events'];
  readonly replies: readonly OutboxRow[];
};

export type SubmissionDetail = {
  readonly submission: Submission;
  readonly events: readonly KeptEvent[];
  readonly messages: readonly MessageRow[];
  readonly replies: readonly OutboxRow[];
};

/** For monitoring. Times are epoch ms. */
export type StatusRows = {
  readonly lastPass: PassDone | null;
  readonly lastGoodPass: number | null;
  readonly sum: DigestRows['sum'];
  readonly outbox: readonly { readonly state: string; readonly count: number }[];
  /** When the oldest message that isn't read yet arrived, and when the oldest letter that isn't sent yet was written. */
  readonly oldestUnread: number | null;
  readonly oldestUnsent: number | null;
};

/** The account can't send until that moment (epoch ms): why, and in the server's words. */
export type Pause = {
  readonly until: number;
  readonly problem: AccountProblem;
  readonly response: string;
};

/** What `forget` erased, and of which submissions the consent was kept, as their datasets are published. */
export type Forgotten = {
  /** True where the words may still stand in the -wal, as somebody read the database meanwhile. */
  readonly inWal: boolean;
  readonly messages: number;
  readonly letters: number;
  readonly submissions: readonly string[];
  readonly consentKept: readonly string[];
};

export type Store = {
  // arrivals
  /** Null before the first discovery; with an empty key where all of the mailbox must be listed again. */
  readonly mark: (mailbox: string) => Mark | null;
  /**
   * A row for each arrival, and the mark, in one transaction. `firstRun` says what becomes of what is there at the first. After a
   * change of epoch only what was never read and what is recent is to be read. Gives how many were new.
   */
  readonly admit: (
    mailbox: string,
    discovery: Discovery,
    firstRun: 'baseline' | 'process',
    now: number,
  ) => { readonly fresh: number; readonly baseline: number };
  /** Due to be read, oldest first. */
  readonly pending: (mailbox: string, now: number, limit: number) => readonly Arrival[];
  readonly gone: (arrival: number, now: number) => void;
  /** Another try later, with growing distance; quarantined after the sixth. */
  readonly retry: (arrival: number, error: string, now: number) => 'retry' | 'quarantined';
  /** Baseline that arrived at `since` or later is read after all, with `released` set. Gives how much. */
  readonly releaseBaseline: (since: number) => number;
  /** One row of the baseline or the quarantine, by its name (`A-0012`), is read again; false where it is neither. */
  readonly releaseArrival: (name: string, now: number) => boolean;

  // decisions
  /** Loads Facts by `keys`, calls `decide`, writes all that follows: one IMMEDIATE transaction. Gives what was decided. */
  readonly commit: (
    cause: Cause,
    keys: Keys,
    now: number,
    decide: (facts: Facts) => Outcome,
  ) => { readonly id: string | null; readonly outcome: Outcome };
  /**
   * Several changes in one transaction, for speed; each is still whole or not at all. An error that `work` doesn't catch undoes them
   * all. `soon`: other processes see it at once and it outlives this one, but until the next change that is durable a power failure may
   * undo it.
   */
  readonly batch: <Result>(work: () => Result, durable?: Durable) => Result;
  /** Submissions that time may change: incomplete, with a letter sent, and no mail of their contributor's waiting for a person. */
  readonly waiting: (before: number) => readonly string[];

  // outbox
  /**
   * After a crash: `sending` before the body is `ready` again, after 354 it is `uncertain`. Times that a clock put into a far future
   * come back. Gives how many letters of each.
   */
  readonly recover: (now: number) => { readonly ready: number; readonly uncertain: number };
  /** What may leave now, oldest first; of one `template` only where that is given. */
  readonly due: (now: number, limit: number, template?: TemplateName) => readonly OutboxItem[];
  /**
   * State `sending`, stage `pre-data`, one attempt more. The first claim freezes what was `written`, later ones have nothing to freeze:
   * null. False if it isn't ready any more.
   */
  readonly claim: (id: number, written: Written | null, now: number) => boolean;
  /** Stage `data`, durable before it returns. */
  readonly enterData: (id: number) => void;
  readonly settle: (id: number, state: OutboxState, now: number) => void;
  /** Whether a letter with this Message-ID was ever written. */
  readonly wasWritten: (messageId: string) => boolean;
  /** A person's word on one reply; false where its state doesn't allow it. */
  readonly retryReply: (id: number, now: number) => boolean;
  readonly cancelReply: (id: number, now: number) => boolean;
  readonly markSent: (id: number, now: number) => boolean;
  /**
   * Asks, oldest first, of each letter that a limit holds whether it may go now: `allowed` gets the recipient and what was let go
   * within `windows` so far. Gives how many were let go.
   */
  readonly releaseHeld: (
    windows: Keys['windows'],
    now: number,
    allowed: (recipient: string, answered: Facts['answered']) => boolean,
  ) => number;
  /** Nothing is to be sent for a while, whatever waits. A later pause takes an earlier one's place. */
  readonly pauseSending: (pause: Pause) => void;
  /** The pause that lasts, or null. It ends with its time, with a mail that is taken, and with a person's `retryReply`. */
  readonly sendingPaused: (now: number) => Pause | null;
  /** Why nothing is due and nothing can be claimed: this database is an older copy. Null as a rule. */
  readonly sendingHeld: () => string | null;
  /** The word of a person who saw to it (`doctor --resume`). */
  readonly resumeSending: () => void;

  // views
  readonly submissions: () => readonly Submission[];
  readonly submission: (reference: string) => SubmissionDetail | null;
  readonly messages: () => readonly MessageRow[];
  /** By `M-0107` or Message-ID; what was never read by `A-0012`. */
  readonly message: (id: string) => MessageDetail | null;
  readonly outbox: (all: boolean) => readonly OutboxRow[];
  readonly digestRows: (now: number) => DigestRows;
  readonly status: () => StatusRows;
  /** Remembers that a digest was made, so that the next knows what is new. */
  readonly digestMade: (now: number) => void;

  // passes
  /** The last pass that ended, and since when none was good: the end of the last good one, or the start of the first of all. */
  readonly passHistory: () => { readonly last: PassDone | null; readonly goodAt: number | null };
  readonly passBegan: (now: number) => number;
  readonly passEnded: (id: number, summary: PassSummary, error: string | null, now: number) => void;
  readonly noteMailbox: (mailbox: string, exists: number, now: number) => void;

  // care
  /** A checked copy of the whole, mode 0600, while work goes on. Mail is held in a store that is opened from it. */
  readonly backup: (to: string, now: number) => Promise<void>;
  /** What a thorough check complains of; empty where the database is sound. */
  readonly integrity: () => readonly string[];
  /** Retention: the bytes and the words of mail that was ignored before that moment go, its row stays. Gives how many went. */
  readonly dropIgnored: (before: number) => number;
  /** Erases a person, by address. Copies of the database and digests in other files still hold what they held. */
  readonly forget: (address: string, now: number) => Forgotten;

  readonly close: () => void;
};
