/**
 * Where quoted mail starts: `On ... wrote:`, quoted headers, separators. Each function looks at a few lines and tells how many it takes.
 */
import { ATTRIBUTION_STARTS, QUOTED_FIELDS, type QuotedField, SEPARATORS, WROTE } from './quote-words.ts';

const byLength = (words: readonly string[]): readonly string[] => [...words].sort((a, b) => b.length - a.length);
const anyOf = (words: readonly string[]): string =>
  byLength(words)
    .map((word) => word.replace(/[.()]/g, '\\$&'))
    .join('|');

const FIELD_OF: ReadonlyMap<string, QuotedField> = new Map(
  (Object.keys(QUOTED_FIELDS) as QuotedField[]).flatMap((field) =>
    QUOTED_FIELDS[field].map((label) => [label, field] as const),
  ),
);

const STARTS = new RegExp(
  `^(?:${anyOf(ATTRIBUTION_STARTS)})(?![\\p{L}\\p{N}])|^\\p{L}{2,12}[.,]* ?\\d|^\\d{1,4}[-./年년 ]`,
  'u',
);
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const spaced = anyOf(WROTE.filter((verb) => !CJK.test(verb)));
const VERB = new RegExp(`(?<!\\p{L})(?:${spaced})(?!\\p{L})|${anyOf(WROTE.filter((verb) => CJK.test(verb)))}`, 'u');
const VERB_LAST = new RegExp(`(?<!\\p{L})(?:${spaced})\\s?[:：]$`, 'u');
const SENDER = /[<(][^<>()\s@]{1,64}@[^<>()\s]{1,255}[>)]/u;
const TIME = /\d[:.h]\d\d/;
/** `2026-06-02 10:00 GMT+02:00 Ann <ann@example.org>:` has no verb. */
const DATED_SENDER = /\d.{0,80}<[^<>\s@]{1,64}@[^<>\s]{1,255}>(?:\)|>)?\s?[:：]$/u;

/** Whether a sentence that ends in a colon says who wrote what follows, and when or from where. `dated`: it starts like a date. */
const isAttribution = (sentence: string, dated: boolean): boolean => {
  if (DATED_SENDER.test(sentence)) return true;
  if (!VERB.test(sentence)) return false;
  return SENDER.test(sentence) || (dated && /\d/.test(sentence) && (TIME.test(sentence) || VERB_LAST.test(sentence)));
};

const MAX_ATTRIBUTION_LINES = 4;
const MAX_ATTRIBUTION = 400;

/**
 * How many lines from `at` an attribution takes; 0 if there is none. Clients wrap it, so up to four are joined; it must hold a date or
 * an address, for people write "On balance, Ann wrote:" too. `lines` are folded: trimmed, in lower case.
 */
export const attributionAt = (lines: readonly string[], at: number): number => {
  const first = lines[at] ?? '';
  if (first === '') return 0;
  const dated = STARTS.test(first);
  if (!dated && !first.includes('@')) return 0;
  let joined = '';
  for (let count = 1; count <= MAX_ATTRIBUTION_LINES; count++) {
    const line = lines[at + count - 1] ?? '';
    joined = joined === '' ? line : `${joined} ${line}`;
    if (line === '' || joined.length > MAX_ATTRIBUTION) return 0;
    if (/[:：]$/.test(line)) return isAttribution(joined, dated) ? count : 0;
  }
  return 0;
};

const RULER = /^[-_=*–—]{3,}$/;
/** A line of nothing but dashes, underscores or stars. */
export const isRuler = (line: string): boolean => RULER.test(line);

const SEPARATOR = new RegExp(
  `^(?:[-_=>*–—]{2,} ?)(?:${anyOf(SEPARATORS)})(?![\\p{L}])|^(?:${anyOf(SEPARATORS)})\\s?[:：]$`,
  'u',
);

/** Whether a line says that another mail follows: `-----Original Message-----`, `Begin forwarded message:`. */
export const isSeparator = (line: string): boolean => SEPARATOR.test(line);

const fieldOf = (line: string): QuotedField | null => {
  const colon = line.search(/[:：]/);
  if (colon < 1 || colon > 40) return null;
  const field = FIELD_OF.get(line.slice(0, colon).replaceAll('*', '').trim()) ?? null;
  // A date has a digit; otherwise it is the field of some form.
  return field === 'date' && !/[\p{N}]/u.test(line.slice(colon)) ? null : field;
};

const MAX_HEADER_LINES = 16;
/** Blank or wrapped lines between two labels: recipients may go on over several lines. */
const MAX_BETWEEN = 3;

/**
 * How many lines from `at` the quoted header of another mail takes; 0 if there is none. One label alone says nothing, for forms have
 * fields called From or Date too: it takes a coherent set, three of From, Date, To, Subject with the first two among them.
 */
export const quotedHeaderAt = (lines: readonly string[], at: number): number => {
  if (fieldOf(lines[at] ?? '') === null) return 0;
  const seen = new Set<QuotedField>();
  let count = 0;
  for (let i = 0; i < MAX_HEADER_LINES && i - count <= MAX_BETWEEN; i++) {
    const line = lines[at + i];
    const field = line === undefined ? null : fieldOf(line);
    if (field === null) continue;
    seen.add(field);
    count = i + 1;
  }
  return seen.size >= 3 && seen.has('from') && seen.has('date') ? count : 0;
};
