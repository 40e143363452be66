/**
 * Where labels stand in a row: at its start, at the start of a table cell, or (where line ends were lost) anywhere.
 */
import { turns } from './choice.ts';
import { type Folded, fold, visible } from './fold.ts';
import type { Field } from './form.ts';
import { type Label, type Labels, labelsBefore, labelsFrom, readLabel, type Sureness } from './label.ts';
import {
  type After,
  afterLabel,
  COLON,
  DASHES,
  isAlphanumeric,
  isColon,
  isSpace,
  LONGEST_BRACKET,
  MARK,
  type Separator,
  separatorAt,
} from './separator.ts';

export type Place = {
  readonly field: Field;
  readonly sureness: Sureness;
  readonly strong: boolean;
  readonly at: 'start' | 'cell' | 'middle';
  readonly separator: Separator;
  /** Offsets in the row's text: of the label with its bullet, and of the value. */
  readonly start: number;
  readonly value: number;
  /** The label as written. */
  readonly label: string;
};

const BULLET =
  /^(?:\[(?:external|extern|ext|caution|suspicious)[^\]]{0,30}\] ?)?[^\p{L}\p{N}]*(?:(?:(?:no|nr)?[0-9]{1,2} ?[.):\]-]+|q(?:uestion)? ?[0-9]{0,2} ?[.):\]-]+|[0-9]\ufe0f?\u20e3|[a-z][.)\]]|[ivx]{1,4}[.)\]]|o(?=\s))[^\p{L}\p{N}]*)?/iu;

/** No bullet, seen at once, as in nearly all lines: words, but for an `o` alone. */
const PLAIN_START = /(?![Qq]uestion)[A-Za-z]{5}|[A-Za-z]{2,4}[ ,:-]|[A-NP-Za-np-z] /y;

const startsPlain = (text: string, at: number): boolean => {
  PLAIN_START.lastIndex = at;
  return PLAIN_START.test(text);
};

/** Where the words of a cell that starts at `at` begin, past bullets, numbers, quote marks and bold. */
const pastBullet = (text: string, at: number): number =>
  startsPlain(text, at) ? at : at + (BULLET.exec(text.slice(at, at + 80))?.[0].length ?? 0);

/** Index in the folded text of the first letter at or after a source offset. */
const letterAt = (folded: Folded, offset: number, from: number): number => {
  let index = from;
  while (index < folded.at.length && (folded.at[index] ?? 0) < offset) index += 1;
  return index;
};

const endOf = (text: string, folded: Folded, index: number): number => {
  const last = folded.at[index - 1] ?? 0;
  let end = last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1);
  while (end < text.length && /\p{M}/u.test(text[end] ?? '')) end += 1;
  return end;
};

/** A label alone needs a separator; a weak one needs more than a space or the line's end. */
const isSeparated = (label: Label, after: After): boolean => label.strong || after.separator !== 'none';

const exactAtStart = (labels: Labels, text: string, folded: Folded, begin: number, index: number): Place | null => {
  const start = folded.at[index] ?? begin;
  for (const label of labelsFrom(labels, folded.text, index)) {
    const end = endOf(text, folded, index + label.letters.length);
    if (isAlphanumeric(text[end])) continue;
    // `Terms: agreed` is a label and its answer, though `Terms agreed` is a label, too.
    if (label.words.length > 1 && holdsColon(text, start, end)) continue;
    const after = afterLabel(text, end);
    if (!isSeparated(label, after)) continue;
    return {
      field: label.field,
      sureness: 'exact',
      strong: label.strong,
      at: 'start',
      start: begin,
      ...after,
      label: text.slice(start, labelEnd(text, after)).trim(),
    };
  }
  return null;
};

const holdsColon = (text: string, from: number, to: number): boolean => {
  const label = text.slice(from, to);
  return label.includes(':') || label.includes('：');
};

/** The end of the label as written, its decoration included, its separator not. */
const labelEnd = (text: string, after: After): number => {
  let end = after.value;
  while (end > 0 && (isSpace(text[end - 1]) || isColon(text[end - 1]) || '=-–—→>|?*_"”'.includes(text[end - 1] ?? '')))
    end -= 1;
  return end;
};

const LONGEST_LABEL = 120;
/** Without a colon behind it: longer is prose. */
const LONGEST_UNMARKED = 64;

/** Where any of what `pattern` finds stands. Most rows have none, which `search` sees at once. */
const placesOf = (pattern: RegExp, text: string): readonly number[] =>
  text.search(pattern) < 0 ? [] : [...text.matchAll(pattern)].map(({ index }) => index);

/** A label that isn't spelt as any alias: misspelt, or in other words. It needs a plain separator. */
const looseAtStart = (
  labels: Labels,
  text: string,
  folded: Folded,
  begin: number,
  words: number,
  cellEnd: number,
): Place | null => {
  const limit = Math.min(cellEnd, words + LONGEST_LABEL);
  const ends = placesOf(MARK, text.slice(words, limit + 1)).map((index) => words + index);
  if (cellEnd - words <= LONGEST_UNMARKED) ends.push(cellEnd);
  for (const i of ends) {
    const isDash = DASHES.includes(text[i] ?? ' ');
    const dash = isDash && isSpace(text[i - 1]) && (isSpace(text[i + 1]) || text[i + 1] === '>');
    if (isDash && !dash) continue;
    const written = text.slice(words, i);
    const bare = withoutBrackets(written);
    const letters = written === text ? folded.text : undefined;
    const read =
      readLabel(labels, written, letters) ??
      (bare === written ? null : readLabel(labels, bare)) ??
      readTwice(labels, written);
    if (read === null) {
      if (dash) continue;
      return null;
    }
    const after = separatorAt(text, i);
    return {
      field: read.field,
      sureness: read.sureness,
      strong: false,
      at: 'start',
      start: begin,
      ...after,
      label: written.trim(),
    };
  }
  return null;
};

/** `Dataset name / Nom du jeu de données`: a label in two languages, of which one is enough. */
const readTwice = (labels: Labels, written: string): ReturnType<typeof readLabel> => {
  const [one = '', other, ...more] = written.includes(' / ') ? written.split(' / ') : [];
  if (other === undefined || more.length > 0) return null;
  const [first, second] = [readLabel(labels, one), readLabel(labels, other)];
  const read = first ?? second;
  return read !== null && (first === null || second === null || first.field === second.field)
    ? { field: read.field, sureness: 'near' }
    : null;
};

const withoutBrackets = (text: string): string => {
  const open = text.indexOf('(');
  return open > 0 && text.includes(')', open) ? text.slice(0, open) + text.slice(text.lastIndexOf(')') + 1) : text;
};

const CHOSEN = /(?:^|[^\p{L}\p{N}])(?:yes|no|on)$/iu;

const isAscii = (character: string | undefined): boolean => (character ?? '') < '\u0080';

/** At the start of a word, or glued to the one before where case or script changes (`buoysI want`, `https://x/yMy email`). */
const startsWord = (text: string, start: number, label: Label): boolean => {
  const before = text[start - 1];
  if (!isAlphanumeric(before)) return true;
  if (CHOSEN.test(text.slice(Math.max(0, start - 4), start))) return true;
  const first = text[start] ?? '';
  if (label.strong && (label.letters.length >= 9 || isAscii(before) !== isAscii(first))) return true;
  return /\p{Lu}/u.test(first) && !/\p{Lu}/u.test(before ?? '');
};

/** Labels before the colons of the rest of a row. */
const inMiddle = (labels: Labels, text: string, folded: Folded, from: number): readonly Place[] => {
  const places: Place[] = [];
  let index = 0;
  let taken = from;
  for (const colon of placesOf(COLON, text)) {
    const before = index;
    index = letterAt(folded, colon, index);
    if (colon < from || index === before) continue;
    const place = middleAt(labels, text, folded, index, colon, taken);
    if (place === null) continue;
    places.push(place);
    taken = place.value;
  }
  return places;
};

const middleAt = (
  labels: Labels,
  text: string,
  folded: Folded,
  index: number,
  colon: number,
  taken: number,
): Place | null => {
  const undecorated = withoutDecoration(text, folded, index, colon);
  for (const end of undecorated === index ? [index] : [index, undecorated]) {
    const startOf = (label: Label): number => folded.at[end - label.letters.length] ?? 0;
    const label = labelsBefore(labels, folded.text, end).find(
      (one) => startOf(one) >= taken && startsWord(text, startOf(one), one),
    );
    if (label === undefined) continue;
    const start = startOf(label);
    const after = afterLabel(text, endOf(text, folded, end));
    if (after.separator !== 'colon' || after.value <= colon) continue;
    const written = `${turnedBefore(text.slice(taken, start))}${text.slice(start, colon)}`.trim();
    return {
      field: label.field,
      sureness: 'exact',
      strong: label.strong,
      at: 'middle',
      start,
      ...after,
      label: written,
    };
  }
  return null;
};

/** What stands before a label in its own clause, where it turns what the label says: `I do not` agree to the terms. */
const turnedBefore = (text: string): string => {
  const clause = SAYING.exec(text.slice(-LONGEST_LABEL))?.[0] ?? '';
  return turns(clause) ? clause : '';
};
/** From whoever says it to the label: what stands before that may be another field's value. */
const SAYING = /(?<![\p{L}\p{N}-])(?:I|we|ich|wir|je|nous|do not|don['’]?t|can ?not|can['’]t) [^.:;,?!\t|]*$/iu;

/** Index in the folded text before a bracket or `Yes/No` that ends at the colon. */
const withoutDecoration = (text: string, folded: Folded, index: number, colon: number): number => {
  const head = text.slice(Math.max(0, colon - LONGEST_BRACKET), colon).trimEnd();
  const open = head.endsWith(')') ? head.lastIndexOf('(') : head.endsWith(']') ? head.lastIndexOf('[') : -1;
  if (open >= 0) {
    const offset = Math.max(0, colon - LONGEST_BRACKET) + open;
    let end = index;
    while (end > 0 && (folded.at[end - 1] ?? 0) >= offset) end -= 1;
    return end;
  }
  return folded.text.startsWith('yesno', index - 5) ? index - 5 : index;
};

const cellStarts = (text: string): readonly number[] => {
  if (!text.includes('\t') && !text.includes('|')) return [0];
  const bars = visible(text).trimStart().startsWith('|') && text.indexOf('|') !== text.lastIndexOf('|');
  const starts = [0];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\t' || (bars && text[i] === '|')) starts.push(i + 1);
  }
  return starts;
};

const MOST_CELLS = 64;

/** Every place in a row's text that reads as a label, in order; which of them are labels is for the mail as a whole to say. */
export const labelPlaces = (labels: Labels, text: string): readonly Place[] => {
  const folded = fold(text);
  if (folded.text === '') return [];
  const starts = cellStarts(text).slice(0, MOST_CELLS);
  const places: Place[] = [];
  let taken = 0;
  starts.forEach((begin, cell) => {
    if (begin < taken - 1) return;
    const cellEnd = (starts[cell + 1] ?? text.length + 1) - 1;
    const place = atStart(labels, text, folded, begin, cellEnd);
    if (place === null) return;
    places.push(cell === 0 ? place : { ...place, at: 'cell' });
    taken = place.value;
  });
  const first = places[0];
  const rest = inMiddle(labels, text, folded, first === undefined || first.at === 'cell' ? 0 : first.value);
  if (rest.length === 0) return places;
  return [
    ...places,
    ...rest.filter((one) => places.every((place) => one.start >= place.value || one.value <= place.start)),
  ].sort((a, b) => a.start - b.start);
};

const atStart = (labels: Labels, text: string, folded: Folded, begin: number, cellEnd: number): Place | null => {
  const words = pastBullet(text, begin);
  for (const from of words === begin ? [begin] : [words, begin]) {
    const index = letterAt(folded, from, 0);
    if ((folded.at[index] ?? cellEnd) >= cellEnd) continue;
    const exact = exactAtStart(labels, text, folded, begin, index);
    if (exact !== null && exact.separator !== 'none') return exact;
    const loose = looseAtStart(labels, text, folded, begin, from, cellEnd);
    if (loose !== null) return loose;
    if (exact !== null) return exact;
  }
  return null;
};
