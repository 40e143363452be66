/**
 * What a dataset's card must say, as data: the owner edits `templates/card.json`; nothing here knows which rules there are.
 */
import { z } from 'zod';
import { mistakeOf } from './mistake.ts';

const Words = z.array(z.string().min(1)).default([]);

export const CardRules = z.strictObject({
  /** How findings call what the rules come from: "the Dataset Specification v0.1.7". */
  specification: z.string().min(1),
  /** The key of the form's field that may name the card. */
  field: z.string().min(1),
  license: z.strictObject({
    /** The card's field that holds an identifier of a license, or a list of them. */
    field: z.string().min(1),
    accepted: z.array(z.string().min(1)).min(1),
    /** Those of the accepted ones that are asked for. */
    preferred: Words,
  }),
  /** Fields that must be there and not empty. */
  required: Words,
  /** Fields that must not be there. */
  disallowed: Words,
});
export type CardRules = z.infer<typeof CardRules>;

const contradictions = ({ license, required, disallowed }: CardRules): readonly string[] => [
  ...license.preferred
    .filter((name) => !license.accepted.includes(name))
    .map((name) => `license.preferred: ${name} is not among license.accepted`),
  ...disallowed
    .filter((name) => required.includes(name) || name === license.field)
    .map((name) => `disallowed: ${name} is required too`),
];

export type CardRulesResult =
  | { readonly ok: true; readonly rules: CardRules }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** The rules in `json` (the content of `card.json`), or every mistake in it, each beginning with its place. */
export const parseCardRules = (json: unknown): CardRulesResult => {
  const parsed = CardRules.safeParse(json);
  const mistakes = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${mistakeOf(issue)}`);
  return parsed.success && mistakes.length === 0 ? { ok: true, rules: parsed.data } : { ok: false, mistakes };
};
