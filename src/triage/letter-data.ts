/**
 * An offer as a letter shows it: what was understood, what is open, and a block to fill in with only that.
 */
import type { Problem, Value } from '../form/answer.ts';
import { type Field, type Form, fieldWithRole } from '../form/form.ts';
import { holdsLink, plain, shown } from './echo.ts';
import type { LetterData } from './letter.ts';
import type { Submission } from './submission.ts';

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
  /** Whether the organisation is to host: null while that isn't known. */
  readonly hosting: boolean | null;
  /** The line that shows how to correct something, or empty. */
  readonly example: string;
  /** The day of the last clarification, such as `15 November 2026`, or empty. */
  readonly askedOn: string;
};

export type Details = { readonly termsVersion: string; readonly termsUrl: string; readonly labels: readonly string[] };

/** What the form says of itself. */
export const detailsOf = (form: Form): Details => ({
  termsVersion: form.terms.version,
  termsUrl: form.terms.url,
  labels: form.fields.filter((field) => field.required).map((field) => field.label),
});

const blockLine = (field: Field): string => (field.answer === 'choice' ? `${field.label}: Yes/No` : `${field.label}:`);

const MAX_MESSAGE = 400;

/** A problem's sentence may hold what was found; in a name that could be a link, so there the form's own help stands alone. */
const questionOf = (field: Field, problem: Problem): Question => ({
  label: field.label,
  noun: field.noun,
  message: field.answer === 'text' && holdsLink(problem.message) ? '' : plain(problem.message, MAX_MESSAGE),
  help: field.help,
});

/** The open questions in the form's order, and their lines to fill in; all fields that are needed where `problems` is null. */
export const questionsFor = (
  form: Form,
  problems: readonly Problem[] | null,
): { readonly questions: readonly Question[]; readonly block: readonly string[]; readonly asksTerms: boolean } => {
  const asked = form.fields.flatMap((field) => {
    const problem = problems?.find((candidate) => candidate.field === field.key);
    return problem === undefined ? [] : [{ field, problem }];
  });
  const fields = problems === null ? form.fields.filter((field) => field.required) : asked.map(({ field }) => field);
  return {
    questions: asked.map(({ field, problem }) => questionOf(field, problem)),
    block: fields.map(blockLine),
    asksTerms: fields.some((field) => field.role === 'consent'),
  };
};

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** An answer that is in question isn't shown as understood. */
const understood = (form: Form, submission: Submission | null, problems: readonly Problem[]): readonly FieldLine[] =>
  form.fields.flatMap((field) => {
    const state = submission?.fields[field.key];
    if (state === undefined || problems.some((problem) => problem.field === field.key)) return [];
    return [{ label: field.label, value: shown(field, state.value) }];
  });

/** Everything about one offer that a letter may say. */
export const offerData = (form: Form, submission: Submission | null, problems: readonly Problem[]): OfferData => {
  const hosting = fieldWithRole(form, 'hosting');
  const hosted = hosting && submission?.fields[hosting.key]?.value;
  const fields = understood(form, submission, problems);
  const askedAt = submission?.clarifications.at ?? null;
  return {
    ...detailsOf(form),
    ...questionsFor(form, problems),
    fields,
    hosting: typeof hosted === 'boolean' ? hosted : null,
    example: fields[0] === undefined ? '' : `${fields[0].label}: ${fields[0].value}`,
    askedOn: askedAt === null ? '' : day.format(askedAt),
  };
};

/** Changes as lines: what it was, what it is now. */
export const changesIn = (form: Form, changes: readonly Change[]): readonly LetterData[] =>
  form.fields.flatMap((field) => {
    const change = changes.find((candidate) => candidate.field === field.key);
    if (change === undefined) return [];
    const before = change.before === null ? '' : shown(field, change.before);
    return [{ label: field.label, before, now: shown(field, change.now) }];
  });
