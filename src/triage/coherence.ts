/**
 * Whether what was found in a mail is the form, or only words that look like labels: a signature has "Name:" and "Web:" too.
 */
import { readChoice } from '../form/choice.ts';
import type { Candidate } from '../form/field-block.ts';
import { type Form, fieldWithRole } from '../form/form.ts';
import type { Offer } from '../form/offer.ts';
import type { Sign } from '../mail/sign.ts';
import { bareSubject } from '../mail/subjects.ts';

const folded = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** Whether the subject is one of these, apart from what clients and gateways add. */
export const hasSubject = (subject: string, known: readonly string[]): boolean => {
  const bare = folded(bareSubject(subject));
  return known.some((candidate) => folded(candidate) === bare);
};

/** What a person wrote or filled in: unquoted, or quoted with a value, as people answer inside what we sent. */
const isMeant = ({ provenance: { quoted, raw } }: Candidate): boolean =>
  !quoted || (raw.trim() !== '' && readChoice(raw).kind !== 'untouched');

const fieldsOf = (candidates: readonly Candidate[]): ReadonlySet<string> =>
  new Set(candidates.map(({ field }) => field));

/** A name and an address stand in every signature; only the other fields show that somebody speaks of a dataset. */
const isTelling = (form: Form, fields: ReadonlySet<string>): boolean => {
  const common = [fieldWithRole(form, 'title')?.key, fieldWithRole(form, 'contact')?.key];
  return [...fields].some((field) => !common.includes(field));
};

const coheres = (candidates: readonly Candidate[], form: Form, subject: string): boolean => {
  const fields = fieldsOf(candidates);
  if (fields.size > 0 && hasSubject(subject, form.subjects)) return true;
  return fields.size >= 2 && isTelling(form, fields);
};

/** Whether anybody filled in anything: an empty form that is only quoted is ours. */
export const isFilledIn = ({ candidates }: Offer): boolean => candidates.some(isMeant);

/** Whether the mail holds the form: two of its fields that go together, or one under a documented subject. */
export const isCoherent = (offers: readonly Offer[], form: Form, subject: string): boolean =>
  offers.some((offer) => coheres(offer.candidates.filter(isMeant), form, subject));

/** The same in the sender's own lines: what an automatic answer quotes of ours is no form that it filled in. */
export const isWritten = (offers: readonly Offer[], form: Form, subject: string): boolean =>
  offers.some((offer) =>
    coheres(
      offer.candidates.filter(({ provenance }) => !provenance.quoted),
      form,
      subject,
    ),
  );

/** Whether some offer has a valid answer to every required field. */
export const isComplete = (offers: readonly Offer[]): boolean => offers.some((offer) => offer.problems.length === 0);

const placesOf = (candidates: readonly Candidate[]): string => {
  const lines = candidates.map(({ provenance }) => provenance.line);
  const parts = [...new Set(candidates.map(({ provenance }) => provenance.part))];
  return `part ${parts.join(', ')}, lines ${Math.min(...lines)}-${Math.max(...lines)}`;
};

/** What was found of the form, for `explain`. */
export const blockSign = (offers: readonly Offer[], coherent: boolean): Sign => {
  const candidates = offers.flatMap((offer) => offer.candidates);
  const count = fieldsOf(candidates).size;
  if (count === 0) return { rule: 'field-block', hit: false, evidence: 'no label of the form' };
  const found = `${count} ${count === 1 ? 'label' : 'labels'} in ${placesOf(candidates)}`;
  return { rule: 'field-block', hit: coherent, evidence: coherent ? found : `${found}, too little to be the form` };
};
