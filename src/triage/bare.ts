/**
 * Answers without a label, as people write them below a question: a URL, `Yes`, an address, a name. They count only for what is open, and
 * only where they can be for one question.
 */
import { type Answer, bareAnswer, conflict, isAnswer, type Problem, readCandidate } from '../form/answer.ts';
import { isPlainChoice } from '../form/choice.ts';
import type { Candidate } from '../form/field-block.ts';
import { type Field, type Form, fieldWithRole } from '../form/form.ts';
import type { Offer } from '../form/offer.ts';
import { datasetIdentity } from '../form/url.ts';
import { refusedTerms } from './status.ts';
import type { Submission } from './submission.ts';
import { asksSomething, heartOf, saidIn } from './words.ts';

export type Bare = {
  readonly offers: readonly Offer[];
  readonly problems: readonly Problem[];
  /** What was written besides: for a person, if it asks something. */
  readonly rest: readonly string[];
};

/** What a bare answer may be for. `consentAsked`: a mail of ours named the terms by version before. */
const askedFor = (submission: Submission, form: Form, consentAsked: boolean): readonly Field[] =>
  form.fields.filter((field) => {
    const open = submission.problems.some((problem) => problem.field === field.key);
    return field.role === 'consent' ? consentAsked && (open || refusedTerms(submission)) : open;
  });

const candidateOf = (field: Field, line: string, rule: string): Candidate => ({
  field: field.key,
  provenance: { part: '', line: 0, quoted: false, raw: line, label: field.label, rule },
  role: 'body',
  block: 0,
  links: [],
  struck: [],
  bold: [],
  lines: [line],
});

const offerOf = (field: Field, answer: Answer, line: string): Offer => ({
  answers: { [field.key]: answer },
  problems: [],
  provenance: { [field.key]: candidateOf(field, line, 'bare answer to the only such question').provenance },
  candidates: [],
  extras: [],
  identity: field.role === 'location' && typeof answer.value === 'string' ? datasetIdentity(answer.value) : null,
  cutByForm: false,
});

const SHORT = 60;
const cut = (line: string): string => (line.length > SHORT ? `${line.slice(0, SHORT - 1)}…` : line);

const several = (fields: readonly Field[], line: string): readonly Problem[] =>
  fields.map((field) => ({
    field: field.key,
    code: 'ambiguous',
    message: `You wrote “${cut(line)}”, and we couldn't tell whether that is for ${field.noun} or for another question.`,
    found: line,
  }));

/** The mark of a list in front of an answer: people number their answers as we put the questions. */
const LIST_MARK = /^(?:[-*•–]|\(?\d{1,2}[.)])\s+/;
/** One sentence after another in one line: `Yes, of course. When will you decide?` */
const SENTENCES = /(?<=[.!?])\s+/;
/** Two answers in one: `Yes to hosting, and yes to the terms`, `We would like you to host it and we accept the terms`. */
const CLAUSES = /(?<=[.!?])\s+|(?:,? (?:and|but|und|et|y)|[,;]) (?=(?:yes|no|we|i|please|ja|nein|ich|wir)\b)/i;
/** One answer to all that was asked. */
const FOR_ALL =
  /\b(?:both|all of (?:it|them|the above)|to all|each|everything|beides|les deux|ambos)\b|^\W*(?:yes\W+(?:and\W+)?yes|no\W+(?:and\W+)?no)\W*$/i;

type Said = { readonly line: string; readonly found: readonly Found[] };
type Found = { readonly field: Field; readonly reading: Answer | Problem };

/** What a sentence speaks of, where it says so: "we host it ourselves" is no answer about the terms. */
const SUBJECTS: Readonly<Record<string, RegExp>> = {
  hosting: /host/i,
  consent: /\bterms?\b|\bagree|\baccept|\bconsent|\blicen[cs]/i,
};

const speaksOf = (field: Field, line: string): boolean => {
  if (field.answer !== 'choice') return true;
  const spoken = Object.entries(SUBJECTS).flatMap(([role, words]) => (words.test(line) ? [role] : []));
  return spoken.length === 0 || spoken.includes(field.role ?? '');
};

/** What an answer to the question says besides yes or no. */
const ANSWERING: Readonly<Record<string, RegExp>> = {
  hosting: /host/i,
  consent: /\b(?:dis)?agree|\baccept|\bconsent|\bapprov/i,
};
/** Of a mail that is only received, or of what is still to come. */
const NOT_YET =
  /\b(?:will|shall|later|tomorrow|soon|next week|first|let me|let us|ask|check|wait|time|got|received|mail|e-?mail|letter|message)\b|['’]ll\b/i;

/** "Yes, I got your mail" begins with a yes and agrees to nothing: without a label, only words about the question are an answer to it. */
const isToThePoint = (field: Field, line: string): boolean =>
  isPlainChoice(line) || ((ANSWERING[field.role ?? ''] ?? /(?!)/).test(line) && !NOT_YET.test(line));

const foundIn = (fields: readonly Field[], line: string): readonly Found[] =>
  fields.flatMap((field) => {
    const reading = speaksOf(field, line) ? bareAnswer(field, line) : null;
    if (reading === null) return [];
    const isBeside = field.answer === 'choice' && isAnswer(reading) && !isToThePoint(field, line);
    return isBeside ? [] : [{ field, reading }];
  });

/** An answer is short and stands near the top: a pasted report isn't searched for one. */
const LONGEST_LINE = 1000;
const MOST_LINES = 200;

const clearIn = (said: readonly Said[]): number =>
  new Set(
    said.flatMap(({ found: [only, ...others] }) => (others.length === 0 && only !== undefined ? [only.field] : [])),
  ).size;

/** A line as a whole, unless its sentences answer more: "Please host it. I agree to the terms." */
const readLine = (fields: readonly Field[], written: string): readonly Said[] => {
  const line = written.trim().replace(LIST_MARK, '');
  if (line.length > LONGEST_LINE) return [{ line, found: [] }];
  const whole: readonly Said[] = [{ line, found: foundIn(fields, line) }];
  const all = whole[0]?.found ?? [];
  if (
    FOR_ALL.test(line) &&
    all.length > 1 &&
    all.every(({ field, reading }) => field.answer === 'choice' && isAnswer(reading))
  )
    return all.map((one) => ({ line, found: [one] }));
  const inPieces = (ends: RegExp): readonly Said[] =>
    line.split(ends).map((piece) => ({ line: piece, found: foundIn(fields, piece) }));
  const sentences = inPieces(SENTENCES);
  if (clearIn(sentences) > clearIn(whole)) return sentences;
  // Only where each is an answer: "Yes, I got your mail" is one sentence that begins with a yes.
  const clauses = inPieces(CLAUSES);
  return clauses.every(({ found }) => found.length === 1) && clearIn(clauses) > clearIn(whole) ? clauses : whole;
};

/** How a condition begins, or what it is usually about. Other words for conditions also stand in courtesies. */
const CONDITION =
  /^(?:but|only|if|provided|providing|as long as|so long as|unless|except|however|on condition|under the condition|subject to)\b|non-?commercial|research (?:use )?only|commercial use|not be used/i;
const OFFERS_HELP = /\b(?:let (?:me|us) know|feel free|hesitate|any(?:thing)? (?:else|more|questions?))\b/i;

/** What is still to be decided: "OK. I'll ask my boss" agrees to nothing yet. */
const PENDING =
  /\b(?:need to|have to|must|let me|let us|will|i['’]ll|we['’]ll|going to) (?:first |still |just )?(?:ask|check|discuss|talk|consult|read|think|clarify|get back)\b/i;

/** A "Yes" to the terms with a condition in the next sentence is no plain yes. */
const withCondition = (field: Field, answer: Answer, line: string, rest: readonly string[]): Problem | null => {
  if (field.role !== 'consent' || answer.value !== true) return null;
  const condition = rest.find((one) => CONDITION.test(one.trim()) && !OFFERS_HELP.test(one) && !one.includes('?'));
  const whole = condition === undefined ? null : bareAnswer(field, `${line} ${condition.trim()}`);
  return whole === null || isAnswer(whole) ? null : whole;
};

const same = (field: Field, one: Answer, other: Answer): boolean =>
  field.role === 'location'
    ? datasetIdentity(String(one.value)) === datasetIdentity(String(other.value))
    : one.value === other.value;

/** The answers to one question must agree; where they don't, both are named. */
const settle = (field: Field, said: readonly Said[], rest: readonly string[]): Offer | Problem | null => {
  const readings = said.flatMap(({ line, found: [only] }) =>
    only?.field === field ? [{ line, reading: only.reading }] : [],
  );
  const doubt = readings.find(({ reading }) => !isAnswer(reading))?.reading;
  if (doubt !== undefined && !isAnswer(doubt)) return doubt;
  const [first, ...others] = readings.flatMap(({ line, reading }) => (isAnswer(reading) ? [{ line, reading }] : []));
  if (first === undefined || (field.role === 'consent' && rest.some((line) => PENDING.test(line)))) return null;
  const other = others.find(({ reading }) => !same(field, reading, first.reading));
  if (other !== undefined) return conflict(field, first.reading.value, other.reading.value);
  return withCondition(field, first.reading, first.line, rest) ?? offerOf(field, first.reading, first.line);
};

/** Words that make a sentence of a line: then it isn't a name. */
const SENTENCE =
  /[?!;:]|\.$|https?:|\b(?:is|are|was|called|named|i|i'm|i'll|we|we'll|you|your|my|our|it|it's|please|sorry|see|not|tomorrow|later|soon)\b/i;
const MAX_NAME = 100;

/** Any words could be a name: so only one line, where nothing but the name is open, that is no sentence. */
const nameIn = (submission: Submission, form: Form, lines: readonly string[]): Bare | null => {
  const title = fieldWithRole(form, 'title');
  const [line, ...others] = lines;
  const [problem, ...problems] = submission.problems;
  if (title === undefined || problem?.field !== title.key || problems.length > 0) return null;
  if (line === undefined || others.length > 0 || line.length > MAX_NAME || SENTENCE.test(line.trim())) return null;
  const reading = readCandidate(title, candidateOf(title, line.trim(), 'bare'));
  return isAnswer(reading) ? { offers: [offerOf(title, reading, line.trim())], problems: [], rest: [] } : null;
};

const read = (fields: readonly Field[], lines: readonly string[]): Bare => {
  const said = lines.flatMap((line) => readLine(fields, line));
  // What answers may ask something, too: "It is at https://... May I change the licence later?"
  const rest = said.filter(({ line, found }) => found.length === 0 || asksSomething([line])).map(({ line }) => line);
  const unclear = said.filter(({ found }) => found.length > 1);
  const clear = said.filter(({ found }) => found.length === 1);
  const settled = fields.flatMap((field) => settle(field, clear, rest) ?? []);
  return {
    offers: settled.flatMap((one) => ('answers' in one ? [one] : [])),
    problems: [
      ...settled.flatMap((one) => ('answers' in one ? [] : [one])),
      ...unclear.slice(0, 1).flatMap(({ line, found }) =>
        several(
          found.map(({ field }) => field),
          line,
        ),
      ),
    ],
    rest,
  };
};

/**
 * What the lines besides labelled fields answer, up to the goodbye: below it stand the addresses of a signature. `name` is the sender's,
 * as displayed.
 */
export const bareAnswers = (
  lines: readonly string[],
  submission: Submission,
  form: Form,
  consentAsked: boolean,
  name: string,
): Bare => {
  const looked = lines.slice(0, MOST_LINES);
  const text = looked.join('\n');
  const named = nameIn(submission, form, saidIn(text, name));
  if (named !== null) return named;
  const fields = askedFor(submission, form, consentAsked).filter((field) => field.answer !== 'text');
  const heart = heartOf(text);
  const found = read(fields, heart);
  // A question may stand below the goodbye, too.
  const below = lines.slice(lines.lastIndexOf(heart.at(-1) ?? '', MOST_LINES) + 1);
  return { ...found, rest: [...found.rest, ...below] };
};

/** Identities of datasets whose location stands bare in a text: the store is asked for others who offered the same. */
export const bareIdentities = (text: string, form: Form): readonly string[] => {
  const location = fieldWithRole(form, 'location');
  if (location === undefined) return [];
  const found = heartOf(text)
    .slice(0, MOST_LINES)
    .flatMap((line) => readLine([location], line));
  return found.flatMap(({ found: [first] }) =>
    first !== undefined && isAnswer(first.reading) ? [datasetIdentity(String(first.reading.value))] : [],
  );
};
