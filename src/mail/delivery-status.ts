/**
 * Reports about mail that we sent: standard delivery status notifications (RFC 3464) and the prose of servers that write none.
 */
export type DeliveryReport = {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Every recipient that the report names as the one it is about, in lower case. */
  readonly recipients: readonly string[];
  /** RFC 3463, such as `5.1.1`; null where none is given. */
  readonly status: string | null;
  readonly permanent: boolean;
  readonly diagnostic: string;
  /** Our own mail that it is about: Message-IDs found in returned headers, and Original-Envelope-Id. */
  readonly messageIds: readonly string[];
  readonly envelopeId: string | null;
};
