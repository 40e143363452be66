/**
 * A mail as the standards describe it (RFC 5322, RFC 2045), knowing nothing of datasets.
 */
import type { Line } from './lines.ts';

/** One header field as it stood, every occurrence of it: duplicates are evidence, so nothing is folded into a map. */
export type Header = {
  /** In lower case. */
  readonly name: string;
  /** Unfolded, encoded words (RFC 2047) not yet decoded, trimmed. */
  readonly value: string;
};

/** A mailbox of RFC 5322 3.4; `address` keeps the local part's case, the domain is in lower case. */
export type Address = { readonly name: string; readonly address: string };

/** What a part was, for the reviewer; its content isn't kept. `size` in octets, as decoded or as declared. */
export type Attachment = {
  readonly part: string;
  readonly name: string | null;
  readonly type: string;
  readonly size: number;
};

/** The text parts that a reader could have seen, each as lines. `source` tells what they were made from. */
export type TextPart = {
  readonly part: string;
  readonly source: 'plain' | 'html' | 'attachment';
  readonly lines: readonly Line[];
  /** True where a bound cut the text short. */
  readonly cut: boolean;
};

/** A mail inside the mail, or the headers of one (message/rfc822, text/rfc822-headers): what a bounce returns. */
export type Enclosed = { readonly part: string; readonly headers: readonly Header[] };

export type Message = {
  readonly kind: 'message';
  readonly headers: readonly Header[];
  /** With its angle brackets; null where there is none. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** The mailboxes of all From fields together, as written; see `sender.ts` for the one that may be answered. */
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  /** Epoch ms of the Date field; null where absent or unreadable. Never trusted for age. */
  readonly date: number | null;
  /** Type of the outermost part, in lower case, such as `multipart/report`, and its parameters. */
  readonly contentType: { readonly type: string; readonly parameters: Readonly<Record<string, string>> };
  readonly texts: readonly TextPart[];
  /** The bodies of message/delivery-status parts, and of message/disposition-notification and message/feedback-report. */
  readonly reports: readonly { readonly part: string; readonly type: string; readonly body: string }[];
  readonly enclosed: readonly Enclosed[];
  readonly attachments: readonly Attachment[];
  /** What hides the text, if something does: encryption, or Outlook's TNEF. */
  readonly wrapped: 'encrypted' | 'tnef' | null;
  /** Octets of the source as it was given. */
  readonly size: number;
};

/** Mail that couldn't be read; `headers` are those that could be, so that a person can still be told of it. */
export type Unreadable = {
  readonly kind: 'unreadable';
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly size: number;
};
