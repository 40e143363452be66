/**
 * A yes or no that was ticked beside its label or in a table.
 */
import type { Spot } from './labelled.ts';
import { type Page, type Piece, textOf } from './page.ts';

/** `- [x] I agree to the terms`: the box before a label that has nothing behind it. */
export const boxBefore = (page: Page, spot: Spot): Piece | null => {
  if (spot.place.field.answer !== 'choice' || spot.place.at !== 'start') return null;
  const box = BOX_FIRST.exec(textOf(page, spot.row).slice(spot.place.start, spot.place.value));
  const from = spot.place.start + (box?.[1]?.length ?? 0);
  return box === null ? null : { row: spot.row, from, to: from + (box[2]?.length ?? 0) };
};
const BOX_FIRST = /^(\s*(?:[-*•+]\s*)?)(\[[ xX✓✔]?\]|\([ xX✓✔]\)|[☐☑☒✅])/u;

const TICK = /^(?:[xX✓✔☑✅]️?|\[[xX]\])$/u;
const YES = /^(?:yes|ja|oui|s[ií]|sim)$/i;
const NO = /^(?:no|nein|non|n[ãa]o)$/i;

/** In a table that has a column for yes and one for no: the word of the cell that was ticked. */
export const tickedColumn = (page: Page, spot: Spot, behind: string): string | null => {
  if (spot.place.field.answer !== 'choice' || !behind.includes('\t')) return null;
  const cells = behind.split('\t').map((cell) => cell.trim());
  const [yes = '', first = '', no = '', second = ''] = cells;
  if (cells.length >= 3 && cells.length <= 4 && YES.test(yes) && NO.test(no) && TICK.test(first) !== TICK.test(second))
    return TICK.test(first) ? yes : no;
  const ticked = cells.findIndex((cell) => TICK.test(cell));
  if (ticked < 0 || cells.some((cell, index) => cell !== '' && index !== ticked)) return null;
  for (let row = spot.row - 1; row >= Math.max(0, spot.row - MOST_TABLE_ROWS); row -= 1) {
    const heads = textOf(page, row)
      .split('\t')
      .map((cell) => cell.trim())
      .slice(-cells.length);
    if (heads.some((head) => YES.test(head)) && heads.some((head) => NO.test(head))) return heads[ticked] || null;
  }
  return null;
};
const MOST_TABLE_ROWS = 12;
