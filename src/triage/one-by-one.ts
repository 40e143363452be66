/**
 * Answers that name their question by its place: they stand below it in the letter of ours that is quoted, or have its number.
 */
import { fold } from '../form/fold.ts';
import type { Field } from '../form/form.ts';
import { type Insertion, insertionsBy } from '../mail/insertions.ts';
import { answerTo, type Bare } from './bare.ts';
import type { Reading } from './decision.ts';
import type { OwnWords } from './ownwords.ts';
import { heartOf } from './words.ts';

/** What was answered one by one, and the lines in which. */
export type OneByOne = Omit<Bare, 'rest'> & { readonly lines: readonly string[] };

const NOTHING: OneByOne = { offers: [], problems: [], lines: [] };

/** A line that asks something besides, or answers nothing, is left to who reads the rest. */
const answersBelow = (field: Field, lines: readonly string[]): OneByOne => {
  const found = answerTo(field, lines, 'below its question');
  if (found === null) return NOTHING;
  const { offers, problems, rest } = found;
  return { offers, problems, lines: lines.filter((line) => !rest.includes(line.trim())) };
};

const together = (parts: readonly OneByOne[]): OneByOne => ({
  offers: parts.flatMap(({ offers }) => offers),
  problems: parts.flatMap(({ problems }) => problems),
  lines: parts.flatMap(({ lines }) => lines),
});

/**
 * Where a client marks no quotes, only we can tell what was written into our letter: lines that it doesn't have. A line of it may have been
 * wrapped anew.
 */
const insertedInto = (letter: readonly string[], own: OwnWords): readonly Insertion[] =>
  insertionsBy(
    letter.map((text) => ({ text })),
    ({ text }, above) => (own.begins(text) || own.holds(`${above.at(-1) ?? ''}${text}`) ? 'quote' : 'writer'),
  );

const folded = (text: string): string => fold(text).text;

/** The one field that the last of these lines name, if they are a question of ours: it begins with the first line that names any. */
const fieldAskedIn = (lines: readonly string[], own: OwnWords, asked: readonly Field[]): Field | null => {
  for (let from = lines.length - 1; from >= 0; from -= 1) {
    const question = lines.slice(from).join(' ');
    const named = asked.filter(({ noun }) => folded(question).includes(folded(noun)));
    const [only] = named;
    if (only !== undefined) return named.length === 1 && own.holds(question) ? only : null;
  }
  return null;
};

/** What stands below the questions of a letter of ours. Only for what is open; the question must be there as we sent it. */
const belowQuestions = (insertions: readonly Insertion[], own: OwnWords, asked: readonly Field[]): OneByOne =>
  together(
    insertions.map(({ above, below }) => {
      const field = fieldAskedIn(above, own, asked);
      return field === null ? NOTHING : answersBelow(field, below);
    }),
  );

const NUMBERED = /^\s*\(?(\d)\s?[.):]\s*(?=\S)/;

/** As many numbered lines as there are questions, in their order, each an answer to the one of its number. */
const byNumber = (lines: readonly string[], asked: readonly Field[]): OneByOne => {
  const said = heartOf(lines.join('\n'));
  if (said.length < 2 || said.length !== asked.length) return NOTHING;
  const isInOrder = said.every((line, at) => NUMBERED.exec(line)?.[1] === String(at + 1));
  if (!isInOrder) return NOTHING;
  const parts = asked.map((field, at): OneByOne | null => {
    const line = said[at] ?? '';
    const found = answerTo(field, [line.replace(NUMBERED, '')], 'by the number of its question');
    return found && { offers: found.offers, problems: found.problems, lines: found.rest.length > 0 ? [] : [line] };
  });
  return parts.includes(null) ? NOTHING : together(parts.flatMap((part) => part ?? []));
};

/**
 * What a mail answers one by one to the questions `asked`, in the form's order. `lines` are what its writer wrote besides labelled fields.
 */
export const answersOneByOne = (
  { insertions, elided }: Pick<Reading, 'insertions' | 'elided'>,
  lines: readonly string[],
  own: OwnWords,
  asked: readonly Field[],
): OneByOne => {
  if (asked.length === 0) return NOTHING;
  const unmarked = elided.split('\n').filter((line) => !line.startsWith('>'));
  const below = belowQuestions([...insertions, ...insertedInto(unmarked, own)], own, asked);
  return below.offers.length + below.problems.length > 0 ? below : byNumber(lines, asked);
};
