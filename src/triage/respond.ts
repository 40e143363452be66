/**
 * From what a mail added to a submission to what follows: its status, and the one letter that tells the contributor.
 */
import { hash } from 'node:crypto';
import type { Problem } from '../form/answer.ts';
import { type Case, causeOf, decide, letterContext } from './case.ts';
import type { Decision, Disposition, Facts, Kind } from './decision.ts';
import { foldOnto, foldSubmission } from './fold.ts';
import {
  acknowledgment,
  clarification,
  type Letter,
  newSubmission,
  receipt,
  secondOffer,
  termsDeclined,
} from './letter.ts';
import type { Merge } from './merge.ts';
import { isResumable, isSleeping, TERMS_DECLINED } from './status.ts';
import type { KeptEvent, Status, Submission, SubmissionEvent } from './submission.ts';
import { inOrder, type Verdict, verdictOf } from './verdict.ts';

/** What a mail led to in one submission. `before` is null where it opened it. */
export type Step = {
  readonly kind: Kind;
  readonly before: Submission | null;
  readonly reference: string;
  readonly merged: Merge;
  readonly cutByForm: boolean;
  /** The submission whose thread the mail stood in, where it opened another. */
  readonly previous: string | null;
};

type Settled = { readonly step: Step; readonly now: Submission; readonly verdict: Verdict };

/** Events as the store will keep them, to see what they lead to before they are. */
export const foreseen = (item: Case, step: Pick<Step, 'before' | 'reference' | 'merged'>): Submission => {
  const events = step.merged.events.map(
    (event, n): KeptEvent => ({
      submission: step.reference,
      at: item.facts.now,
      actor: { kind: 'party', address: item.sender },
      cause: causeOf(item.facts),
      n,
      event,
    }),
  );
  const folded = step.before === null ? foldSubmission(events) : foldOnto(step.before, events);
  if (folded === null) throw new Error(`${step.reference}: nothing to fold`);
  return folded;
};

const settle = (item: Case, step: Step): Settled => {
  const now = foreseen(item, step);
  return { step, now, verdict: verdictOf(step, now, item.policy) };
};

/** The letter's own content, so that two letters that say the same thing are known to; what it says of the address aside. */
const fingerprintOf = (letter: Letter): string =>
  hash(
    'sha256',
    // By `Object.assign`: see letter.ts.
    JSON.stringify([letter.template, Object.assign({}, letter.data, { first: null, last: null })]),
  ).slice(0, 32);

const status = (now: Submission, to: Status, why: string | null = null): readonly SubmissionEvent[] =>
  now.status === to ? [] : [{ type: 'status', to, why }];

/** What a reviewer put on hold stays there, whatever its contributor adds. */
const unlessHeld = (now: Submission, to: Status): readonly SubmissionEvent[] =>
  now.status === 'on-hold' ? [] : status(now, to);

/** All events of a settled step: what the mail said, the status it leads to, and that it was told. */
const eventsOf = ({ step, now, verdict }: Settled, fingerprint: string, from: string): Decision['events'] => {
  const follows = (): readonly SubmissionEvent[] => {
    switch (verdict.is) {
      case 'complete':
        return [...unlessHeld(now, 'ready'), { type: 'acknowledged', fingerprint }];
      case 'incomplete':
        return [
          ...unlessHeld(now, verdict.to),
          { type: 'clarified', fields: verdict.problems.map((problem) => problem.field), fingerprint },
          ...(verdict.forPerson === null ? [] : [{ type: 'attached', from, why: verdict.forPerson } as const]),
        ];
      case 'refused':
        return [...status(now, 'declined', TERMS_DECLINED), { type: 'acknowledged', fingerprint }];
      case 'person':
        return [
          ...(step.before !== null && isSleeping(step.before) ? status(now, 'incomplete') : []),
          { type: 'attached', from, why: verdict.why },
        ];
    }
  };
  return [...step.merged.events, ...follows()].map((event) => ({ submission: step.reference, event }));
};

const hasTwin = (item: Case, now: Submission): boolean =>
  item.facts.twins.some((other) => other.identity === now.identity && other.reference !== now.reference);

const ALREADY_KNOWN = 'Nothing in this mail was new to us: we already had all of it.';

const OPEN_AGAIN = 'Your offer is open again, with all that you had sent before.';

/** Sentences that an acknowledgment adds for this mail. */
const notesOf = ({ step }: Settled): readonly string[] => {
  if (step.before === null) return [];
  if (isResumable(step.before)) return [OPEN_AGAIN];
  return step.before.acknowledged && step.merged.changed.length === 0 ? [ALREADY_KNOWN] : [];
};

/** Whether just the same was asked before, so that the answer must have been missed. */
const asksAgain = (before: Submission | null, problems: readonly Problem[]): boolean =>
  before !== null &&
  before.asked === null &&
  before.clarifications.count > 0 &&
  problems.every(
    ({ field, message, code }) =>
      code !== 'conditional' && before.problems.some((known) => known.field === field && known.message === message),
  );

const letterOf = (item: Case, { step, now, verdict }: Settled): Letter => {
  const context = letterContext(item, now);
  const { changed } = step.merged;
  switch (verdict.is) {
    case 'refused':
      return termsDeclined(context);
    case 'person':
      return receipt(context, { topic: item.reading.topic, hasOffers: true });
    case 'complete':
      if (step.previous !== null)
        return newSubmission(context, { previous: step.previous, problems: [], twin: hasTwin(item, now) });
      return acknowledgment(context, {
        changed,
        twin: hasTwin(item, now),
        notes: notesOf({ step, now, verdict }),
        unconfirmedContact: now.parties.find((party) => !party.confirmed)?.address ?? null,
      });
    case 'incomplete':
      if (step.previous !== null)
        return newSubmission(context, {
          previous: step.previous,
          problems: verdict.problems,
          twin: hasTwin(item, now),
        });
      return clarification(
        { ...context, last: context.last || now.clarifications.count + 1 === item.policy.clarifyLimit },
        {
          problems: verdict.problems,
          changed,
          again: asksAgain(step.before, verdict.problems),
          cutByForm: step.cutByForm,
          resumed: step.before !== null && isResumable(step.before),
        },
      );
  }
};

const dispositionOf = (item: Case, { step, verdict }: Settled): Disposition => {
  switch (verdict.is) {
    case 'complete':
    case 'refused':
      return { is: 'acknowledge', submission: step.reference };
    case 'incomplete':
      // Where nothing but a condition is open, it's a person's turn.
      return verdict.forPerson !== null && verdict.problems.length === 1
        ? { is: 'route', why: verdict.forPerson, topic: item.reading.topic }
        : { is: 'clarify', submission: step.reference, problems: verdict.problems };
    case 'person':
      return { is: 'route', why: verdict.why, topic: item.reading.topic };
  }
};

/** Whether mail of this sender about the submission already waits for a person, and its sender was told so. */
export const waitsForPerson = ({ questions }: Facts, submission: Submission): boolean =>
  questions.some(({ id, receipted }) => receipted && submission.attached.some(({ cause }) => cause === id));

/** Status and letter of one submission after what a mail added. The same text is never sent twice in a row. */
export const respond = (item: Case, step: Step): Decision => {
  const settled = settle(item, step);
  const letter = letterOf(item, settled);
  const fingerprint = fingerprintOf(letter);
  const quiet = settled.verdict.is === 'person' && step.before !== null && waitsForPerson(item.facts, step.before);
  if (fingerprint !== step.before?.lastLetter)
    return decide(item.reading, step.kind, dispositionOf(item, settled), {
      submission: step.reference,
      events: eventsOf(settled, fingerprint, item.sender),
      letters: quiet ? [] : [letter],
    });
  const why = 'it brings nothing new, and the answer would be the same text again';
  const said = settled.verdict.is === 'complete' || settled.verdict.is === 'refused';
  const disposition: Disposition =
    said && step.merged.changed.length === 0 ? { is: 'ignore', why } : { is: 'route', why, topic: item.reading.topic };
  return decide(item.reading, step.kind, disposition, {
    submission: step.reference,
    events: step.merged.events.map((event) => ({ submission: step.reference, event })),
  });
};

/** Several offers in one mail: each is its own submission, and one letter tells of all. */
export const respondToSeveral = (item: Case, steps: readonly [Step, ...Step[]]): Decision => {
  const settled = steps.map((step) => settle(item, step));
  const [first] = settled;
  if (first === undefined || settled.length === 1) return respond(item, steps[0]);
  const open = settled.filter(({ verdict }) => verdict.is !== 'complete');
  const letter = secondOffer(letterContext(item, first.now), {
    offers: settled.map(({ now }) => ({ submission: now, problems: inOrder(now.problems, item.policy) })),
  });
  const fingerprint = fingerprintOf(letter);
  return decide(item.reading, first.step.kind, dispositionOf(item, open[0] ?? first), {
    submission: first.step.reference,
    events: settled.flatMap((one) => eventsOf(one, fingerprint, item.sender)),
    letters: [letter],
  });
};
