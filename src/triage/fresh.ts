/**
 * A mail that refers to nothing: a new offer, or one that its sender made before.
 */
import type { Offer } from '../form/offer.ts';
import { attach, receiptOnce, told } from './attach.ts';
import { type Case, decide } from './case.ts';
import type { Decision } from './decision.ts';
import { confirmation, isSame, merge, open, weakened } from './merge.ts';
import { meantOffers } from './ownwords.ts';
import { isParty } from './party.ts';
import { respondToSeveral, type Step } from './respond.ts';
import { isMergeable, isTaken } from './status.ts';
import type { Submission } from './submission.ts';

const referenceOf = (item: Case, number: number): string =>
  `${item.policy.form.reference}-${String(number).padStart(4, '0')}`;

/** The sender's submissions that a fresh mail may still add to. */
const theirs = (item: Case): readonly Submission[] =>
  item.facts.submissions.filter((submission) => isParty(submission, item.sender) && isMergeable(submission));

/** Whose questions a mail without thread answers: only some fields, and no name or location of another dataset. */
const asking = (item: Case, offer: Offer): readonly Submission[] => {
  const answered = Object.keys(offer.answers);
  const required = item.policy.form.fields.filter((field) => field.required).length;
  if (answered.length >= required) return [];
  return theirs(item).filter(
    (submission) =>
      submission.problems.some((problem) => answered.includes(problem.field)) &&
      answered.every((key) => submission.fields[key] === undefined),
  );
};

const repeated = (item: Case, offer: Offer): Submission | undefined =>
  theirs(item).find((submission) => isSame(offer, submission, item.policy.form));

const offeredBefore = (item: Case, offer: Offer): Submission | undefined => {
  const [only, ...others] = asking(item, offer);
  return repeated(item, offer) ?? (others.length === 0 ? only : undefined);
};

/** A mail that could answer the questions of more than one submission, or that offers again what is accepted: for a person. */
const forPerson = (item: Case, offers: readonly Offer[]): Decision | null => {
  const [offer, ...others] = offers;
  if (offer === undefined || others.length > 0 || repeated(item, offer) !== undefined) return null;
  const taken = item.facts.submissions.find(
    (submission) =>
      isTaken(submission) &&
      isParty(submission, item.sender) &&
      offer.identity !== null &&
      offer.identity === submission.identity,
  );
  if (taken !== undefined) return attach(item, taken, `for a submission that is ${taken.status}`, told(item, taken));
  const references = asking(item, offer).map((submission) => submission.reference);
  if (references.length < 2) return null;
  const why = `it could answer more than one submission: ${references.join(', ')}`;
  return decide(
    item.reading,
    'submission',
    { is: 'route', why, topic: item.reading.topic },
    { letters: receiptOnce(item) },
  );
};

/** Adds an offer to the submission it repeats, or opens one under the next free number. */
const stepFor = (item: Case, offer: Offer, number: number): Step => {
  const before = offeredBefore(item, offer);
  const { reading, policy, sender, to } = item;
  const common = { kind: 'submission', cutByForm: offer.cutByForm, previous: null } as const;
  if (before === undefined)
    return {
      before: null,
      reference: referenceOf(item, number),
      merged: open(offer, reading, policy, sender, to.name),
      ...common,
    };
  const merged = merge(offer, before, reading, policy, 'fresh', sender);
  const events = [...confirmation(before, sender), ...merged.events];
  return { before, reference: before.reference, merged: { ...merged, events }, ...common };
};

/** The documented subject over an empty mail: somebody's client lost the form, so it's sent to them once more. */
const emptyForm = (item: Case): Offer | null => {
  const { reading, policy } = item;
  const subject = reading.subject.trim().toLowerCase();
  const documented = policy.form.subjects.some((candidate) => subject === candidate.toLowerCase());
  if (!documented || reading.text.trim() !== '' || reading.attachments.length > 0) return null;
  const problems = policy.form.fields
    .filter((field) => field.required)
    .map((field) => ({
      field: field.key,
      code: 'missing' as const,
      message: `There was nothing in your mail for ${field.noun}.`,
      found: null,
    }));
  return { answers: {}, problems, provenance: {}, candidates: [], extras: [], identity: null, cutByForm: false };
};

/** What was offered, without what came back of a letter of ours: its empty block below a question offers nothing. */
const offersIn = (item: Case): readonly Offer[] => {
  const { reading, facts, policy } = item;
  const meant =
    facts.sent.length === 0
      ? reading.offers
      : meantOffers(item).filter((offer) => Object.keys(offer.answers).length > 0);
  return meant.map((offer) => weakened(offer, reading, policy.form, item.sender));
};

/** A step for each offer; new ones get the next free numbers. */
const stepsFor = (item: Case, offers: readonly Offer[]): readonly Step[] => {
  let number = item.facts.nextNumber;
  return offers.map((offer) => {
    const step = stepFor(item, offer, number);
    if (step.before === null) number += 1;
    return step;
  });
};

/** One submission for each offer; null where the mail offers nothing. */
export const openFresh = (item: Case): Decision | null => {
  const found = offersIn(item);
  const empty = item.reading.offers.length === 0 ? emptyForm(item) : null;
  const offers = empty === null ? found : [empty];
  const aside = forPerson(item, offers);
  if (aside !== null) return aside;
  const [first, ...others] = stepsFor(item, offers);
  return first === undefined ? null : respondToSeveral(item, [first, ...others]);
};

/** A reply that describes other datasets: each opens a submission of its own, and the letter says so. */
export const openFromReply = (item: Case, offers: readonly Offer[], previous: Submission): readonly Step[] =>
  stepsFor(item, offers).map((step) =>
    step.before === null ? { ...step, previous: previous.reference } : { ...step, kind: 'reply' },
  );

/**
 * Answers for several submissions at once, each with the block that it belongs to, as where one letter told of all; null where that
 * isn't clear.
 */
export const answerSeveral = (item: Case, references: readonly string[]): Decision | null => {
  const { reading, policy, sender } = item;
  if (reading.subjectReferences.length > 1) return null;
  const known = theirs(item).filter((submission) => references.includes(submission.reference));
  const meant = meantOffers(item);
  const steps = reading.offers.flatMap((offer, at): readonly (Step | null)[] => {
    const said = meant[at];
    if (said === undefined || Object.keys(said.answers).length === 0) return [];
    const before = known.find((submission) => isSame(offer, submission, policy.form));
    if (before === undefined) return [null];
    const merged = merge(said, before, reading, policy, 'thread', sender);
    return [{ kind: 'reply', before, reference: before.reference, merged, cutByForm: false, previous: null }];
  });
  const clear = steps.flatMap((step) => step ?? []);
  const [first, ...others] = clear;
  const apart = new Set(clear.map(({ reference }) => reference)).size === steps.length;
  return first === undefined || !apart ? null : respondToSeveral(item, [first, ...others]);
};
