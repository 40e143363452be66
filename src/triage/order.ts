/**
 * A reviewer's orders, by command line and by mail alike: which there are, what they need, and what follows.
 */
import { type Field, type Form, fieldWithRole } from '../form/form.ts';
import { decided, type More } from './decided.ts';
import type { Decision, Facts, Policy } from './decision.ts';
import { HELD_BY_BOUNCE } from './held.ts';
import {
  accepted,
  declined,
  type Letter,
  type LetterContext,
  published,
  question,
  statusLetter,
  transfer,
  withdrawn,
} from './letter.ts';
import { addressee } from './party.ts';
import { STEPS, TAKEN_BACK } from './status.ts';
import type { Status, Submission, SubmissionEvent } from './submission.ts';

type SubmissionOrder =
  | { readonly verb: 'accept' | 'transfer'; readonly reference: string; readonly note: string | null }
  | { readonly verb: 'publish'; readonly reference: string; readonly entry: string | null }
  | { readonly verb: 'decline'; readonly reference: string; readonly reason: string }
  | { readonly verb: 'ask'; readonly reference: string; readonly question: string }
  | { readonly verb: 'hold' | 'reopen' | 'withdraw'; readonly reference: string; readonly reason: string | null }
  | { readonly verb: 'note'; readonly reference: string; readonly text: string }
  | { readonly verb: 'assign'; readonly reference: string; readonly to: string };

/** For a message that waits for a person; `release` isn't among them, as it decides the message anew. */
type MessageOrder = { readonly verb: 'close' | 'spam'; readonly message: string };

export type Order = SubmissionOrder | MessageOrder;

type Parsed = { readonly order: Order } | { readonly mistake: string };

/** Verbs whose text must be there, and how to ask for it. */
const NEEDS: Readonly<Record<string, string>> = {
  decline: 'a reason for the contributor, such as “decline DS-0042: the licence does not allow changes”',
  ask: 'a question, such as “ask DS-0042: which languages are in it?”',
  note: 'the text of the note',
  assign: 'whom to assign it to',
};

const ENTRY = /^https?:\/\/[^\s/]+\.[^\s]+$/i;

const ofSubmission = (verb: SubmissionOrder['verb'], reference: string, text: string): SubmissionOrder => {
  const optional = text === '' ? null : text;
  switch (verb) {
    case 'accept':
    case 'transfer':
      return { verb, reference, note: optional };
    case 'publish':
      return { verb, reference, entry: optional };
    case 'decline':
      return { verb, reference, reason: text };
    case 'ask':
      return { verb, reference, question: text };
    case 'hold':
    case 'reopen':
    case 'withdraw':
      return { verb, reference, reason: optional };
    case 'note':
      return { verb, reference, text };
    case 'assign':
      return { verb, reference, to: text.replace(/^to /i, '') };
  }
};

const SUBMISSION_VERBS = [
  'accept',
  'decline',
  'ask',
  'hold',
  'note',
  'assign',
  'transfer',
  'publish',
  'reopen',
  'withdraw',
] as const;
/** All that can be ordered. */
export const VERBS = [...SUBMISSION_VERBS, 'close', 'spam'] as const;

const isSubmissionVerb = (verb: string): verb is SubmissionOrder['verb'] =>
  (SUBMISSION_VERBS as readonly string[]).includes(verb);

/**
 * A verb, what it is for (`DS-0042`, `M-0107`; case doesn't matter) and the text after it, as an order; or in plain words what is
 * wrong with it.
 */
export const parseOrder = (verb: string, target: string, text: string): Parsed => {
  const name = verb.toLowerCase();
  const trimmed = text.trim();
  const reference = target.toUpperCase();
  if (name === 'close' || name === 'spam')
    return /^M-\d{1,12}$/.test(reference)
      ? { order: { verb: name, message: reference } }
      : { mistake: `“${name}” is for a message such as M-0107, not for “${target}”.` };
  if (!isSubmissionVerb(name)) return { mistake: `“${verb}” isn't something that can be ordered.` };
  if (!/^[A-Z]{2,6}-\d{1,12}$/.test(reference) || reference.startsWith('M-'))
    return { mistake: `“${name}” is for a submission such as DS-0042, not for “${target}”.` };
  const need = NEEDS[name];
  if (need !== undefined && trimmed === '') return { mistake: `“${name} ${reference}” needs ${need}.` };
  // It stands in a letter as the place to look.
  if (name === 'publish' && trimmed !== '' && !ENTRY.test(trimmed))
    return { mistake: `“publish ${reference}” takes the web address of the entry, not “${trimmed}”.` };
  return { order: ofSubmission(name, reference, trimmed) };
};

export type OrderActor =
  | { readonly kind: 'reviewer'; readonly address: string }
  | { readonly kind: 'operator'; readonly name: string };

const outcome = (done: readonly string[], refused: readonly string[], more: More = {}): Decision =>
  decided('order', { is: 'obey', done, refused }, more);

const context = (submission: Submission, facts: Facts, policy: Policy, cause: string): LetterContext => ({
  form: policy.form,
  to: addressee(submission),
  cause,
  answers: { messageId: submission.messageId, references: [], subject: submission.subject },
  submission,
  first: false,
  last: false,
  hold: facts.suppressed === null ? null : `${HELD_BY_BOUNCE}${facts.suppressed}`,
  automatic: false,
});

const statusTo = (to: Status, why: string | null): SubmissionEvent => ({ type: 'status', to, why });

const noted = (text: string): SubmissionEvent => ({ type: 'noted', text });

/** What nothing valid is known for. */
const openFields = ({ problems }: Submission, form: Form): readonly Field[] =>
  form.fields.filter(({ key }) => problems.some(({ field, stands }) => field === key && !stands));

const wantsHosting = (submission: Submission, policy: Policy): boolean => {
  const field = fieldWithRole(policy.form, 'hosting');
  return field !== undefined && submission.fields[field.key]?.value === true;
};

type Effect = {
  readonly events: readonly SubmissionEvent[];
  readonly letters: readonly Letter[];
  readonly done: string;
};

const effectOf = (order: SubmissionOrder, now: Submission, ctx: LetterContext): Effect => {
  const { reference } = order;
  switch (order.verb) {
    case 'accept':
      return {
        events: [statusTo('accepted', order.note)],
        letters: [accepted(ctx, { note: order.note })],
        done: `${reference} is accepted${order.note === null ? '' : `; its contributor reads “${order.note}”`}`,
      };
    case 'decline':
      return {
        events: [statusTo('declined', order.reason)],
        letters: [declined(ctx, { reason: order.reason })],
        done: `${reference} is declined`,
      };
    case 'ask':
      return {
        events: [
          ...(now.status === 'incomplete' ? [] : [statusTo('incomplete', 'a reviewer asks')]),
          { type: 'asked', question: order.question },
        ],
        letters: [question(ctx, { question: order.question })],
        done: `${ctx.to.address} is asked about ${reference}`,
      };
    case 'hold':
      return { events: [statusTo('on-hold', order.reason)], letters: [], done: `${reference} is on hold` };
    case 'reopen': {
      const to = openFields(now, ctx.form).length > 0 ? 'incomplete' : 'ready';
      return {
        events: [statusTo(to, order.reason)],
        letters: [statusLetter({ ...ctx, submission: { ...now, status: to } }, { reopened: true })],
        done: `${reference} is ${to} again`,
      };
    }
    case 'withdraw':
      return {
        events: [statusTo('withdrawn', TAKEN_BACK), ...(order.reason === null ? [] : [noted(order.reason)])],
        letters: [withdrawn(ctx)],
        done: `${reference} is withdrawn`,
      };
    case 'transfer':
      return {
        events: [statusTo('transferring', order.note)],
        letters: [transfer(ctx, { note: order.note })],
        done: `${reference}: the instructions for the transfer go out`,
      };
    case 'publish':
      return {
        events: [statusTo('published', order.entry)],
        letters: [published(ctx, { entry: order.entry })],
        done: `${reference} is published`,
      };
    case 'note':
      return { events: [noted(order.text)], letters: [], done: `noted on ${reference}` };
    case 'assign':
      return {
        events: [{ type: 'assigned', to: order.to }],
        letters: [],
        done: `${reference} is assigned to ${order.to}`,
      };
  }
};

const SETTLING: ReadonlySet<SubmissionOrder['verb']> = new Set(['accept', 'decline', 'publish', 'withdraw']);

/** Mail that was attached for whoever decides: the decision ends its waiting, as it stood in the same item of the digest. */
const settledBy = (order: SubmissionOrder, now: Submission): Decision['closes'] =>
  SETTLING.has(order.verb)
    ? now.attached.map(({ cause }) => ({ message: cause, why: `${now.reference} was decided: ${order.verb}` }))
    : [];

/** Why an order doesn't fit the state of its submission, or null. */
const misfit = (order: SubmissionOrder, submission: Submission, policy: Policy): string | null => {
  if (order.verb === 'note' || order.verb === 'assign') return null;
  const from: readonly Status[] = STEPS[order.verb].from;
  if (!from.includes(submission.status))
    return `${order.reference} is ${submission.status}; “${order.verb}” is possible while it is ${from.join(' or ')}.`;
  const open = openFields(submission, policy.form);
  if (order.verb === 'accept' && open.length > 0)
    return `${order.reference} isn't complete: ${open.map(({ noun }) => noun).join(', ')} ${open.length === 1 ? 'is' : 'are'} open.`;
  if (order.verb === 'transfer' && !wantsHosting(submission, policy))
    return `${order.reference} stays where it is: its contributor did not ask us to host it. Use “publish”.`;
  return null;
};

/**
 * What follows from one order. A refusal is data: nothing changes, and `disposition.refused` says why. `cause` makes the letters'
 * Message-IDs: the same order given twice must come with two causes.
 */
export const obey = (order: Order, facts: Facts, actor: OrderActor, policy: Policy, cause: string): Decision => {
  if ('message' in order) {
    const who = actor.kind === 'reviewer' ? actor.address : actor.name;
    const why = order.verb === 'spam' ? `spam, says ${who}` : `closed by ${who}`;
    const done = order.verb === 'spam' ? `${order.message} is closed as spam` : `${order.message} is closed`;
    return outcome([done], [], { closes: [{ message: order.message, why }] });
  }
  const submission = facts.submissions.find((candidate) => candidate.reference === order.reference);
  if (submission === undefined) return outcome([], [`There is no submission ${order.reference}.`]);
  const refusal = misfit(order, submission, policy);
  if (refusal !== null) return outcome([], [refusal], { submission: order.reference });
  const effect = effectOf(order, submission, context(submission, facts, policy, cause));
  return outcome([effect.done], [], {
    submission: order.reference,
    events: effect.events.map((event) => ({ submission: order.reference, event })),
    letters: effect.letters,
    closes: settledBy(order, submission),
  });
};
