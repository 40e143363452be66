/**
 * The letters that can follow from a decision: for each a constructor that gives exactly what its template needs.
 * `templates.ts` has the words, `compose.ts` makes a draft of both.
 */
import type { Problem } from '../form/answer.ts';
import { type Form, fieldWithRole } from '../form/form.ts';
import type { Address } from '../mail/message.ts';
import { plain, safeName } from './echo.ts';
import {
  type Change,
  changesIn,
  detailsOf,
  type LetterData,
  type OfferData,
  offerData,
  questionsFor,
} from './letter-data.ts';
import type { Submission } from './submission.ts';

/** One for each file pair in `templates/<language>/`. */
export const TEMPLATES = [
  'acknowledgment',
  'clarification',
  'reminder',
  'receipt',
  'second-offer',
  'new-submission',
  'terms-declined',
  'status',
  'help',
  'withdrawn',
  'not-me',
  'lapsed',
  'accepted',
  'declined',
  'question',
  'transfer',
  'published',
  'transcript',
  'digest',
  'alert',
] as const;
export type TemplateName = (typeof TEMPLATES)[number];

export type Letter = {
  readonly template: TemplateName;
  readonly to: Address;
  readonly submission: string | null;
  /** Why it exists, such as `M-0107`: with template and recipient it makes the Message-ID. */
  readonly cause: string;
  /** The mail that it answers; null starts a thread. */
  readonly answers: {
    readonly messageId: string | null;
    readonly references: readonly string[];
    readonly subject: string;
  } | null;
  readonly data: LetterData;
  /** Automatic letters count against the limits; a reviewer's never do. */
  readonly automatic: boolean;
  /** Why it must wait for a person or for a limit's window, or null. */
  readonly hold: string | null;
};

/** What every letter needs to know. `submission` is as it stands after the decision. */
export type LetterContext = {
  readonly form: Form;
  readonly to: Address;
  readonly cause: string;
  readonly answers: Letter['answers'];
  readonly submission: Submission | null;
  /** The first automatic letter to this address: it says what to do if somebody else used the address. */
  readonly first: boolean;
  /** The last automatic answer for now: it says so. */
  readonly last: boolean;
  readonly hold: string | null;
  readonly automatic: boolean;
};

/** Names that stand in every letter's data. */
type Common = {
  readonly organisation: string;
  readonly thing: string;
  readonly page: string;
  /** The recipient's name, or empty. */
  readonly name: string;
  /** `DS-0042`, or empty. */
  readonly reference: string;
  /** The dataset's name, or empty where there is none that may be repeated. */
  readonly title: string;
  readonly first: boolean;
  readonly last: boolean;
  /** The mail that is answered asks something besides, which a person reads. */
  readonly asks: boolean;
};

const MAX_NAME = 60;
const MAX_TITLE = 120;

const titleOf = (form: Form, submission: Submission | null): string => {
  const field = fieldWithRole(form, 'title');
  const value = field && submission?.fields[field.key]?.value;
  return typeof value === 'string' ? (safeName(value, MAX_TITLE) ?? '') : '';
};

const common = (ctx: LetterContext): Common => ({
  organisation: ctx.form.organisation,
  thing: ctx.form.thing,
  page: ctx.form.page,
  name: safeName(ctx.to.name, MAX_NAME) ?? '',
  reference: ctx.submission?.reference ?? '',
  title: titleOf(ctx.form, ctx.submission),
  first: ctx.first,
  last: ctx.last,
  asks: false,
});

// Here and below `Object.assign`: V8 takes thirty times as long to add properties to a copy made by `...`, and letters have many.
const letter = (template: TemplateName, ctx: LetterContext, data: LetterData): Letter => ({
  template,
  to: ctx.to,
  submission: ctx.submission?.reference ?? null,
  cause: ctx.cause,
  answers: ctx.answers,
  data: Object.assign(common(ctx), data),
  automatic: ctx.automatic,
  hold: ctx.hold,
});

const offer = (ctx: LetterContext, problems: readonly Problem[], told: readonly Change[] = []): OfferData =>
  offerData(ctx.form, ctx.submission, problems, told);

const MAX_WORDS = 4000;

/** A reviewer's words as lines of a letter: the line breaks stay, what can't be seen goes. */
const words = (text: string | null): readonly string[] => {
  const lines = (text ?? '').slice(0, MAX_WORDS).split('\n');
  return text === null ? [] : lines.map((line) => plain(line, MAX_WORDS));
};

// To contributors, automatic.

/** All is there. `notes` are whole sentences; `unconfirmedContact` an address that was named and hasn't written yet. */
export const acknowledgment = (
  ctx: LetterContext,
  more: {
    readonly changed: readonly Change[];
    readonly twin: boolean;
    readonly notes: readonly string[];
    readonly unconfirmedContact: string | null;
  },
): Letter =>
  letter(
    'acknowledgment',
    ctx,
    Object.assign(offer(ctx, []), {
      changed: changesIn(ctx.form, more.changed),
      twin: more.twin,
      notes: more.notes.map((note) => plain(note, 500)),
      unconfirmedContact: plain(more.unconfirmedContact ?? '', 254),
    }),
  );

/**
 * Something is open: asks for that only, and shows what was understood. `again`: the same was asked before. `cutByForm`: the web form
 * itself seems to have cut the mail. `resumed`: the submission had lapsed or was withdrawn, and goes on with this answer.
 */
export const clarification = (
  ctx: LetterContext,
  more: {
    readonly problems: readonly Problem[];
    readonly changed: readonly Change[];
    readonly again: boolean;
    readonly cutByForm: boolean;
    readonly resumed: boolean;
  },
): Letter =>
  letter(
    'clarification',
    ctx,
    Object.assign(offer(ctx, more.problems, more.changed), {
      changed: changesIn(ctx.form, more.changed),
      again: more.again,
      cutByForm: more.cutByForm,
      resumed: more.resumed,
    }),
  );

/** Nothing came after a clarification: asks once more, kindly. */
export const reminder = (ctx: LetterContext, more: { readonly problems: readonly Problem[] }): Letter =>
  letter('reminder', ctx, { ...offer(ctx, more.problems) });

/** A person will answer. `topic` as the form's topics name it. */
export const receipt = (
  ctx: LetterContext,
  more: { readonly topic: string | null; readonly hasOffers: boolean },
): Letter => letter('receipt', ctx, { topic: more.topic ?? '', hasOffers: more.hasOffers });

/** Two or more offers in one mail: one letter for all; `ctx.submission` is the first of them. */
export const secondOffer = (
  ctx: LetterContext,
  more: { readonly offers: readonly { readonly submission: Submission; readonly problems: readonly Problem[] }[] },
): Letter =>
  letter('second-offer', ctx, {
    offers: more.offers.map(({ submission, problems }) => ({
      reference: submission.reference,
      title: titleOf(ctx.form, submission),
      ...offerData(ctx.form, submission, problems),
    })),
  });

/** A reply that described another dataset opened another submission; `previous` is the one that it answered. */
export const newSubmission = (
  ctx: LetterContext,
  more: { readonly previous: string; readonly problems: readonly Problem[]; readonly twin: boolean },
): Letter => letter('new-submission', ctx, { ...offer(ctx, more.problems), previous: more.previous, twin: more.twin });

/** "No" to the terms closes the submission kindly; a later yes reopens it. */
export const termsDeclined = (ctx: LetterContext): Letter =>
  letter('terms-declined', ctx, {
    ...detailsOf(ctx.form),
    consentLabel: fieldWithRole(ctx.form, 'consent')?.label ?? '',
  });

/** Answers the single word `status`. `reopened`: a reviewer has just opened the submission again. */
export const statusLetter = (ctx: LetterContext, more: { readonly reopened: boolean } = { reopened: false }): Letter =>
  letter('status', ctx, {
    ...offer(ctx, ctx.submission?.problems ?? []),
    reopened: more.reopened,
    status: ctx.submission?.status ?? '',
    asked: words(ctx.submission?.asked || null),
  });

/** Answers the single word `help`: what can be said, and the block to fill in. */
export const help = (ctx: LetterContext): Letter =>
  letter('help', ctx, { ...detailsOf(ctx.form), block: questionsFor(ctx.form, null).block });

/** Confirms a withdrawal; any later answer undoes it. */
export const withdrawn = (ctx: LetterContext): Letter => letter('withdrawn', ctx, {});

/** Somebody else had used the recipient's address. */
export const notMe = (ctx: LetterContext): Letter => letter('not-me', ctx, {});

/** The submission was set aside after long silence; any answer reopens it. */
export const lapsed = (ctx: LetterContext): Letter =>
  letter('lapsed', ctx, { ...offer(ctx, ctx.submission?.problems ?? []) });

// To contributors, by a reviewer's decision.

/** Accepted; says what comes next, by whether we host. `note`: a reviewer's own words, or null. */
export const accepted = (ctx: LetterContext, more: { readonly note: string | null }): Letter =>
  letter('accepted', ctx, { ...offer(ctx, []), note: words(more.note) });

/** Declined, with the reviewer's reason. */
export const declined = (ctx: LetterContext, more: { readonly reason: string }): Letter =>
  letter('declined', ctx, { reason: words(more.reason) });

/** A reviewer's question, in the reviewer's words. */
export const question = (ctx: LetterContext, more: { readonly question: string }): Letter =>
  letter('question', ctx, { question: words(more.question) });

/** How to transfer the data to the organisation's own space. */
export const transfer = (ctx: LetterContext, more: { readonly note: string | null }): Letter =>
  letter('transfer', ctx, { ...offer(ctx, []), note: words(more.note) });

/** Published: asks the contributor to check the entry. `entry`: its web address, or null. */
export const published = (ctx: LetterContext, more: { readonly entry: string | null }): Letter =>
  letter('published', ctx, { ...offer(ctx, []), entry: plain(more.entry ?? '', 500) });

// To reviewers and the operator.

/** One line of a reviewer's mail and what came of it. */
export type Told = { readonly said: string; readonly done: boolean; readonly result: string };

/** What was done of a reviewer's orders by mail, line by line. */
export const transcript = (ctx: LetterContext, more: { readonly lines: readonly Told[] }): Letter =>
  letter('transcript', ctx, {
    lines: more.lines.map(({ said, done, result }) => ({ said: plain(said, 200), done, result: plain(result, 500) })),
    done: more.lines.filter((line) => line.done).length,
    refused: more.lines.filter((line) => !line.done).length,
    example: ctx.submission?.reference ?? `${ctx.form.reference}-0042`,
  });

/** The digest, drawn by `digest/text.ts` and `digest/html.ts`. */
export const digestLetter = (
  ctx: LetterContext,
  more: { readonly subject: string; readonly text: string; readonly html: string },
): Letter => letter('digest', ctx, more);

/** Something that the operator must know now. `todo`: what to do next, one step each. */
export const alert = (
  ctx: LetterContext,
  more: { readonly headline: string; readonly details: readonly string[]; readonly todo: readonly string[] },
): Letter =>
  letter('alert', ctx, {
    headline: plain(more.headline, 120),
    details: more.details.map((line) => plain(line, 500)),
    todo: more.todo.map((line) => plain(line, 500)),
  });
