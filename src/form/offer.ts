/**
 * Candidates -> what one offer says: for each field an answer or a problem.
 */
import type { ReadLine } from '../mail/lines.ts';
import {
  type Answer,
  conflict,
  isAnswer,
  isSilent,
  missing,
  ourOwn,
  type Problem,
  readCandidate,
  type Value,
} from './answer.ts';
import { type Candidate, type Extra, type FieldBlocks, findFieldBlocks, type Provenance } from './field-block.ts';
import { clean, written } from './fold.ts';
import { type Field, type Form, fieldWithRole, type Role } from './form.ts';
import { namesSender } from './mailbox.ts';
import { datasetIdentity, looksLikeUrl } from './url.ts';

export type Offer = {
  /** One for each field that has a valid answer, keyed by the field's key. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** For each field at most one: `missing` for every required field that nothing was found for. */
  readonly problems: readonly Problem[];
  /** Where each answer or problem came from; absent for what is missing or was taken from From. */
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly candidates: readonly Candidate[];
  readonly extras: readonly Extra[];
  /** Identity of the dataset (`url.ts`), to find the same one offered before; null without a valid location. */
  readonly identity: string | null;
  /** True where the web form itself seems to have cut the mail short at an `&` or `#`. */
  readonly cutByForm: boolean;
};

export type OfferContext = {
  /** What an offer may take from the mail around it: the address in From, null where there is none to trust. */
  readonly from: string | null;
  /** Addresses of ours, in lower case: nobody can be reached there. */
  readonly own?: readonly string[];
};

/** The text of one part, its lines with their roles. */
export type OfferPart = { readonly source: 'plain' | 'html' | 'attachment'; readonly lines: readonly ReadLine[] };

type Reading = { readonly reading: Answer | Problem; readonly candidate: Candidate };

/** One text for values that mean the same. */
const sameness = (field: Field, value: Value): string => {
  if (typeof value === 'boolean') return String(value);
  return field.answer === 'url' ? datasetIdentity(value) : clean(value).toLowerCase();
};

/** Of readings that somebody made: a correction counts before what it corrects; the answers must agree; a doubt beside a yes or no stays a doubt. */
const settle = (field: Field, readings: readonly Reading[]): Reading => {
  const [first] = readings as readonly [Reading, ...Reading[]];
  const corrected = readings.findLast(
    ({ candidate, reading }) => candidate.provenance.rule === 'correction' && isAnswer(reading),
  );
  if (corrected !== undefined) return corrected;
  const doubt = readings.find(({ reading }) => !isAnswer(reading));
  if (field.answer === 'choice' && doubt !== undefined) return doubt;
  const answers = readings.flatMap(({ reading, candidate }) => (isAnswer(reading) ? [{ reading, candidate }] : []));
  const [one] = answers;
  if (one === undefined) return first;
  if (answers.length === 1) return one;
  const known = sameness(field, one.reading.value);
  const other = answers.find(({ reading }) => sameness(field, reading.value) !== known);
  if (other !== undefined)
    return { reading: conflict(field, one.reading.value, other.reading.value), candidate: other.candidate };
  return answers.find(({ reading }) => reading.strength === 'clear') ?? one;
};

/** What the writer's own lines say counts before what is quoted; what says nothing doesn't count beside what does. */
const readField = (field: Field, candidates: readonly Candidate[]): Reading | null => {
  const readings = candidates
    .filter((candidate) => candidate.field === field.key)
    .map((candidate) => ({ candidate, reading: readCandidate(field, candidate) }));
  const said = readings.filter(({ reading }) => !isSilent(reading));
  const own = said.filter(({ candidate }) => !candidate.provenance.quoted);
  if (own.length > 0) return settle(field, own);
  return said.length > 0 ? settle(field, said) : (readings[0] ?? null);
};

const labelsAsWritten = (candidates: readonly Candidate[]): ReadonlySet<string> =>
  new Set(candidates.map((candidate) => written(candidate.provenance.label)));

/** True for a block of the site's web form, whose generations asked for less and less. */
const isWebForm = (form: Form, labels: ReadonlySet<string>): boolean =>
  form.webForm.some((label) => labels.has(written(label)));

/** The web form doesn't escape `&` and `#`: they end the mail, and the labels that it always sends last are gone. */
const isCut = (form: Form, labels: ReadonlySet<string>): boolean => {
  const last = form.webForm.at(-1);
  return last !== undefined && isWebForm(form, labels) && !labels.has(written(last));
};

/** From, where the answer is `same as sender` or the like; never an address of our own. */
const bySender = (field: Field, found: Reading, { from, own = [] }: OfferContext): Answer | Problem => {
  const { reading, candidate } = found;
  if (field.role === 'contact' && isAnswer(reading) && own.includes(String(reading.value).toLowerCase()))
    return ourOwn(field, reading.value);
  const isMeant = field.role === 'contact' && !isAnswer(reading) && namesSender(candidate.provenance.raw);
  return isMeant && from !== null ? { field: field.key, value: from, strength: 'clear' } : reading;
};

/** From, where the form that was used never asked for an address. */
const fromSender = (form: Form, candidates: readonly Candidate[], context: OfferContext): Answer | null => {
  const contact = fieldWithRole(form, 'contact');
  if (contact === undefined || context.from === null) return null;
  if (candidates.some((candidate) => candidate.field === contact.key)) return null;
  return isWebForm(form, labelsAsWritten(candidates))
    ? { field: contact.key, value: context.from, strength: 'clear' }
    : null;
};

/**
 * What these candidates say together. Total: without candidates every required field is missing.
 */
export const readOffer = (
  candidates: readonly Candidate[],
  form: Form,
  context: OfferContext,
  extras: readonly Extra[] = [],
): Offer => {
  const answers: Record<string, Answer> = {};
  const problems: Problem[] = [];
  const provenance: Record<string, Provenance> = {};
  const sender = fromSender(form, candidates, context);
  for (const field of form.fields) {
    const found = readField(field, candidates);
    const unsaid = sender?.field === field.key ? sender : missing(field);
    const reading = found === null ? unsaid : bySender(field, found, context);
    if (found !== null) provenance[field.key] = found.candidate.provenance;
    if (isAnswer(reading)) answers[field.key] = reading;
    else if (field.required || isAttempt(reading)) problems.push(reading);
  }
  const location = fieldWithRole(form, 'location');
  const url = location === undefined ? undefined : answers[location.key]?.value;
  return {
    answers,
    problems,
    provenance,
    candidates,
    extras,
    identity: typeof url === 'string' ? datasetIdentity(url) : null,
    cutByForm: isCut(form, labelsAsWritten(candidates)),
  };
};

/** Of a field that nobody must fill in: `Dataset card: yes` is a remark, not an address that can't be read. */
const isAttempt = (problem: Problem): boolean =>
  !isSilent(problem) && (problem.code !== 'invalid' || looksLikeUrl(problem.found ?? ''));

type Block = { readonly number: number; readonly candidates: readonly Candidate[]; readonly offer: Offer };

const isQuoted = (block: Block): boolean => block.candidates.every((candidate) => candidate.provenance.quoted);

/** Whether both answer the field of this role, and differently; null where one of them doesn't. */
const differIn = (form: Form, role: Role, a: Block, b: Block): boolean | null => {
  const field = fieldWithRole(form, role);
  const [one, two] = field === undefined ? [] : [a.offer.answers[field.key], b.offer.answers[field.key]];
  if (field === undefined || one === undefined || two === undefined) return null;
  return sameness(field, one.value) !== sameness(field, two.value);
};

const FEWEST_FIELDS = 3;

/** A form of its own: the writer's, of several fields, and with the label of where the dataset is, filled in or not. */
const isForm = (form: Form, block: Block): boolean => {
  const fields = new Set(block.candidates.map(({ field }) => field));
  return !isQuoted(block) && fields.size >= FEWEST_FIELDS && fields.has(fieldWithRole(form, 'location')?.key ?? '');
};

/**
 * Differs in both what it is called and where it is: then it's another one. So is a second form with another name whose place for the
 * address was left empty; without such a place, it is a name put right.
 */
const isAnother = (form: Form, a: Block, b: Block): boolean => {
  if (differIn(form, 'title', a, b) !== true) return false;
  const elsewhere = differIn(form, 'location', a, b);
  return elsewhere ?? [a, b].every((block) => isForm(form, block));
};

/** More offers than this in one mail are nobody's. */
const MOST_OFFERS = 20;

/** Blocks that speak of one thing together. An older offer that is only quoted below a new one isn't offered again. */
const groupsOf = (form: Form, blocks: readonly Block[]): readonly (readonly Block[])[] => {
  const groups: [Block, ...Block[]][] = [];
  for (const block of [...blocks].sort((a, b) => Number(isQuoted(a)) - Number(isQuoted(b)))) {
    const group = groups.find(([first]) => !isAnother(form, first, block));
    if (group !== undefined) group.push(block);
    else if (groups.length < MOST_OFFERS && (!isQuoted(block) || groups.every(([first]) => isQuoted(first))))
      groups.push([block]);
  }
  return groups;
};

const blocksOf = (form: Form, found: FieldBlocks, context: OfferContext): readonly Block[] => {
  const byNumber = new Map<number, Candidate[]>();
  for (const candidate of found.candidates) {
    const block = byNumber.get(candidate.block);
    if (block === undefined) byNumber.set(candidate.block, [candidate]);
    else block.push(candidate);
  }
  const blocks = [...byNumber].map(([number, candidates]) => ({
    number,
    candidates,
    offer: readOffer(candidates, form, context),
  }));
  const title = fieldWithRole(form, 'title');
  const location = fieldWithRole(form, 'location');
  const names = ({ offer }: Block): number =>
    (title && offer.answers[title.key] ? 1 : 0) + (location && offer.answers[location.key] ? 1 : 0);
  // The fullest name and place lead, so that a stray line joins the block that it belongs to.
  return blocks.sort((a, b) => names(b) - names(a) || a.number - b.number);
};

type Found = { readonly offers: readonly Offer[] };

const answered = ({ offers }: Found): number =>
  Math.max(0, ...offers.map((offer) => Object.keys(offer.answers).length));

const offerOf = (group: readonly Block[], form: Form, context: OfferContext, extras: readonly Extra[]): Offer => {
  const [only, ...others] = group;
  if (only !== undefined && others.length === 0) return { ...only.offer, extras };
  return readOffer(
    group.flatMap((block) => block.candidates),
    form,
    context,
    extras,
  );
};

const NOTHING_FOUND: FieldBlocks = { candidates: [], extras: [] };

/** A form below the delimiter of a signature, where some programs put the text of a mailto link: only a whole block of it. */
const inSignature = (lines: readonly ReadLine[], form: Form): FieldBlocks => {
  if (!lines.some(({ role }) => role === 'signature')) return NOTHING_FOUND;
  const found = findFieldBlocks(
    lines.map((line) => (line.role === 'signature' ? { ...line, role: 'body' } : line)),
    form,
  );
  const fields = new Set(found.candidates.map(({ field }) => field));
  const location = fieldWithRole(form, 'location')?.key ?? '';
  return fields.size > FEWEST_FIELDS && fields.has(location) ? found : NOTHING_FOUND;
};

/** What the parts of one kind say; they are one text that a client cut in pieces. */
const readSource = (
  parts: readonly OfferPart[],
  source: OfferPart['source'],
  form: Form,
  context: OfferContext,
): Found => {
  const lines = parts.filter((part) => part.source === source).flatMap((part) => part.lines);
  const above = findFieldBlocks(lines, form);
  const found = above.candidates.length > 0 ? above : inSignature(lines, form);
  const groups = groupsOf(form, blocksOf(form, found, context));
  return { offers: groups.map((group, index) => offerOf(group, form, context, index === 0 ? found.extras : [])) };
};

/** Plain text shows struck words as if they stood. */
const hasStruck = (parts: readonly OfferPart[]): boolean =>
  parts.some(
    ({ source, lines }) => source === 'html' && lines.some(({ marks }) => marks.some(({ kind }) => kind === 'struck')),
  );

/** True where no other part could answer more. */
const isWhole = ({ offers }: Found, form: Form): boolean =>
  offers.length > 0 &&
  offers.every(({ answers }) => form.fields.every(({ key, required }) => !required || answers[key] !== undefined));

/**
 * The offers in a mail: one for each full block, one for a partial block, none where no label was found. Of plain text and HTML that
 * which answers more (where equal plain, but HTML if anything is struck out there); attached text only where neither has a label.
 */
export const readOffers = (parts: readonly OfferPart[], form: Form, context: OfferContext): readonly Offer[] => {
  const plain = readSource(parts, 'plain', form, context);
  const isDrawn = hasStruck(parts);
  if (isWhole(plain, form) && !isDrawn) return plain.offers;
  const html = readSource(parts, 'html', form, context);
  const surplus = answered(html) - answered(plain);
  const best = surplus > 0 || (surplus === 0 && isDrawn) || plain.offers.length === 0 ? html : plain;
  return best.offers.length > 0 ? best.offers : readSource(parts, 'attachment', form, context).offers;
};
