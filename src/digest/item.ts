/**
 * One thing of the digest, as it is drawn: plain text throughout, also where it comes from a mail.
 */

/** Something that a reviewer can do, as a command, and as a prepared mail where the digest has one. */
export type Action = { readonly verb: string; readonly command: string; readonly href: string | null };

/** One thing to look at. All strings are plain text, also where they come from a mail: the drawing escapes. */
export type Item = {
  /** `DS-0042`, `M-0107`, `reply 12`, or empty. */
  readonly id: string;
  readonly title: string;
  /** Changed since the last digest. */
  readonly fresh: boolean;
  /** Epoch ms since when it waits. */
  readonly since: number;
  /** `3 days`. */
  readonly age: string;
  readonly who: string;
  /** Why it is listed, or what it waits for. */
  readonly why: string;
  /** `href`: the value as a web address that may be opened, or null. */
  readonly fields: readonly { readonly label: string; readonly value: string; readonly href: string | null }[];
  readonly unusual: readonly string[];
  /** What the person wrote, line by line. */
  readonly words: readonly string[];
  readonly actions: readonly Action[];
  /** A prepared mail to who wrote, with us in copy: that settles a question. Null where nobody is to be written to. */
  readonly answer: string | null;
};
