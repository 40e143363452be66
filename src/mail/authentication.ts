/**
 * What our own receiving server verified of a mail, read from Authentication-Results (RFC 8601).
 */
export type AuthenticationResult = 'pass' | 'fail' | 'none' | 'unknown';

/** `unknown` wherever no trusted server said anything: never taken for a pass. */
export type Authentication = {
  readonly dmarc: AuthenticationResult;
  readonly dkim: AuthenticationResult;
  readonly spf: AuthenticationResult;
  /** The authserv-id that said so (RFC 8601 2.5), or null. */
  readonly by: string | null;
};
