/**
 * An outgoing mail before it is octets. Its Message-ID is derived from why it is sent, so the same cause can make it only once.
 */
import type { Address } from './message.ts';

/** What stands above its words. */
export type Heading = {
  /** With angle brackets. Derived, unique in the outbox. */
  readonly messageId: string;
  readonly from: Address;
  /** Where answers go, if not to `from`: with plus addressing, an address of ours that carries the token (RFC 5233). */
  readonly replyTo: Address | null;
  readonly to: Address;
  readonly subject: string;
  /** RFC 5322 3.6.4. */
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** RFC 3834 5: `auto-replied` for an answer, `auto-generated` for what nobody's mail asked for. */
  readonly autoSubmitted: 'auto-replied' | 'auto-generated';
};

export type Worded = Heading & { readonly text: string; readonly html: string | null };

/** As it leaves: its octets, and its text, which answers repeat. */
export type Written = { readonly bytes: Uint8Array; readonly text: string };

const MESSAGE_ID = /^<[^<>\s]{1,250}>$/;

/** Whether it may stand in a header as an identifier of a message (RFC 5322 3.6.4), by its form and length. */
export const isMessageId = (text: string): boolean => MESSAGE_ID.test(text);
