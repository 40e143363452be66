/**
 * Rows in which a label was wrapped within itself (`I agree to the terms for` / `contribution: Yes`), made one.
 */
import type { ReadLine } from '../mail/lines.ts';
import { fold } from './fold.ts';
import { isLabelStart, type Labels } from './label.ts';
import { labelPlaces } from './label-place.ts';
import type { Row } from './row.ts';

const SHORTEST = 8;
const LONGEST = 80;

/** What stands behind a label that is whole. */
const SEPARATED = /[:：\t|=?]/;

const isCut = (labels: Labels, { text }: Row, next: Row): boolean => {
  if (text.length > LONGEST || text.length < SHORTEST) return false;
  if (SEPARATED.test(text) || !SEPARATED.test(next.text)) return false;
  const letters = fold(text).text;
  return letters.length >= SHORTEST && isLabelStart(labels, letters);
};

const joined = (row: Row, next: Row): Row => {
  const head = `${row.text.trimEnd()} `;
  const lead = next.text.length - next.text.trimStart().length;
  const shift = (by: number) => (mark: ReadLine['marks'][number]) => ({
    ...mark,
    from: mark.from + by,
    to: mark.to + by,
  });
  const text = head + next.text.slice(lead);
  const marks = [
    ...row.line.marks.map(shift(-row.from)),
    ...next.line.marks.map(shift(head.length - lead - next.from)),
  ];
  return { line: { ...row.line, text, marks }, from: 0, text };
};

/** The row and its next as one, where a label that can't be anything else runs over both, with a separator behind its end. */
const wholeOf = (labels: Labels, row: Row, next: Row | undefined): Row | null => {
  if (next === undefined || row.line.depth !== next.line.depth || !isCut(labels, row, next)) return null;
  const one = joined(row, next);
  const place = labelPlaces(labels, one.text)[0];
  if (place?.sureness !== 'exact' || !place.strong || place.at !== 'start') return null;
  const isSeparated = place.separator !== 'none' && place.separator !== 'end';
  return isSeparated && place.value > row.text.trimEnd().length + 1 ? one : null;
};

/** The rows, each label whole. */
export const withWholeLabels = (labels: Labels, rows: readonly Row[]): readonly Row[] => {
  const whole: Row[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as Row;
    const one = wholeOf(labels, row, rows[index + 1]);
    whole.push(one ?? row);
    if (one !== null) index += 1;
  }
  return whole;
};
