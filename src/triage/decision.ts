/**
 * What a mail says (Reading), what is known (Facts), what the owner wants (Policy), and what follows (Decision).
 * Types only: the vocabulary of this folder and of everything to its right.
 */
import type { Problem } from '../form/answer.ts';
import type { Form } from '../form/form.ts';
import type { Offer } from '../form/offer.ts';
import type { Authentication } from '../mail/authentication.ts';
import type { DeliveryReport } from '../mail/delivery-status.ts';
import type { Insertion } from '../mail/insertions.ts';
import type { Address, Attachment } from '../mail/message.ts';
import type { Sender } from '../mail/sender.ts';
import type { Sign } from '../mail/sign.ts';
import type { Letter } from './letter.ts';
import type { Submission, SubmissionEvent, Terms } from './submission.ts';

export type Kind =
  | 'submission'
  | 'reply'
  | 'inquiry'
  | 'order'
  | 'bounce'
  | 'auto-reply'
  | 'bulk'
  | 'spam'
  | 'own'
  | 'unreadable';

/** What a mail can be without knowing any other: `reply` and `order` need Facts. */
export type ReadingKind = Exclude<Kind, 'reply' | 'order'>;

/** Everything that one mail says, knowing no past. Plain data: it crosses threads and is kept as JSON for `explain`. */
export type Reading = {
  readonly kind: ReadingKind;
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly subject: string;
  readonly date: number | null;
  /** When our own server took it over, by the topmost Received; null without one. */
  readonly receivedAt: number | null;
  readonly sender: Sender;
  /** From as displayed, for people: also where `sender` is none. */
  readonly from: string;
  /** Addresses in To and Cc, in lower case. */
  readonly recipients: readonly string[];
  /** Two keys for "seen before": the same copy, and the same message by another route. Hex SHA-256. */
  readonly keys: { readonly copy: string; readonly message: string };
  /** Every rule that was tried to find the kind, hit or not. */
  readonly reasons: readonly Sign[];
  readonly authentication: Authentication;
  readonly report: DeliveryReport | null;
  /** One for each full block; one for a partial block; none where no label was found. */
  readonly offers: readonly Offer[];
  /** What the person wrote in this mail: no quotes, signature, disclaimers, banners. Lines joined by `\n`. */
  readonly text: string;
  /** What was left out of `text`, for display. */
  readonly elided: string;
  /** Of `text`, what stands in between quoted lines, with those that it answers. */
  readonly insertions: readonly Insertion[];
  /** Signed tokens found in the body or the recipients, not yet verified. */
  readonly tokens: readonly string[];
  /** References such as `DS-0042` in the subject. */
  readonly subjectReferences: readonly string[];
  /** The topic of the site's link that opened this mail, if its subject is one of those. */
  readonly topic: string | null;
  readonly attachments: readonly Attachment[];
  /** Notes for a person: "text cut at 256 KB", "encrypted", "winmail.dat". */
  readonly notes: readonly string[];
};

/** The part of the owner's policy that reading needs; plain data, so that it can be given to a thread. */
export type ReadingPolicy = {
  readonly form: Form;
  /** MAILBOX_ADDRESS and its kin, in lower case. */
  readonly ownAddresses: readonly string[];
  readonly ownLists: readonly string[];
  readonly trustedAuthservIds: readonly string[];
};

export type Limit = { readonly count: number; readonly within: number };

/** All durations in ms. */
export type Policy = ReadingPolicy & {
  readonly mailbox: Address;
  /** Signs thread tokens; never printed. */
  readonly key: Uint8Array;
  readonly plusAddressing: boolean;
  readonly reviewers: readonly string[];
  readonly operator: readonly string[];
  readonly replyMaxAge: number;
  readonly replyLimit: Limit;
  readonly clarifyLimit: number;
  /** Automatic answers to one domain in one pass. */
  readonly burstLimit: number;
  readonly totalLimit: Limit;
  readonly remindAfter: number;
  readonly lapseAfter: number;
  readonly terms: Terms;
};

/** One of our own mails, found by what the incoming one refers to. */
export type SentMail = {
  readonly messageId: string;
  readonly to: string;
  readonly template: string;
  readonly submission: string | null;
  /** The incoming message (`M-0007`) that it answered, if any. */
  readonly message: string | null;
  /** Its text as sent, to tell our own words from what somebody wrote into them. */
  readonly text: string;
  /** When it was written (epoch ms). */
  readonly at: number;
  /** How the incoming mail names it: its Message-ID, or a token that `token.ts` verified. */
  readonly by: 'message-id' | 'token';
};

/** What the store knows that bears on one decision; loaded inside the transaction that writes the decision. */
export type Facts = {
  readonly now: number;
  /** `M-0107`: the message being decided; null for orders from the command line and for time. */
  readonly id: string | null;
  /** When the mail arrived: INTERNALDATE or topmost Received, the older. Equal to `now` where there is no mail. */
  readonly receivedAt: number;
  /** The same message, decided before by another route. */
  readonly seenAs: string | null;
  /** True for mail that was there before the first run, released by hand since. */
  readonly released: boolean;
  readonly sent: readonly SentMail[];
  /** Submissions that a mail belongs to which this one refers to: somebody answers their own earlier mail. */
  readonly referred: readonly string[];
  /** By thread, by reference in the subject, by an order's reference, and the sender's own; folded. Each once. */
  readonly submissions: readonly Submission[];
  /** Submissions of anybody for the same dataset (`Offer.identity`), other than those above. */
  readonly twins: readonly { readonly reference: string; readonly status: string; readonly identity: string }[];
  /** What the next new submission will be numbered. */
  readonly nextNumber: number;
  /** Why nothing is sent to the sender's address, if so; where nobody wrote (an order, time), to whom mail about the submission goes. */
  readonly suppressed: string | null;
  /** Automatic letters that were let go within `Keys.windows`, whatever became of them; held ones count from their release. `toDomain`: in this pass. */
  readonly answered: { readonly toSender: number; readonly toDomain: number; readonly inAll: number };
  /** Earlier mail of this sender, or of this thread, that a person must still answer: `M-0007`; receipted = was told so. */
  readonly questions: readonly {
    readonly id: string;
    readonly receipted: boolean;
    readonly messageId: string | null;
  }[];
};

/** Keys by which the store finds Facts. Addresses in lower case. */
export type Keys = {
  readonly sender: string | null;
  readonly messageIds: readonly string[];
  /** Message-IDs of ours that verified tokens stand for. */
  readonly tokenIds: readonly string[];
  readonly references: readonly string[];
  readonly identities: readonly string[];
  readonly contentKey: string | null;
  /** For `Facts.answered`: how far back REPLY_LIMIT and TOTAL_LIMIT look (ms), and when this pass began (epoch ms). */
  readonly windows: { readonly reply: number; readonly total: number; readonly pass: number };
};

export type Disposition =
  | { readonly is: 'acknowledge'; readonly submission: string }
  | { readonly is: 'clarify'; readonly submission: string; readonly problems: readonly Problem[] }
  | { readonly is: 'obey'; readonly done: readonly string[]; readonly refused: readonly string[] }
  /** A person must answer or decide; `why` in plain words. */
  | { readonly is: 'route'; readonly why: string; readonly topic: string | null }
  /** Set aside: nothing is sent until a person says `release`, `close` or `spam`. */
  | { readonly is: 'hold'; readonly why: string }
  | { readonly is: 'ignore'; readonly why: string };

/** An address that gets no more mail (until it writes), or gets it again. */
export type SuppressionChange =
  | { readonly change: 'suppress'; readonly address: string; readonly why: string }
  | { readonly change: 'lift'; readonly address: string };

export type Decision = {
  readonly kind: Kind;
  readonly disposition: Disposition;
  readonly reasons: readonly Sign[];
  /** In order; each names its submission. The first event of a new one is `opened`. */
  readonly events: readonly { readonly submission: string; readonly event: SubmissionEvent }[];
  readonly letters: readonly Letter[];
  readonly suppressions: readonly SuppressionChange[];
  /** The submission that the mail belongs to, if any. */
  readonly submission: string | null;
  /** Messages (`M-0007`) that waited for a person and no longer do, each with why. */
  readonly closes: readonly { readonly message: string; readonly why: string }[];
};
