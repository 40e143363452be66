/**
 * A submission is a fold over its events: history, consent, explanation and replay are the same data.
 */
import type { Problem, Value } from '../form/answer.ts';
import type { Finding } from '../form/dataset-card.ts';
import type { Provenance } from '../form/field-block.ts';
import type { Authentication } from '../mail/authentication.ts';

export type Status =
  | 'incomplete'
  | 'ready'
  | 'accepted'
  | 'declined'
  | 'transferring'
  | 'published'
  | 'withdrawn'
  | 'lapsed'
  | 'on-hold';

/** Who did something: a party by address, a reviewer by address, the operator at the command line, or time. */
export type Actor =
  | { readonly kind: 'party' | 'reviewer'; readonly address: string }
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'time' };

/** The terms as they stand now: `hash` is the SHA-256 of the file's bytes, so that a record of consent names exact words. */
export type Terms = { readonly version: string; readonly url: string; readonly hash: string };

/** The exact words of consent, a legal record: never shortened, never overwritten. */
type Consent = {
  readonly accepted: boolean;
  readonly words: string;
  readonly label: string;
  readonly terms: Terms;
  readonly authentication: Authentication;
  readonly strength: 'clear' | 'weak';
  readonly by: string;
};

export type SubmissionEvent =
  | {
      readonly type: 'opened';
      readonly by: string;
      readonly name: string;
      readonly subject: string;
      /** Of the first mail, so that later letters join its thread. */
      readonly messageId: string | null;
    }
  /** `identity` with the field whose role is location. */
  | {
      readonly type: 'answered';
      readonly field: string;
      readonly value: Value;
      readonly strength: 'clear' | 'weak';
      readonly before: Value | null;
      readonly provenance: Provenance | null;
      readonly identity: string | null;
    }
  /** What is wrong with a field from now on; an answer to the field ends it. */
  | { readonly type: 'questioned'; readonly problem: OpenProblem }
  | { readonly type: 'consented'; readonly consent: Consent }
  | { readonly type: 'extra'; readonly label: string; readonly value: string }
  /** Another address named as the contact (`confirmed: false`), or one that has now written itself. */
  | { readonly type: 'party'; readonly address: string; readonly confirmed: boolean }
  /** `fingerprint` of the letter, so that the same text is never sent twice in a row. */
  | { readonly type: 'acknowledged'; readonly fingerprint: string }
  | { readonly type: 'clarified'; readonly fields: readonly string[]; readonly fingerprint: string }
  | { readonly type: 'reminded' }
  /** Mail attached for a person; it changed nothing. */
  | { readonly type: 'attached'; readonly from: string; readonly why: string }
  /** That mail (`M-0007`) needs nobody any more. */
  | { readonly type: 'settled'; readonly message: string }
  | { readonly type: 'status'; readonly to: Status; readonly why: string | null }
  | { readonly type: 'noted'; readonly text: string }
  | { readonly type: 'assigned'; readonly to: string }
  | { readonly type: 'asked'; readonly question: string }
  /** A prepared link of the digest was used: each works once. */
  | { readonly type: 'linked'; readonly token: string }
  /** The location and the card were looked at: advice for reviewers. `of` names both; `reached` is false where another try may help. */
  | { readonly type: 'checked'; readonly of: string; readonly reached: boolean; readonly findings: readonly Finding[] }
  | { readonly type: 'bounced'; readonly address: string; readonly permanent: boolean; readonly diagnostic: string };

/** An event as it was kept. Unique by submission, cause and n. */
export type KeptEvent = {
  readonly submission: string;
  readonly at: number;
  readonly actor: Actor;
  /** `M-0107`, `order:...`, `time:...`. */
  readonly cause: string;
  readonly n: number;
  readonly event: SubmissionEvent;
};

/** `stands`: a doubt that came by weaker evidence than what is known, which holds until somebody answers. */
type OpenProblem = Problem & { readonly stands?: true };

export type FieldState = {
  readonly value: Value;
  readonly strength: 'clear' | 'weak';
  readonly cause: string;
  readonly at: number;
};

/** What a look at the location and the card gave; `tries` counts the looks at the same ones. */
export type Check = {
  readonly at: number;
  readonly of: string;
  readonly reached: boolean;
  readonly tries: number;
  readonly findings: readonly Finding[];
};

export type Submission = {
  readonly reference: string;
  readonly status: Status;
  /** The address that started it, in lower case. */
  readonly contributor: string;
  readonly contributorName: string;
  /** Others that were named as contact or that wrote; only confirmed ones may change anything. */
  readonly parties: readonly { readonly address: string; readonly confirmed: boolean }[];
  /** Of its first mail. */
  readonly subject: string;
  readonly messageId: string | null;
  readonly fields: Readonly<Record<string, FieldState>>;
  /** Open questions, in the form's order as they were asked. */
  readonly problems: readonly OpenProblem[];
  readonly extras: readonly { readonly label: string; readonly value: string }[];
  readonly consent: Consent | null;
  readonly identity: string | null;
  /** Clarifications since the last new answer, and when the last one was written. */
  readonly clarifications: { readonly count: number; readonly at: number | null };
  /** Fingerprint of the last acknowledgment or clarification. */
  readonly lastLetter: string | null;
  readonly reminders: { readonly count: number; readonly at: number | null };
  readonly acknowledged: boolean;
  readonly notes: readonly { readonly at: number; readonly by: string; readonly text: string }[];
  readonly assignee: string | null;
  /** What a reviewer asked and the contributor hasn't answered. */
  readonly asked: string | null;
  /** Mail attached for a person since the last decision. */
  readonly attached: readonly {
    readonly at: number;
    readonly cause: string;
    readonly from: string;
    readonly why: string;
  }[];
  readonly bounced: readonly { readonly address: string; readonly permanent: boolean; readonly diagnostic: string }[];
  readonly statusWhy: string | null;
  /** Prepared links that were used. */
  readonly links: readonly string[];
  /** Null where nobody looked yet at the location as it is now, as a rule because CHECK_URLS is off. */
  readonly checked: Check | null;
  readonly createdAt: number;
  readonly updatedAt: number;
};
