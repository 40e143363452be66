/**
 * From a label to the words that were meant as its value: behind it, in the next cell, or in the rows below,
 * wrapped or not.
 */
import type { Mark } from '../mail/lines.ts';
import { isPlainChoice, readChoice } from './choice.ts';
import { fitOf, isHollow } from './fit.ts';
import { clean } from './fold.ts';
import type { Spot } from './labelled.ts';
import {
  answerRow,
  depthOf,
  isBetweenLabels,
  isFieldLike,
  isFull,
  isStop,
  isToldBeside,
  nextFilled,
  type Page,
  type Piece,
  textOf,
  wholeRow,
} from './page.ts';
import { isBlank } from './row.ts';
import { boxBefore, tickedColumn } from './tick.ts';
import { further, join, LISTED_URL, MOST_ROWS } from './wrap.ts';

export type Words = {
  readonly raw: string;
  readonly rule: string;
  /** Indices of the rows that it was read from, the label's not among them unless the value stands there. */
  readonly rows: readonly number[];
  readonly struck: readonly string[];
  readonly bold: readonly string[];
  readonly links: readonly string[];
};

/** No value is longer; what is beyond is no answer to any field. */
const LONGEST = 4000;

const FEW_WORDS = 4;

/** Words that are an answer and no more: past a blank row, a sentence that holds one is prose. */
const isNothingElse = (answer: string, text: string): boolean =>
  answer === 'choice' ? isPlainChoice(text) : text.trim().split(/\s+/).length <= FEW_WORDS;

/** A value that holds a colon, alone between its label and the next one. */
const isTitle = (page: Page, index: number): boolean =>
  page.labelled.has(index + 1) && !isToldBeside(textOf(page, index));

/** Whether the row at `index` is the value of a label that has nothing behind it. */
const isValueBelow = (page: Page, spot: Spot, index: number, sameStyle: boolean): boolean => {
  const row = page.rows[index];
  if (row === undefined || isBlank(row) || isStop(page, index, depthOf(page, spot.row))) return false;
  const { answer } = spot.place.field;
  const near = index === spot.row + 1;
  const inside = row.line.depth < depthOf(page, spot.row);
  const words = row.text.slice(answerRow(page, index).from);
  if (answer !== 'text' && fitOf(answer, words) === 'fits')
    return (near && answer !== 'choice') || inside || isNothingElse(answer, words) || isBetweenLabels(page, index);
  if (answer !== 'text') return near && !inside && !isFieldLike(row.text) && isBetweenLabels(page, index);
  if (isFieldLike(row.text))
    return (
      (near || isBetweenLabels(page, index)) &&
      (sameStyle || isFull(textOf(page, spot.row), row.text) || isTitle(page, index))
    );
  return near || inside || isBetweenLabels(page, index);
};

const marked = (
  page: Page,
  pieces: readonly Piece[],
  kind: Mark['kind'],
): readonly { readonly text: string; readonly mark: Mark }[] =>
  pieces.flatMap(({ row: index, from, to }) => {
    const row = page.rows[index];
    if (row === undefined) return [];
    return row.line.marks
      .filter((mark) => mark.kind === kind && mark.from - row.from < to && mark.to - row.from > from)
      .map((mark) => ({
        mark,
        text: row.text.slice(Math.max(from, mark.from - row.from), Math.min(to, mark.to - row.from)),
      }));
  });

const wordsOf = (page: Page, spot: Spot, pieces: readonly Piece[], rule: string): Words => {
  const { answer } = spot.place.field;
  const texts = pieces.map(({ row, from, to }) => textOf(page, row).slice(from, to));
  return {
    raw: join(answer, texts).slice(0, LONGEST),
    rule: pieces.length > 1 ? `${rule}, wrapped` : rule,
    rows: pieces.map((piece) => piece.row),
    struck: marked(page, pieces, 'struck').map(({ text }) => text),
    bold: marked(page, pieces, 'bold').map(({ text }) => text),
    links: marked(page, pieces, 'link').flatMap(({ mark }) => (mark.kind === 'link' ? [mark.target] : [])),
  };
};

/** `Paper: https://...`, `Data: https://...`: rows of which each says what its address is. */
const listBelow = (page: Page, spot: Spot, index: number): readonly Piece[] => {
  const depth = depthOf(page, index);
  const pieces: Piece[] = [];
  for (let row = index; pieces.length < MOST_ROWS; row += 1) {
    if (isStop(page, row, depth) || !LISTED_URL.test(textOf(page, row).slice(0, 200))) break;
    pieces.push(wholeRow(page, row));
  }
  return spot.place.field.answer === 'url' && pieces.length > 1 ? pieces : [];
};

const below = (page: Page, spot: Spot, index: number, rule: string): Words => {
  const list = listBelow(page, spot, index);
  if (list.length > 0) return wordsOf(page, spot, list, `${rule}, list`);
  const first = answerRow(page, index);
  return wordsOf(page, spot, [first, ...further(page, spot, index, textOf(page, index))], rule);
};

const ruleBehind = (spot: Spot, alone: boolean): string => {
  if (spot.place.separator === 'cell') return 'table cell';
  return alone ? 'same line' : 'one line, split by labels';
};

/** An answer on the row below options left as they were, or below a quoted label: somebody answering in place. */
const answerInPlace = (page: Page, spot: Spot, behind: string): Words | null => {
  const next = nextFilled(page, spot.row);
  const row = page.rows[next];
  if (row === undefined || isBlank(row) || isStop(page, next, depthOf(page, spot.row))) return null;
  const { answer } = spot.place.field;
  const inside = row.line.depth < depthOf(page, spot.row);
  if (answer === 'choice') {
    if (!inside && readChoice(behind).kind !== 'untouched') return null;
    if (!inside && next > spot.row + 1 && !isPlainChoice(row.text) && !isBetweenLabels(page, next)) return null;
    const choice = readChoice(row.text).kind;
    // Below options left as they were, a sentence that holds an answer is a sentence: "Please confirm receipt."
    const isAnswer = choice === 'value' && (isPlainChoice(row.text) || isBetweenLabels(page, next));
    return isAnswer || choice === 'conditional' ? below(page, spot, next, 'answer below') : null;
  }
  return inside && answer !== 'text' && fitOf(answer, row.text) === 'fits'
    ? below(page, spot, next, 'answer below')
    : null;
};

/** In a table that has labels in one row and values in the next: the cell below. */
const cellBelow = (page: Page, spot: Spot): Words | null => {
  const cells = textOf(page, spot.row).split('\t');
  const values = textOf(page, spot.row + 1).split('\t');
  if (cells.length < 2 || cells.length !== values.length || page.labelled.has(spot.row + 1)) return null;
  const column = textOf(page, spot.row).slice(0, spot.place.value).split('\t').length - 1;
  const ends = textOf(page, spot.row)[spot.place.value - 1] === '\t' ? column - 1 : column;
  const from = values.slice(0, ends).reduce((sum, cell) => sum + cell.length + 1, 0);
  const piece = { row: spot.row + 1, from, to: from + (values[ends]?.length ?? 0) };
  return wordsOf(page, spot, [piece], 'table, cell below');
};

/**
 * What was written for a label, one or two readings of it: behind the label, and below it where somebody answered in place.
 * `alone`: no other label stands in the row. `sameStyle`: other labels of the mail have their values below, too.
 */
export const wordsFor = (page: Page, spot: Spot, alone: boolean, sameStyle: boolean): readonly Words[] => {
  const behind = textOf(page, spot.row).slice(spot.place.value, spot.end);
  const empty = isHollow(behind);
  const cell = empty && !alone ? cellBelow(page, spot) : null;
  if (cell !== null) return [cell];
  const first = { row: spot.row, from: spot.place.value, to: spot.end };
  if (empty) {
    const box = boxBefore(page, spot);
    if (box !== null) return [wordsOf(page, spot, [box], 'box before the label')];
    const next = nextFilled(page, spot.row);
    if (spot.last && isValueBelow(page, spot, next, sameStyle)) return [below(page, spot, next, 'next line')];
    return [wordsOf(page, spot, [first], ruleBehind(spot, alone))];
  }
  const rest = spot.last ? further(page, spot, spot.row, behind) : [];
  const column = spot.last ? tickedColumn(page, spot, behind) : null;
  if (column !== null) return [{ ...wordsOf(page, spot, [first], 'table, column'), raw: column }];
  const words = wordsOf(page, spot, [first, ...rest], ruleBehind(spot, alone));
  const inPlace = spot.last ? answerInPlace(page, spot, clean(behind)) : null;
  return inPlace === null ? [words] : [words, inPlace];
};
