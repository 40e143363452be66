/**
 * An offer as a letter shows it: what was understood, what is open, and a block to fill in with only that.
 */
import type { Problem, Value } from '../form/answer.ts';
import { type Field, type Form, fieldWithRole } from '../form/form.ts';
import { holdsLink, NOT_REPEATED, plain, shown } from './echo.ts';
import type { Submission } from './submission.ts';

/** What the templates are given: JSON only, so nothing in a mail can bring code into one. */
export type LetterData = {
  readonly [key: string]: string | number | boolean | null | LetterData | readonly (string | LetterData)[];
};

/** A field that this mail changed; `before` is null where it was empty. */
export type Change = { readonly field: string; readonly before: Value | null; readonly now: Value };

type FieldLine = { readonly label: string; readonly value: string };
type Question = { readonly label: string; readonly noun: string; readonly message: string; readonly help: string };

/** The names that templates about an offer may use. */
export type OfferData = Details & {
  /** What was understood, in the form's order. */
  readonly fields: readonly FieldLine[];
  readonly questions: readonly Question[];
  /** Lines to fill in, for the questions only. */
  readonly block: readonly string[];
  /** True where the terms are among the questions. */
  readonly asksTerms: boolean;
  /** Not the first letter about this offer. */
  readonly known: boolean;
  /** True where a line of the block offers `Yes/No`. */
  readonly asksChoice: boolean;
  /** The terms that were agreed to: version and address, or both empty. */
  readonly agreedVersion: string;
  readonly agreedUrl: string;
  /** Whether the organisation is to host: null while that isn't known. */
  readonly hosting: boolean | null;
  /** The line that shows how to correct something, or empty. */
  readonly example: string;
  /** The day of the last clarification, such as `15 November 2026`, or empty. */
  readonly askedOn: string;
};

/** The names that templates about the form may use. */
export type Details = { readonly termsVersion: string; readonly termsUrl: string; readonly labels: readonly string[] };

/** What the form says of itself. */
export const detailsOf = (form: Form): Details => ({
  termsVersion: form.terms.version,
  termsUrl: form.terms.url,
  labels: form.fields.filter((field) => field.required).map((field) => field.label),
});

const blockLine = (field: Field): string => (field.answer === 'choice' ? `${field.label}: Yes/No` : `${field.label}:`);

const MAX_MESSAGE = 400;

/** A problem's sentence may hold what was found; where that is a name that could be a link, the form's own help stands in its place. */
const questionOf = (field: Field, problem: Problem): Question => ({
  label: field.label,
  noun: field.noun,
  message: field.answer === 'text' && holdsLink(problem.message) ? field.help : plain(problem.message, MAX_MESSAGE),
  help: field.help,
});

/** The open questions in the form's order, and their lines to fill in; all fields that are needed where `problems` is null. */
export const questionsFor = (
  form: Form,
  problems: readonly Problem[] | null,
): {
  readonly questions: readonly Question[];
  readonly block: readonly string[];
  readonly asksTerms: boolean;
  readonly asksChoice: boolean;
} => {
  const asked = form.fields.flatMap((field) => {
    const problem = problems?.find((candidate) => candidate.field === field.key);
    return problem === undefined ? [] : [{ field, problem }];
  });
  const fields = problems === null ? form.fields.filter((field) => field.required) : asked.map(({ field }) => field);
  return {
    questions: asked.map(({ field, problem }) => questionOf(field, problem)),
    block: fields.map(blockLine),
    asksTerms: fields.some((field) => field.role === 'consent'),
    asksChoice: fields.some((field) => field.answer === 'choice'),
  };
};

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `15 November 2026`, of UTC. Not by Intl, whose first use takes 12 ms of a start. */
const dayOf = (at: number): string => {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
};

/** What isn't in question, nor told elsewhere in the same letter. */
const understood = (
  form: Form,
  submission: Submission | null,
  elsewhere: readonly { readonly field: string }[],
): readonly FieldLine[] =>
  form.fields.flatMap((field) => {
    const state = submission?.fields[field.key];
    if (state === undefined || elsewhere.some((other) => other.field === field.key)) return [];
    return [{ label: field.label, value: shown(field, state.value) }];
  });

/** Everything about one offer that a letter may say; `told` stands elsewhere in it. */
export const offerData = (
  form: Form,
  submission: Submission | null,
  problems: readonly Problem[],
  told: readonly Change[] = [],
): OfferData => {
  const hosting = fieldWithRole(form, 'hosting');
  const hosted = hosting && submission?.fields[hosting.key]?.value;
  const fields = understood(form, submission, [...problems, ...told]);
  const example = fields.find((field) => field.value !== NOT_REPEATED);
  const agreed = submission?.consent?.accepted === true ? submission.consent.terms : null;
  const askedAt = submission?.clarifications.at ?? null;
  // As in letter.ts: quicker than `...`.
  return Object.assign(detailsOf(form), questionsFor(form, problems), {
    fields,
    hosting: typeof hosted === 'boolean' ? hosted : null,
    example: example === undefined ? '' : `${example.label}: ${example.value}`,
    known: (submission?.lastLetter ?? null) !== null,
    agreedVersion: agreed?.version ?? '',
    agreedUrl: agreed?.url ?? '',
    askedOn: askedAt === null ? '' : dayOf(askedAt),
  });
};

/** Changes as lines: what it was, what it is now. */
export const changesIn = (form: Form, changes: readonly Change[]): readonly LetterData[] =>
  form.fields.flatMap((field) => {
    const change = changes.find((candidate) => candidate.field === field.key);
    if (change === undefined) return [];
    const before = change.before === null ? '' : shown(field, change.before);
    return [{ label: field.label, before, now: shown(field, change.now) }];
  });
