/**
 * Answers without a label, as people write them below a question: a URL, `Yes`, an address, a name. They count only for what is open, and
 * only where they can be for one question.
 */
import { type Answer, bareAnswer, conflict, isAnswer, type Problem, readCandidate } from '../form/answer.ts';
import type { Candidate } from '../form/field-block.ts';
import { type Field, type Form, fieldWithRole } from '../form/form.ts';
import type { Offer } from '../form/offer.ts';
import { datasetIdentity } from '../form/url.ts';
import { readLine, type Said } from './bare-line.ts';
import { refusedTerms } from './status.ts';
import type { Submission } from './submission.ts';
import { asksSomething, heartOf, saidIn } from './words.ts';

export type Bare = {
  readonly offers: readonly Offer[];
  readonly problems: readonly Problem[];
  /** What was written besides: for a person, if it asks something. */
  readonly rest: readonly string[];
};

/** What an answer without a label may be for. `consentAsked`: a mail of ours named the terms by version before. */
export const askedFor = (submission: Submission, form: Form, consentAsked: boolean): readonly Field[] =>
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

/** How an answer without a label was tied to its question, for `explain`. */
export type Tie = 'bare answer to the only such question' | 'below its question' | 'by the number of its question';
const ONLY: Tie = 'bare answer to the only such question';

const offerOf = (field: Field, answer: Answer, line: string, tie: Tie): Offer => ({
  answers: { [field.key]: answer },
  problems: [],
  provenance: { [field.key]: candidateOf(field, line, tie).provenance },
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
const settle = (field: Field, said: readonly Said[], rest: readonly string[], tie: Tie): Offer | Problem | null => {
  const readings = said.flatMap(({ line, found: [only] }) =>
    only?.field === field ? [{ line, reading: only.reading }] : [],
  );
  const doubt = readings.find(({ reading }) => !isAnswer(reading))?.reading;
  if (doubt !== undefined && !isAnswer(doubt)) return doubt;
  const [first, ...others] = readings.flatMap(({ line, reading }) => (isAnswer(reading) ? [{ line, reading }] : []));
  if (first === undefined || (field.role === 'consent' && rest.some((line) => PENDING.test(line)))) return null;
  const other = others.find(({ reading }) => !same(field, reading, first.reading));
  if (other !== undefined) return conflict(field, first.reading.value, other.reading.value);
  return withCondition(field, first.reading, first.line, rest) ?? offerOf(field, first.reading, first.line, tie);
};

/** Words that make a sentence of a line: then it isn't a name. */
const SENTENCE =
  /[?!;:]|\.$|https?:|\b(?:is|are|was|called|named|i|i'm|i'll|we|we'll|you|your|my|our|it|it's|please|sorry|see|not|tomorrow|later|soon)\b/i;
const MAX_NAME = 100;

/** Any words could be a name: so only one line that is no sentence. */
const textIn = (field: Field, lines: readonly string[], tie: Tie): Bare | null => {
  const [line, ...others] = lines;
  if (line === undefined || others.length > 0 || line.length > MAX_NAME || SENTENCE.test(line.trim())) return null;
  const reading = readCandidate(field, candidateOf(field, line.trim(), ''));
  return isAnswer(reading) ? { offers: [offerOf(field, reading, line.trim(), tie)], problems: [], rest: [] } : null;
};

/** A line by itself is the name only where nothing else is open. */
const nameIn = (asked: readonly Field[], lines: readonly string[]): Bare | null => {
  const [only, ...others] = asked;
  return only?.role === 'title' && others.length === 0 ? textIn(only, lines, ONLY) : null;
};

const read = (fields: readonly Field[], lines: readonly string[], tie: Tie): Bare => {
  const said = lines.flatMap((line) => readLine(fields, line));
  // What answers may ask something, too: "It is at https://... May I change the licence later?"
  const rest = said.filter(({ line, found }) => found.length === 0 || asksSomething([line])).map(({ line }) => line);
  const unclear = said.filter(({ found }) => found.length > 1);
  const clear = said.filter(({ found }) => found.length === 1);
  const settled = fields.flatMap((field) => settle(field, clear, rest, tie) ?? []);
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

/** What these lines say to the one question that they stand for; null where that is no answer to it. */
export const answerTo = (field: Field, lines: readonly string[], tie: Tie): Bare | null => {
  const said = heartOf(lines.join('\n'));
  const found = field.answer === 'text' ? textIn(field, said, tie) : read([field], said, tie);
  return found === null || found.offers.length + found.problems.length === 0 ? null : found;
};

/** A pasted report isn't searched for answers, which stand near the top. */
const MOST_LINES = 200;

/**
 * What the lines besides labelled fields answer of what was `asked`, up to the goodbye: below it stand the addresses of a signature. `name` is the
 * sender's, as displayed.
 */
export const bareAnswers = (lines: readonly string[], asked: readonly Field[], name: string): Bare => {
  const looked = lines.slice(0, MOST_LINES);
  const text = looked.join('\n');
  const named = nameIn(asked, saidIn(text, name));
  if (named !== null) return named;
  const heart = heartOf(text);
  const found = read(
    asked.filter((field) => field.answer !== 'text'),
    heart,
    ONLY,
  );
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
