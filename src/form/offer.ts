/**
 * Candidates -> what one offer says: for each field an answer or a problem.
 */
import type { Answer, Problem, Value } from './answer.ts';
import type { Candidate, Extra, Provenance } from './field-block.ts';

export type Offer = {
  /** One for each field that has a valid answer, keyed by the field's key. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** For each field at most one: `missing` for every required field that nothing was found for. */
  readonly problems: readonly Problem[];
  /** Where each answer or problem came from; absent for what is missing or was taken from From. */
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly candidates: readonly Candidate[];
  readonly extras: readonly Extra[];
  /** Identity of the dataset (`url.ts`), to find the same one offered before; null without a valid location. */
  readonly identity: string | null;
  /** True where the web form itself seems to have cut the mail short at an `&` or `#`. */
  readonly cutByForm: boolean;
};

/** The value of a field, or null: how JSON shows it. */
export const valueOf = (offer: Offer, key: string): Value | null => offer.answers[key]?.value ?? null;
