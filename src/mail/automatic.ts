/**
 * Signs that a machine, not a person, wrote a mail: a table of rules, each with its source (RFC 3834, RFC 2369, RFC 8058).
 */

/** One rule that was tried, kept whether it hit or not, so that a decision can be explained. */
export type Sign = {
  readonly rule: string;
  readonly hit: boolean;
  readonly evidence: string;
};
