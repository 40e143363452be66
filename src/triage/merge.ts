/**
 * What a mail says + what is known of its submission -> events. A contributor never has to send the same thing twice, and nobody
 * changes what is known on weaker evidence than it was given on.
 */
import type { Answer, Value } from '../form/answer.ts';
import type { Provenance } from '../form/field-block.ts';
import { type Field, type Form, fieldWithRole } from '../form/form.ts';
import type { Offer } from '../form/offer.ts';
import type { Policy, Reading } from './decision.ts';
import type { Change } from './letter-data.ts';
import type { FieldState, Submission, SubmissionEvent } from './submission.ts';
import type { Trust } from './thread.ts';
import { isCourtesy, saysNothing } from './words.ts';

export type Merge = { readonly events: readonly SubmissionEvent[]; readonly changed: readonly Change[] };

const WEAK =
  'The web form wrote “on” here, which it does whether or not the box was ticked. Please answer this one yourself: Yes or No.';

const onlyQuoted = ({ noun }: Field): string =>
  `We found ${noun} only in text that your mail quotes. Please answer this one yourself: Yes or No.`;

const show = (value: Value): string => (value === true ? 'Yes' : value === false ? 'No' : value);

const same = (a: Value, b: Value, offer: Offer, submission: Submission, field: Field): boolean =>
  a === b ||
  (field.role === 'location' && offer.identity !== null && offer.identity === submission.identity) ||
  (field.answer === 'address' && String(a).toLowerCase() === String(b).toLowerCase());

/** The record of consent: the very words, the terms as they stand, and how well we know who wrote them. */
const consentOf = (
  answer: Answer,
  provenance: Provenance | null,
  reading: Reading,
  policy: Policy,
  by: string,
): SubmissionEvent => ({
  type: 'consented',
  consent: {
    accepted: answer.value === true,
    words: provenance?.raw ?? show(answer.value),
    label: provenance?.label ?? '',
    terms: policy.terms,
    authentication: reading.authentication,
    strength: answer.strength,
    by,
  },
});

/** An answer, with what it brings along: consent, another contact to be confirmed, a doubt that is left. */
const answered = (
  field: Field,
  answer: Answer,
  before: Value | null,
  offer: Offer,
  reading: Reading,
  policy: Policy,
  by: string,
): readonly SubmissionEvent[] => {
  const provenance = offer.provenance[field.key] ?? null;
  const events: SubmissionEvent[] = [
    {
      type: 'answered',
      field: field.key,
      value: answer.value,
      strength: answer.strength,
      before,
      provenance,
      identity: field.role === 'location' ? offer.identity : null,
    },
  ];
  if (field.role === 'consent') events.push(consentOf(answer, provenance, reading, policy, by));
  if (field.role === 'contact' && typeof answer.value === 'string' && answer.value.toLowerCase() !== by)
    events.push({ type: 'party', address: answer.value.toLowerCase(), confirmed: false });
  if (answer.strength === 'weak')
    events.push({
      type: 'questioned',
      problem: {
        field: field.key,
        code: 'ambiguous',
        message: provenance?.quoted ? onlyQuoted(field) : WEAK,
        found: provenance?.raw ?? null,
      },
    });
  return events;
};

const extrasOf = (offer: Offer): readonly SubmissionEvent[] =>
  offer.extras.map((extra) => ({ type: 'extra', ...extra }));

/** Sent once more, or passed on from another address of the sender's: their own form, and nothing beside it. */
const isTheirForm = (offer: Offer, { text }: Reading, form: Form, by: string): boolean => {
  const contact = offer.answers[fieldWithRole(form, 'contact')?.key ?? '']?.value;
  return String(contact).toLowerCase() === by && (saysNothing(text, '') || isCourtesy(text));
};

/** An agreement that is only quoted may be somebody else's words, or overtaken: it is kept, and asked for again. */
export const weakened = (offer: Offer, reading: Reading, form: Form, by: string): Offer => {
  const consent = fieldWithRole(form, 'consent')?.key ?? '';
  const answer = offer.answers[consent];
  if (answer?.value !== true || offer.provenance[consent]?.quoted !== true) return offer;
  if (isTheirForm(offer, reading, form, by)) return offer;
  return { ...offer, answers: { ...offer.answers, [consent]: { ...answer, strength: 'weak' } } };
};

/** The events that open a submission from the first offer in it; what is open comes last, in the form's order. */
export const open = (offer: Offer, reading: Reading, policy: Policy, by: string, name: string): Merge => {
  const { fields } = policy.form;
  const said = fields.flatMap((field) => {
    const answer = offer.answers[field.key];
    return answer === undefined ? [] : answered(field, answer, null, offer, reading, policy, by);
  });
  const asked = [...said, ...offer.problems.map((problem) => ({ type: 'questioned', problem }) as const)];
  const questions = fields.flatMap(({ key }) =>
    asked.filter((event) => event.type === 'questioned' && event.problem.field === key),
  );
  return {
    events: [
      { type: 'opened', by, name, subject: reading.subject, messageId: reading.messageId },
      ...said.filter((event) => event.type !== 'questioned'),
      ...questions,
      ...extrasOf(offer),
    ],
    changed: [],
  };
};

/** A second value for what is known, on weaker evidence than a correction in the thread: both are named, and the first stands until one is chosen. */
const conflicting = (field: Field, known: FieldState, answer: Answer): SubmissionEvent => ({
  type: 'questioned',
  problem: {
    field: field.key,
    code: 'conflict',
    message: `We have two different answers for ${field.noun}: “${show(known.value)}” from before and “${show(answer.value)}” now. Please tell us which one is right.`,
    found: show(answer.value),
    stands: true,
  },
});

/**
 * `subject` and `fresh` mail fills what is empty; only `thread` replaces. The whole form sent again may say "yes" after a refusal of the
 * terms; a reference that anybody can guess may not.
 */
const mayReplace = (field: Field, known: FieldState, trust: Trust): boolean =>
  trust === 'thread' ||
  known.strength === 'weak' ||
  (trust === 'fresh' && field.role === 'consent' && known.value === false);

const mergeField = (
  field: Field,
  offer: Offer,
  submission: Submission,
  reading: Reading,
  policy: Policy,
  trust: Trust,
  by: string,
): Merge => {
  const nothing: Merge = { events: [], changed: [] };
  const answer = offer.answers[field.key];
  const known = submission.fields[field.key];
  const open = submission.problems.some((problem) => problem.field === field.key);
  if (answer === undefined) {
    const problem = offer.problems.find((candidate) => candidate.field === field.key);
    // The template left as it was says nothing; and what is known isn't doubted on weak evidence.
    if (problem === undefined || problem.code === 'missing' || problem.code === 'unanswered') return nothing;
    if (known !== undefined && trust !== 'thread') return nothing;
    return { events: [{ type: 'questioned', problem }], changed: [] };
  }
  const write = (before: Value | null): readonly SubmissionEvent[] =>
    answered(field, answer, before, offer, reading, policy, by);
  if (known === undefined)
    return { events: write(null), changed: [{ field: field.key, before: null, now: answer.value }] };
  if (same(known.value, answer.value, offer, submission, field)) {
    const stronger = known.strength === 'weak' && answer.strength === 'clear';
    return open || stronger
      ? { events: write(known.value), changed: stronger ? [{ field: field.key, before: null, now: answer.value }] : [] }
      : nothing;
  }
  if (!mayReplace(field, known, trust)) return { events: [conflicting(field, known, answer)], changed: [] };
  return { events: write(known.value), changed: [{ field: field.key, before: known.value, now: answer.value }] };
};

/** What a mail adds to or changes in a submission that exists. `by` is its sender, in lower case. */
export const merge = (
  offer: Offer,
  submission: Submission,
  reading: Reading,
  policy: Policy,
  trust: Trust,
  by: string,
): Merge => {
  const merged = policy.form.fields.map((field) => mergeField(field, offer, submission, reading, policy, trust, by));
  const extras = extrasOf(offer).filter(
    (event) =>
      event.type === 'extra' &&
      !submission.extras.some((known) => known.label === event.label && known.value === event.value),
  );
  return {
    events: [...merged.flatMap((part) => part.events), ...extras],
    changed: merged.flatMap((part) => part.changed),
  };
};

/** A contact that was only named has now written: from here on it is a party like the one who started. */
export const confirmation = (submission: Submission, sender: string): readonly SubmissionEvent[] =>
  submission.parties.some((party) => party.address === sender && !party.confirmed)
    ? [{ type: 'party', address: sender, confirmed: true }]
    : [];

const nameOf = (offer: Offer, form: Form): string | null => {
  const title = fieldWithRole(form, 'title');
  const name = title === undefined ? undefined : offer.answers[title.key]?.value;
  return name === undefined ? null : fold(String(name));
};

const knownName = (submission: Submission, form: Form): string | null => {
  const title = fieldWithRole(form, 'title');
  const name = title === undefined ? undefined : submission.fields[title.key]?.value;
  return name === undefined ? null : fold(String(name));
};

/** Whether an offer has a location and a name of its own, and neither is what we know of the submission. */
export const isOther = (offer: Offer, submission: Submission, form: Form): boolean => {
  const [name, known] = [nameOf(offer, form), knownName(submission, form)];
  return (
    name !== null &&
    known !== null &&
    name !== known &&
    offer.identity !== null &&
    offer.identity !== submission.identity
  );
};

/** Whether two offers are about different datasets: both the name and the location are known, and differ. */
export const isAnother = (offer: Offer, submission: Submission, form: Form): boolean =>
  submission.identity !== null && isOther(offer, submission, form);

const fold = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Whether a fresh mail offers again what this submission is about: the same name or the same location. */
export const isSame = (offer: Offer, submission: Submission, form: Form): boolean => {
  const name = nameOf(offer, form);
  return (
    (offer.identity !== null && offer.identity === submission.identity) ||
    (name !== null && name === knownName(submission, form))
  );
};
