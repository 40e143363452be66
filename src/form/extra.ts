/**
 * Lines beside the form's fields that look like fields, such as `License: CC BY 4.0`: kept for the reviewer.
 */
import { isClosing } from './fit.ts';
import { clean } from './fold.ts';
import { isBlank, type Row } from './row.ts';

/** A line that looks like a field but isn't one of the form's: kept for the reviewer. */
export type Extra = { readonly label: string; readonly value: string };

const LABEL = /^[^\p{L}\p{N}]{0,6}(\p{L}[\p{L}\p{N} '’/()._-]{1,40})[:：\t](?!\/\/)/u;
const MOST_WORDS = 5;
const MOST_EXTRAS = 20;
const LONGEST_VALUE = 500;

const extraOf = (text: string): Extra | null => {
  const match = LABEL.exec(text.slice(0, 64));
  if (match === null) return null;
  const label = clean(match[1] ?? '');
  const value = clean(text.slice(match[0].length, match[0].length + LONGEST_VALUE));
  return value === '' || label.split(' ').length > MOST_WORDS ? null : { label, value };
};

/** Extras in the rows between and directly beside the rows that fields were read from. */
export const extrasIn = (rows: readonly Row[], used: ReadonlySet<number>): readonly Extra[] => {
  const indices = [...used].sort((a, b) => a - b);
  const first = indices[0] ?? 0;
  const last = indices.at(-1) ?? -1;
  let from = first;
  while (from > 0 && !isBlank(rows[from - 1] as Row)) from -= 1;
  let to = last;
  while (rows[to + 1] !== undefined && !isBlank(rows[to + 1] as Row) && !isClosing(rows[to + 1]?.text ?? '')) to += 1;
  const extras: Extra[] = [];
  for (let index = from; index <= to && extras.length < MOST_EXTRAS; index += 1) {
    const row = rows[index] as Row;
    const extra = used.has(index) || row.line.role !== 'body' ? null : extraOf(row.text);
    if (extra !== null) extras.push(extra);
  }
  return extras;
};
