/**
 * Which of the places that read as labels are labels: the same words also stand in values, in prose and in signatures,
 * so a place is judged by what follows it and by what the rest of the mail has.
 */
import { readChoice } from './choice.ts';
import { type Fit, fitOf, isClosing } from './fit.ts';
import type { Labels } from './label.ts';
import { labelPlaces, type Place } from './label-place.ts';
import { isBlank, type Row } from './row.ts';

/** A label, the row it stands in, and where its value ends in that row. */
export type Spot = { readonly place: Place; readonly row: number; readonly end: number; readonly last: boolean };

type Judged = {
  readonly place: Place;
  readonly row: number;
  /** What follows it, to the next place or the row's end. */
  readonly words: string;
  readonly fit: Fit;
  readonly rowFields: number;
  readonly again: boolean;
};

type Context = {
  /** How many blank rows stand before each row. */
  readonly blanks: readonly number[];
  /** Fields with a fitting value anywhere. */
  readonly fitting: ReadonlySet<string>;
  /** Fields with a value that fits beside a label that can't be anything else. */
  readonly answered: ReadonlySet<string>;
  /** Fields that have such a label more than once. */
  readonly repeated: ReadonlySet<string>;
  /** Fields that have a label at the start of a row, spelt as it should be and well separated. */
  readonly certain: ReadonlySet<string>;
};

const others = (context: Context, key: string): number => context.certain.size - (context.certain.has(key) ? 1 : 0);

const isAtStart = (place: Place): boolean => place.at !== 'middle';

/** A label that was struck out, as with the whole of an old answer. */
const isStruck = ({ line, from, text }: Row, place: Place): boolean => {
  const start = from + place.start + text.slice(place.start).search(/[\p{L}\p{N}]/u);
  const end = start + place.label.length;
  return line.marks.some((mark) => mark.kind === 'struck' && mark.from <= start && mark.to >= end);
};

/** `Location (URL): Link`: the words of a link behind the label, which are a label of the same field. */
const isValueOf = (before: Place | undefined, place: Place, { text }: Row): boolean =>
  before?.field === place.field && !place.strong && text.slice(place.value).trim() === '';

const judge = (labels: Labels, row: Row, index: number): readonly Judged[] => {
  const places = labelPlaces(labels, row.text)
    .filter((place) => !isStruck(row, place))
    .filter((place, i, all) => !isValueOf(all[i - 1], place, row));
  if (places.length === 0) return [];
  const rowFields = new Set(places.map((place) => place.field.key)).size;
  const seen = new Set<string>();
  return places.map((place, i) => {
    const words = row.text.slice(place.value, places[i + 1]?.start ?? row.text.length);
    const how = fitOf(place.field.answer, words);
    const again = seen.has(place.field.key);
    if (how !== 'unfit') seen.add(place.field.key);
    return { place, row: index, words, fit: how, rowFields, again };
  });
};

/** `Dataset name:` on the row above, with nothing behind it: this row may be the name. */
const followsEmptyText = (judged: readonly Judged[], index: number, { blanks }: Context): boolean => {
  const one = judged[index];
  const before = judged[index - 1];
  return (
    one !== undefined &&
    before !== undefined &&
    one.row - before.row <= 1 + (blanks[one.row] ?? 0) - (blanks[before.row] ?? 0) &&
    before.fit === 'empty' &&
    before.place.field.answer === 'text' &&
    before.place.field !== one.place.field
  );
};

/** `Dataset name Tides of Bergen`: in a form without colons, whose other fields fit what follows them, and where nothing else is the name. */
const isNameWithoutColon = ({ place, words }: Judged, { fitting, certain }: Context): boolean =>
  fitting.size > WHOLE && !certain.has(place.field.key) && /^\s*["'“„]?[\p{Lu}\p{Lo}\p{N}]/u.test(words);

const exactAtStart = (judged: readonly Judged[], index: number, one: Judged, context: Context): boolean => {
  const { place } = one;
  const { key, answer } = place.field;
  const known = others(context, key);
  if (one.fit === 'unfit' && context.repeated.has(key) && followsEmptyText(judged, index, context)) return false;
  switch (place.separator) {
    case 'colon':
    case 'equals':
    case 'cell':
      return place.strong || one.fit !== 'unfit' || known >= 2;
    case 'question':
      return one.fit !== 'unfit' && (answer === 'choice' || place.strong);
    case 'dash':
    case 'gap':
      return place.strong ? one.fit !== 'unfit' || known >= 1 : one.fit !== 'unfit' && known >= 2;
    case 'end':
      return known >= (place.strong ? 1 : 2);
    case 'none':
      return place.strong && one.fit === 'fits' && (answer !== 'text' || isNameWithoutColon(one, context));
  }
};

const looseAtStart = (one: Judged, context: Context): boolean => {
  const { place } = one;
  const { key, answer } = place.field;
  if (context.answered.has(key) || place.separator === 'none') return false;
  if (one.fit === 'fits' && answer !== 'text' && place.separator !== 'end') return true;
  return others(context, key) >= (place.separator === 'end' ? 3 : 1);
};

/** A block whose line ends were lost has several fields in a row; a value that holds a label's words has no fitting answer behind it. */
const inMiddle = (one: Judged, context: Context): boolean => {
  const { place } = one;
  const { key, answer } = place.field;
  if (one.again) return false;
  if (!place.strong) return one.rowFields >= 3 && one.fit !== 'unfit';
  if (one.fit === 'unfit') {
    return !context.fitting.has(key) && one.rowFields >= 3;
  }
  if (one.fit === 'empty') return one.rowFields >= 2;
  return answer !== 'text' || one.rowFields >= 2 || (others(context, key) >= 2 && !context.answered.has(key));
};

/** `I agree` or `Einverstanden` alone in a row: an answer to the label above rather than a label. */
const isAnswerItself = ({ place }: Judged): boolean =>
  place.separator === 'end' &&
  !place.strong &&
  place.field.answer === 'choice' &&
  readChoice(place.label).kind === 'value';

const isLabel = (judged: readonly Judged[], index: number, one: Judged, context: Context): boolean => {
  if (isAnswerItself(one)) return false;
  if (!isAtStart(one.place)) return inMiddle(one, context);
  return one.place.sureness === 'exact' ? exactAtStart(judged, index, one, context) : looseAtStart(one, context);
};

const SEPARATED: ReadonlySet<string> = new Set(['colon', 'equals', 'cell', 'gap', 'end', 'dash']);

/** So many fields, each in words of the writer's own, are the form and no accident. */
const WHOLE = 4;

const contextOf = (rows: readonly Row[], judged: readonly Judged[]): Context => {
  const answered = new Set<string>();
  const certain = new Set<string>();
  const repeated = new Set<string>();
  const loose = new Set<string>();
  const fitting = new Set<string>();
  for (const { place, fit: how } of judged) {
    if (how === 'fits') fitting.add(place.field.key);
    if (!isAtStart(place) || !SEPARATED.has(place.separator)) continue;
    if (certain.has(place.field.key) || loose.has(place.field.key)) repeated.add(place.field.key);
    if (place.sureness !== 'exact' && (how !== 'fits' || place.field.answer === 'text')) {
      loose.add(place.field.key);
      continue;
    }
    certain.add(place.field.key);
    if (how === 'fits' && place.strong && place.sureness === 'exact') answered.add(place.field.key);
  }
  let count = 0;
  const blanks = rows.map((row) => (isBlank(row) ? count++ : count));
  const together = new Set([...certain, ...loose]);
  return { blanks, fitting, answered, repeated, certain: together.size >= WHOLE ? together : certain };
};

const isApart = ({ blanks }: Context, from: number, to: number): boolean => blanks[from] !== blanks[to];

/** Paragraphs (by the blank rows before them) that ask for a yes or no: nobody's card does. */
const askingParagraphs = (spots: readonly Judged[], { blanks }: Context): ReadonlySet<number | undefined> =>
  new Set(spots.filter((one) => one.place.field.answer === 'choice').map((one) => blanks[one.row]));

/**
 * Lines that look like fields below the end of a letter, or once more after a whole block, are somebody's card:
 * `Email: sales@shop.example`. Only labels that can't be anything else count there.
 */
const withoutCards = (rows: readonly Row[], spots: readonly Judged[], context: Context): readonly Judged[] => {
  const seen = new Map<string, { readonly row: number; readonly fit: Fit }>();
  let closed = false;
  let at = 0;
  const asking = askingParagraphs(spots, context);
  return spots.filter((one) => {
    for (; at < one.row; at += 1) closed ||= seen.size >= 2 && isClosing(rows[at]?.text ?? '');
    const { key } = one.place.field;
    const before = seen.get(key);
    const again =
      before !== undefined && before.fit === 'fits' && isApart(context, before.row, one.row) && seen.size >= 4;
    if (!one.place.strong && (context.answered.has(key) || ((closed || again) && !asking.has(context.blanks[one.row]))))
      return false;
    seen.set(key, { row: one.row, fit: one.fit });
    return true;
  });
};

/** The labels of a text in order. */
export const spotsIn = (labels: Labels, rows: readonly Row[]): readonly Spot[] => {
  const judged = rows.flatMap((row, index) =>
    row.line.role === 'body' || row.line.role === 'quoted' ? judge(labels, row, index) : [],
  );
  if (judged.length === 0) return [];
  const context = contextOf(rows, judged);
  const kept = withoutCards(
    rows,
    judged.filter((one, index) => isLabel(judged, index, one, context)),
    context,
  );
  return kept.map(({ place, row }, index) => {
    const next = kept[index + 1];
    const last = next === undefined || next.row !== row;
    return { place, row, end: last ? (rows[row]?.text.length ?? 0) : next.place.start, last };
  });
};
