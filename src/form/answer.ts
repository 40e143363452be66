/**
 * What was written in a field -> an answer, or a problem in words that its writer can act on.
 */
export type Value = string | boolean;

export type ProblemCode = 'missing' | 'unanswered' | 'invalid' | 'ambiguous' | 'conflict' | 'conditional';

export type Problem = {
  readonly field: string;
  readonly code: ProblemCode;
  /** One sentence for the contributor: what was found, and what would be accepted. Plain text without line breaks. */
  readonly message: string;
  /** What was found, as written; null where nothing was. */
  readonly found: string | null;
};

export type Answer = {
  readonly field: string;
  readonly value: Value;
  /** `weak`: present, but too little to build on (a checkbox that always says `on`): kept, and asked again. */
  readonly strength: 'clear' | 'weak';
};
