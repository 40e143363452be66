/**
 * From a label to the words that were meant as its value: behind it, in the next cell, or in the rows below,
 * wrapped or not.
 */
import type { Mark } from '../mail/lines.ts';
import { isPlainChoice, readChoice, speaksOfCondition } from './choice.ts';
import { fitOf, isClosing, isHollow } from './fit.ts';
import { clean } from './fold.ts';
import type { Spot } from './labelled.ts';
import { isBlank, type Row } from './row.ts';

/** A stretch of a row. */
type Piece = { readonly row: number; readonly from: number; readonly to: number };

export type Words = {
  readonly raw: string;
  readonly rule: string;
  /** Indices of the rows that it was read from, the label's not among them unless the value stands there. */
  readonly rows: readonly number[];
  readonly struck: readonly string[];
  readonly bold: readonly string[];
  readonly links: readonly string[];
};

/** The rows of a text and which of them begin with a label. */
export type Page = { readonly rows: readonly Row[]; readonly labelled: ReadonlySet<number> };

/** No value is longer; what is beyond is no answer to any field. */
const LONGEST = 4000;
const MOST_BLANK = 3;

const textOf = (page: Page, index: number): string => page.rows[index]?.text ?? '';
const depthOf = (page: Page, index: number): number => page.rows[index]?.line.depth ?? 0;

const RULER = /^\s*[-=_*~#]{3,}\s*$/;

/** True where a row can't go on with a value: it has a label, or isn't the writer's text, or is a ruler. */
const isStop = (page: Page, index: number, depth: number): boolean => {
  const row = page.rows[index];
  if (row === undefined || page.labelled.has(index)) return true;
  if (row.line.role !== 'body' && row.line.role !== 'quoted') return true;
  return row.line.depth > depth || RULER.test(row.text.slice(0, 200)) || isClosing(row.text);
};

const FIELD_LIKE = /^[^\p{L}\p{N}]{0,6}\p{L}[\p{L}\p{N} '’/()._-]{0,40}[:：=](?!\/\/)\s/u;
const isFieldLike = (text: string): boolean => FIELD_LIKE.test(text.slice(0, 60));

const BULLETED = /^\s*(?:[-*•·▪◦‣+]|\d{1,2}[.)])\s/;

/** Where mail programs break lines: at most 78 columns (RFC 5322 2.1.1), often 72; a row shorter than this was ended on purpose. */
const NARROWEST_WRAP = 62;

const isFull = (text: string, next: string): boolean => {
  const word = next.trimStart().split(' ', 1)[0] ?? '';
  return text.trimEnd().length + 1 + word.length > NARROWEST_WRAP;
};

const isIndented = (text: string, before: string): boolean =>
  /^(?: {2,}|\t)\S/.test(text) && !/^(?: {2,}|\t)/.test(before);

/** What words don't have and the rest of a URL does: its signs, a digit, a dot within. */
const URL_SIGN = /[=&?_%#~0-9]|[^/]\/|\/[^/]|[a-z0-9]\.[a-z0-9]/i;
const URL_LEFT_OPEN = /[/=&?_%-]$/;

/** A row that can only be the rest of a URL: no spaces, no scheme of its own, and something that words don't have, or a wrap before it. */
const isUrlRest = (page: Page, index: number, before: string, raw: string): boolean => {
  const text = textOf(page, index).trim();
  if (text === '' || /\s/.test(text) || /^(?:<?https?:|[([{*])|[:：]$/i.test(text)) return false;
  const head = before.trimEnd();
  if (!/https?:\/\/[^\s<>]*$/i.test(raw.trimEnd().slice(-2000))) return false;
  const isWrap = isFull(head, text);
  if (text.startsWith('/') && head.endsWith('/')) return isWrap;
  if (/[^!-~]/.test(text)) return isWrap && !/[：]/.test(text);
  if (URL_SIGN.test(text)) return true;
  const isWithin = page.labelled.has(index + 1) && /^[a-z]/.test(text);
  if (URL_LEFT_OPEN.test(head) || /[a-z0-9]-[a-z0-9]/i.test(text)) return isWrap || isWithin;
  return head.length >= NARROWEST_WRAP && /^[a-z]{1,24}$/.test(text) && isWithin;
};

const LEFT_OPEN =
  /(?:[,;]|\b(?:but|if|only|provided|that|unless|as long as|and|or|for|the|we|to|not|aber|wenn|mais|pero|ma))$/i;
const BOXED = /^\s*(?:\[[ xX_]?\]|\([ xX_]?\)|[☐☑☒✓✔])/;

const CONDITION_FIRST =
  /^\W*(?:but|only|except|excluding|provided|providing|unless|subject to|as long as|if|however|apart from|on condition|aber|nur|sofern|falls|mais|sauf|pero|solo|siempre que)\b/i;

/** A remark on the answer above it: in brackets, behind an asterisk that stands there too, or what it depends on. */
const isProviso = (text: string, raw: string): boolean => {
  if (/^\s*\*/.test(text) && raw.trimEnd().endsWith('*')) return true;
  return (/^\s*[([]/.test(text) || CONDITION_FIRST.test(text)) && !text.includes('?') && speaksOfCondition(text);
};

/** A link's target below its title, as Gmail's text has it. */
const TARGET_ALONE = /^\s*<https?:\/\/[^\s<>]+>\s*$/i;

/** True if the row at `index` goes on with a value whose words so far are `raw` and whose last row is the one before. */
const goesOn = (page: Page, spot: Spot, index: number, raw: string): boolean => {
  const depth = depthOf(page, index - 1);
  const row = page.rows[index];
  if (row === undefined || isBlank(row) || isStop(page, index, depth) || row.line.depth !== depth) return false;
  const before = textOf(page, index - 1);
  const { answer } = spot.place.field;
  if (answer === 'url')
    return (
      isUrlRest(page, index, before, raw) ||
      (/<https?:[^<>]*$/i.test(raw) && !/\s/.test(row.text.trim())) ||
      (TARGET_ALONE.test(row.text) && !/https?:/i.test(raw))
    );
  if (answer === 'address')
    return (
      (/@\S*[.-]$/.test(raw.trimEnd()) && /^[a-z0-9.-]+$/i.test(row.text.trim())) ||
      (fitOf('address', raw) !== 'fits' && fitOf('address', row.text) === 'fits' && !isFieldLike(row.text))
    );
  if (isFieldLike(row.text)) return false;
  if (answer === 'choice')
    return (
      (BOXED.test(row.text) && /[[(☐☑☒✓✔]/.test(raw)) ||
      LEFT_OPEN.test(raw.trimEnd()) ||
      isFull(before, row.text) ||
      isProviso(row.text, raw)
    );
  return !BULLETED.test(row.text) && (isFull(before, row.text) || isIndented(row.text, before));
};

const MOST_ROWS = 6;

/** Pieces of the value's further rows, beginning after the row `last`. */
const further = (page: Page, spot: Spot, last: number, raw: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let words = raw;
  for (let index = last + 1; pieces.length < MOST_ROWS && goesOn(page, spot, index, words); index += 1) {
    const text = textOf(page, index);
    pieces.push({ row: index, from: 0, to: text.length });
    words = spot.place.field.answer === 'url' ? words.trimEnd() + text.trim() : `${words} ${text}`;
  }
  return pieces;
};

const nextFilled = (page: Page, index: number): number => {
  let next = index + 1;
  while (next <= index + MOST_BLANK && page.rows[next] !== undefined && isBlank(page.rows[next] as Row)) next += 1;
  return next;
};

/** True if the rows from `index` on are followed, past blank ones, by a label: the words between two labels are a value. */
const isBetweenLabels = (page: Page, index: number): boolean => {
  let next = index + 1;
  while (
    next <= index + 2 &&
    page.rows[next] !== undefined &&
    !isBlank(page.rows[next] as Row) &&
    !page.labelled.has(next)
  )
    next += 1;
  return page.labelled.has(nextFilled(page, next - 1));
};

const FEW_WORDS = 4;

/** Words that are an answer and no more: past a blank row, a sentence that holds one is prose. */
const isNothingElse = (answer: string, text: string): boolean =>
  answer === 'choice' ? isPlainChoice(text) : text.trim().split(/\s+/).length <= FEW_WORDS;

/** Whether the row at `index` is the value of a label that has nothing behind it. */
const isValueBelow = (page: Page, spot: Spot, index: number, sameStyle: boolean): boolean => {
  const row = page.rows[index];
  if (row === undefined || isBlank(row) || isStop(page, index, depthOf(page, spot.row))) return false;
  const { answer } = spot.place.field;
  const near = index === spot.row + 1;
  const inside = row.line.depth < depthOf(page, spot.row);
  if (answer !== 'text' && fitOf(answer, row.text) === 'fits')
    return near || inside || isNothingElse(answer, row.text) || isBetweenLabels(page, index);
  if (answer !== 'text') return near && !inside && !isFieldLike(row.text) && isBetweenLabels(page, index);
  if (isFieldLike(row.text))
    return (near || isBetweenLabels(page, index)) && (sameStyle || isFull(textOf(page, spot.row), row.text));
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

/** A wrap in the middle of a URL leaves nothing between its pieces; other wraps stood for a space. */
const join = (answer: string, texts: readonly string[]): string =>
  texts
    .map((text) => text.replace(/\s?\|[\s\u200b-\u200f\u202a-\u202e\ufeff]*$/, '').trim())
    .reduce((joined, text) => `${joined}${isTorn(answer, joined, text) ? '' : ' '}${text}`);

/** A wrap within a URL, or behind the dot of an address. */
const isTorn = (answer: string, joined: string, text: string): boolean =>
  answer === 'url'
    ? !LISTED_URL.test(text) && !TARGET_ALONE.test(text)
    : answer === 'address' && /@\S*[.-]$/.test(joined);

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

const wholeRow = (page: Page, row: number): Piece => ({ row, from: 0, to: textOf(page, row).length });

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
const LISTED_URL = /^[^\p{L}]{0,6}\p{L}[\p{L}\p{N} /()-]{0,40}[:：–-] *<?https?:/iu;

const below = (page: Page, spot: Spot, index: number, rule: string): Words => {
  const list = listBelow(page, spot, index);
  if (list.length > 0) return wordsOf(page, spot, list, `${rule}, list`);
  const text = textOf(page, index);
  const first = wholeRow(page, index);
  return wordsOf(page, spot, [first, ...further(page, spot, index, text)], rule);
};

/** `- [x] I agree to the terms`: the box before a label that has nothing behind it. */
const boxBefore = (page: Page, spot: Spot): Piece | null => {
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
const tickedColumn = (page: Page, spot: Spot, behind: string): string | null => {
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
    return choice === 'value' || choice === 'conditional' ? below(page, spot, next, 'answer below') : null;
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
