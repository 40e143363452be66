/**
 * Tells apart what a person wrote in this very mail from what stands around it: quotes, signatures, disclaimers, banners.
 * Nothing is thrown away: each line gets a role, for people also answer inside a quote or below their signature.
 */
import * as boilerplate from './boilerplate.ts';
import { isPlain, type Line, type Mark, type ReadLine, type Role } from './lines.ts';
import { attributionAt, isRuler, isSeparator, quotedHeaderAt } from './quote-start.ts';

/** Enough of a line to know it by. */
const MAX_LOOKED_AT = 600;

/** Zero-width and bidi characters, which clients put around lines of right-to-left languages. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g;

const fold = (text: string): string => {
  const line = text.slice(0, MAX_LOOKED_AT);
  const spaced = isPlain(line)
    ? line
    : line
        .replace(INVISIBLE, '')
        .replace(/[\s\u00a0]+/g, ' ')
        .trim();
  return spaced.toLowerCase();
};

/** A phrase that a phone glued to the last word of the text (Samsung, Outlook for iOS): no blank before it. */
const GLUED =
  /(?<=[^\s-])(?:Sent from my (?:Galaxy|Samsung|iPhone|iPad|Android|phone|mobile)|Get Outlook for (?:iOS|Android)|-{4,10} ?Original message ?-{4,10})/i;

/** What it begins with, which is found several times as fast as what must not stand before it. */
const PHRASE = /sent from my|get outlook for|----/i;

const shifted = (marks: readonly Mark[], from: number, to: number): readonly Mark[] =>
  marks
    .filter((mark) => mark.from < to && mark.to > from)
    .map((mark) => ({ ...mark, from: Math.max(mark.from, from) - from, to: Math.min(mark.to, to) - from }));

/** Both halves keep the line's number: it is where a person would look. */
const unglue = (line: Line): readonly Line[] => {
  const at = line.depth === 0 && PHRASE.test(line.text) ? line.text.search(GLUED) : -1;
  if (at < 0) return [line];
  return [
    { ...line, text: line.text.slice(0, at), marks: shifted(line.marks, 0, at) },
    { ...line, text: line.text.slice(at), marks: shifted(line.marks, at, line.text.length) },
  ];
};

/** What the lines are until something else begins. */
type Mode = Exclude<Role, 'attribution'>;

/** A role for the next `count` lines, and what the lines after them are. */
type Step = { readonly role: Role; readonly count: number; readonly after: Mode };

type Reading = {
  /** Trimmed, in lower case; empty for quoted lines. */
  readonly folded: readonly string[];
  readonly lines: readonly Line[];
  /** Index of the next line that isn't blank, for each line; the count of lines where there is none. */
  readonly next: readonly number[];
  readonly lastQuoted: number;
};

const prepare = (lines: readonly Line[]): Reading => {
  const folded = lines.map((line) => (line.depth === 0 ? fold(line.text) : ''));
  const next: number[] = new Array(lines.length).fill(lines.length);
  for (let at = lines.length - 2; at >= 0; at--) {
    const blank = lines[at + 1]?.depth === 0 && folded[at + 1] === '';
    next[at] = blank ? (next[at + 1] ?? lines.length) : at + 1;
  }
  return { folded, lines, next, lastQuoted: lines.findLastIndex((line) => line.depth > 0) };
};

/** Below a start of quoted mail all is quoted, as Outlook leaves it, unless the quote is marked by itself. */
const quoteBelow = (reading: Reading, last: number): Mode =>
  (reading.lines[reading.next[last] ?? reading.lines.length]?.depth ?? 0) > 0 ? 'body' : 'quoted';

const quoteStart = (reading: Reading, at: number): Step | null => {
  const { folded } = reading;
  const line = folded[at] ?? '';
  const header = quotedHeaderAt(folded, at);
  if (header > 0) return { role: 'attribution', count: header, after: quoteBelow(reading, at + header - 1) };
  if (isSeparator(line)) return { role: 'attribution', count: 1, after: quoteBelow(reading, at) };
  const attribution = attributionAt(folded, at);
  // A client that marks its quotes marks them everywhere; one that doesn't leaves all of them below.
  return attribution > 0
    ? { role: 'attribution', count: attribution, after: reading.lastQuoted > at ? 'body' : 'quoted' }
    : null;
};

const armorHeader = (reading: Reading, at: number): number => {
  const blank = reading.folded.indexOf('', at);
  return (blank >= 0 && blank - at <= 5 ? blank : at) - at + 1;
};

/** `[EXTERNAL EMAIL] Dataset name: X`: a tag that a gateway put before the first line of the text. */
const FIELD_BEHIND_TAG = /^\s*\[[^\]]{1,40}\]\s*\p{Lu}[^:：\t]{1,48}[:：\t]/u;

/** Below its delimiter all is signature; above everything else, where some programs put it, only to the next blank line. */
const signatureAt = ({ folded }: Reading, at: number, first: boolean): Step => {
  const blank = first ? folded.indexOf('', at) : -1;
  return blank < 0
    ? { role: 'signature', count: 1, after: 'signature' }
    : { role: 'signature', count: blank - at, after: 'body' };
};

/** What begins at a line of depth 0 that isn't blank; null where nothing does. `first`: nothing was written before it. */
const startAt = (reading: Reading, at: number, first: boolean): Step | null => {
  const line = reading.folded[at] ?? '';
  const quote = quoteStart(reading, at);
  if (quote !== null) return quote;
  if (boilerplate.isSignatureDelimiter(line)) return signatureAt(reading, at, first);
  if (boilerplate.isAppSignature(line)) return { role: 'signature', count: 1, after: 'body' };
  if (boilerplate.isArmorStart(line)) return { role: 'signature', count: armorHeader(reading, at), after: 'body' };
  if (boilerplate.isArmorSignature(line)) return { role: 'signature', count: 1, after: 'signature' };
  if (boilerplate.startsDisclaimer(line)) return { role: 'disclaimer', count: 1, after: 'disclaimer' };
  if (first && boilerplate.isBanner(line) && !FIELD_BEHIND_TAG.test(reading.lines[at]?.text.slice(0, 120) ?? ''))
    return { role: 'banner', count: 1, after: 'banner' };
  return null;
};

/** A ruler belongs to what it opens: `____` above a quoted header, a disclaimer, a banner. By itself it is text. */
const rulerAt = (reading: Reading, at: number, first: boolean): Step | null => {
  const next = reading.next[at] ?? reading.lines.length;
  const below = isRuler(reading.folded[at] ?? '') ? startAt(reading, next, first) : null;
  if (below === null || below.role === 'signature') return null;
  return { ...below, count: next - at + below.count };
};

/** `Dataset name: X`, or a row of a table: nothing that a sentence goes on with. */
const FIELD = /^[^\p{L}\p{N}]{0,6}\p{Lu}[^:：\t]{1,48}(?:[:：]|\t)/u;

/** Whether the sentence of the line before goes on at `at`. */
const goesOn = ({ folded, lines }: Reading, at: number): boolean => {
  const before = folded[at - 1] ?? '';
  return before.length >= 50 && !/[.!?:;>)\]]$/.test(before) && !FIELD.test(lines[at]?.text.slice(0, 80) ?? '');
};

/** Whether a line still belongs to the disclaimer or banner before it. */
const stays = (reading: Reading, at: number, mode: Mode): boolean => {
  const line = reading.folded[at] ?? '';
  if (mode === 'disclaimer') return goesOn(reading, at) || boilerplate.continuesDisclaimer(line);
  if (mode === 'banner') return goesOn(reading, at) || isRuler(line) || boilerplate.isBanner(line);
  return true;
};

/** Below a start of quoted mail: older headers in it are told apart, so that their fields are no answers to ours. */
const quotedAt = (reading: Reading, at: number): Step => {
  const header = quotedHeaderAt(reading.folded, at);
  return header > 0
    ? { role: 'attribution', count: header, after: 'quoted' }
    : { role: 'quoted', count: 1, after: 'quoted' };
};

const stepAt = (reading: Reading, at: number, mode: Mode, first: boolean): Step => {
  const line = reading.folded[at] ?? '';
  if ((reading.lines[at]?.depth ?? 0) > 0)
    return { role: 'quoted', count: 1, after: mode === 'quoted' ? 'quoted' : 'body' };
  if (line === '') return { role: mode, count: 1, after: mode };
  if (mode === 'quoted') return quotedAt(reading, at);
  const start = mode === 'signature' ? quoteStart(reading, at) : startAt(reading, at, first);
  const found = start ?? rulerAt(reading, at, first);
  if (found !== null) return found;
  const role = stays(reading, at, mode) ? mode : 'body';
  return { role, count: 1, after: role };
};

// Field by field: a copy by `...` takes several times as long, and this is done for every line.
const withRole = ({ text, part, number, depth, marks }: Line, role: Role): ReadLine => ({
  text,
  part,
  number,
  depth,
  marks,
  role,
});

/**
 * Gives each line of one part its role. Linear; lines that a phone glued together come back as two, with the same number.
 */
export const readLines = (lines: readonly Line[]): readonly ReadLine[] => {
  const reading = prepare(lines.flatMap(unglue));
  const read: ReadLine[] = [];
  let mode: Mode = 'body';
  let first = true;
  while (read.length < reading.lines.length) {
    const step = stepAt(reading, read.length, mode, first);
    for (const line of reading.lines.slice(read.length, read.length + step.count)) read.push(withRole(line, step.role));
    mode = step.after;
    first &&= step.role === 'banner' || (reading.folded[read.length - 1] ?? '') === '';
  }
  return read;
};

const joined = (lines: readonly string[]): string =>
  lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/**
 * What the person wrote in this mail, blank lines collapsed to one; and all that was left out, quotes marked with `>`, for display.
 */
export const newText = (lines: readonly ReadLine[]): { readonly text: string; readonly elided: string } => {
  const body = lines.filter((line) => line.role === 'body').map((line) => line.text);
  const others = lines.filter((line) => line.role !== 'body');
  return {
    text: joined(body),
    elided: joined(others.map((line) => `${'>'.repeat(line.depth)}${line.depth > 0 ? ' ' : ''}${line.text}`)),
  };
};
