/**
 * One line without a label, as people write it below a question: which of the open fields it can be an answer to.
 */
import { type Answer, bareAnswer, isAnswer, type Problem } from '../form/answer.ts';
import { isPlainChoice } from '../form/choice.ts';
import type { Field } from '../form/form.ts';

/** The mark of a list in front of an answer: people number their answers as we put the questions. */
const LIST_MARK = /^(?:[-*•–]|\(?\d{1,2}[.)])\s+/;
/** One sentence after another in one line: `Yes, of course. When will you decide?` */
const SENTENCES = /(?<=[.!?])\s+/;
/** Two answers in one: `Yes to hosting, and yes to the terms`, `We would like you to host it and we accept the terms`. */
const CLAUSES = /(?<=[.!?])\s+|(?:,? (?:and|but|und|et|y)|[,;]) (?=(?:yes|no|we|i|please|ja|nein|ich|wir)\b)/i;
/** One answer to all that was asked. */
const FOR_ALL =
  /\b(?:both|all of (?:it|them|the above)|to all|each|everything|beides|les deux|ambos)\b|^\W*(?:yes\W+(?:and\W+)?yes|no\W+(?:and\W+)?no)\W*$/i;

/** A line or a piece of one, and the fields that it can be an answer to: none, one, or several that it doesn't tell apart. */
export type Said = { readonly line: string; readonly found: readonly Found[] };
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

/** An answer is short. */
const LONGEST_LINE = 1000;

const clearIn = (said: readonly Said[]): number =>
  new Set(
    said.flatMap(({ found: [only, ...others] }) => (others.length === 0 && only !== undefined ? [only.field] : [])),
  ).size;

/** A line as a whole, unless its sentences answer more: "Please host it. I agree to the terms." */
export const readLine = (fields: readonly Field[], written: string): readonly Said[] => {
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
