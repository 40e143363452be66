/**
 * A yes or a no, as people say it: a word, a sentence, a ticked box, the other option struck out.
 */
import {
  CONDITIONS,
  FOR_SELF,
  HESITATIONS,
  IDIOMS,
  NEGATIONS,
  NO_WORDS,
  POLITE,
  VERBS,
  YES_WORDS,
} from './choice-words.ts';
import { clean } from './fold.ts';

export type Choice =
  | { readonly kind: 'value'; readonly value: boolean }
  /** Nothing, or the options as the form had them. */
  | { readonly kind: 'untouched' }
  /** A yes, but under a condition. */
  | { readonly kind: 'conditional' }
  | { readonly kind: 'unclear' };

const UNTOUCHED: Choice = { kind: 'untouched' };
const UNCLEAR: Choice = { kind: 'unclear' };
const said = (value: boolean): Choice => ({ kind: 'value', value });

const folded = (text: string): string =>
  clean(text)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .normalize('NFC');

const PAIR = String.raw`(?:yes|y|ja|oui|si|sim|tak|hai|はい|是|да|evet|ano|kylla) ?(?:\/|\||\\|／|・| or | oder | ou | o | of | lub |或|、) ?(?:no|n|nein|non|nao|nie|nee|nej|いいえ|否|不|нет|hayir|ne|ei)`;
/** The options as a form prints them, first or last in the answer. */
const TEMPLATE_FIRST = new RegExp(String.raw`^[([{]? ?${PAIR} ?[)\]}]?(?![\p{L}\p{N}])[\s:：;=\-–—>→.,]*`, 'iu');
const TEMPLATE_LAST = new RegExp(String.raw`(?<![\p{L}\p{N}])[([{]? ?${PAIR} ?[)\]}]?[\s.]*$`, 'iu');

const TICKED = String.raw`\[ ?[xX✓✔*v] ?\]|\( ?[xX✓✔*v] ?\)|[☑☒✅✓✔🗹🗸]️?|<x>`;
const EMPTY = String.raw`\[[ _]{0,3}\]|\([ _]{0,3}\)|[☐□▢⬜❏]️?`;
const BOX = new RegExp(`(${TICKED})|(${EMPTY})`, 'gu');

type Box = { readonly ticked: boolean; readonly start: number; readonly end: number };

const boxesIn = (text: string): readonly Box[] =>
  [...text.matchAll(BOX)].map((match) => ({
    ticked: match[1] !== undefined,
    start: match.index,
    end: match.index + match[0].length,
  }));

/** The words that belong to each box: those after it, or those before it where the first box comes after words. */
const readBoxes = (text: string, boxes: readonly Box[]): Choice => {
  const before = text.slice(0, boxes[0]?.start).trim() !== '';
  const options = boxes.map((box, index) => ({
    ticked: box.ticked,
    words: before ? text.slice(boxes[index - 1]?.end ?? 0, box.start) : text.slice(box.end, boxes[index + 1]?.start),
  }));
  const ticked = options.filter((option) => option.ticked);
  if (ticked.length === 0) return boxes.length === 1 && options[0]?.words.trim() !== '' ? UNCLEAR : UNTOUCHED;
  if (ticked.length > 1) return UNCLEAR;
  const words = ticked[0]?.words.trim() ?? '';
  return words === '' ? (text.trim().length <= 4 ? said(true) : UNCLEAR) : inWords(words);
};

/** `~~Yes~~ No`, `-Yes-/No`: struck out in plain text. */
const PLAIN_STRUCK = /~~?[^~]{1,20}~~?|(?<![\p{L}\p{N}])-(?:yes|no)-(?![\p{L}\p{N}])/giu;
/** One option set off from the other by asterisks, underscores, brackets or arrows: `Yes/**No**`, `Yes/>No<`. */
const SET_OFF =
  /(?:\*{1,2}|_{1,2}|>{1,2}|\[|\()\s?(yes|no|ja|nein|oui|non|si|sim|nao)\s?(?:\*{1,2}|_{1,2}|<{1,2}|\]|\))/giu;

const without = (text: string, words: readonly string[]): string =>
  words.reduce((left, word) => (word.trim() === '' ? left : left.replace(word, ' ')), text);

const EDGES = /^[\s/|\\,;:：.()[\]{}*_~"'“”<>=\-–—→]+|[\s/|\\,;:：()[\]{}*_~"'“”<>=\-–—→]+$/gu;
/** Runs of edge characters longer than this are cut first: no answer has them. */
const trimEdges = (text: string): string => text.slice(0, 500).replace(EDGES, '');

const CAPITALS = /^\W*(?:(YES)\/no|yes\/(NO))\W*$/;

/** What is marked by drawing: struck out, or bold. Null where nothing is marked. */
const readMarks = (text: string, struck: readonly string[], bold: readonly string[]): Choice | null => {
  const plain = text.match(PLAIN_STRUCK) ?? [];
  if (struck.length > 0 || plain.length > 0) {
    const left = trimEdges(without(without(text, struck), plain));
    return left === '' ? UNTOUCHED : readChoice(left);
  }
  if (!isUntouched(text.replace(/[*_<>()[\]]/g, ''))) return null;
  const drawn = bold.map(trimEdges).filter((word) => word !== '' && !isUntouched(word));
  const setOff = [...text.matchAll(SET_OFF)].map((match) => match[1] ?? '');
  const [only, ...others] = drawn.length > 0 ? drawn : setOff;
  if (only !== undefined) return others.length === 0 ? inWords(only) : UNCLEAR;
  const capital = CAPITALS.exec(text);
  return capital === null ? null : UNCLEAR;
};

const isUntouched = (text: string): boolean => {
  const words = folded(text);
  const first = TEMPLATE_FIRST.exec(words);
  return first !== null && trimEdges(words.slice(first[0].length)) === '' && !words.includes('?');
};

/** Words without template: first the idioms that aren't what they seem, then doubt, condition, and what was said. */
const inWords = (text: string): Choice => {
  let words = ` ${folded(text)
    .replace(/[^\p{L}\p{N}'?]+/gu, ' ')
    .trim()} `;
  words = words.replace(IDIOMS, ',');
  if (words.search(HESITATIONS) >= 0) return UNCLEAR;
  return weigh(words);
};

const weigh = (words: string): Choice => {
  const list = words.split(' ').filter((word) => word !== '' && word !== ',');
  const [first] = list;
  if (first === undefined) return UNCLEAR;
  const bare = first.replaceAll('?', '');
  const question = words.includes('?');
  const opening = YES_WORDS.has(bare) ? true : NO_WORDS.has(bare) ? false : null;
  const rest = ` ${list.slice(1).join(' ')} `;
  const meant = opening ?? fromVerbs(words);
  if (meant === null || question) return UNCLEAR;
  if (meant && isConditional(words)) return { kind: 'conditional' };
  if (opening === null) return said(meant);
  return contradicts(opening, rest) ? UNCLEAR : said(opening);
};

const isConditional = (words: string): boolean => words.replace(POLITE, ' ').search(CONDITIONS) >= 0;

/** True if an answer speaks of a condition, whether it says yes or no. */
export const speaksOfCondition = (text: string): boolean =>
  isConditional(
    ` ${folded(text.slice(0, LONGEST))
      .replace(/[^\p{L}\p{N}'?]+/gu, ' ')
      .trim()} `,
  );

const isNegated = (words: readonly string[], at: number): boolean =>
  words.slice(Math.max(0, at - 4), at).some((word) => NEGATIONS.has(word)) || NEGATIONS.has(words[at + 1] ?? '');

/** What the verbs say (`I agree`, `we can't accept`); null where there are none, or where they disagree. */
const fromVerbs = (words: string): boolean | null => {
  if (words.search(FOR_SELF) >= 0) return false;
  const list = words.split(' ').filter((word) => word !== '');
  const meanings = new Set<boolean>();
  list.forEach((word, index) => {
    const verb = VERBS.get(word.replaceAll('?', ''));
    if (verb !== undefined) meanings.add(verb !== isNegated(list, index));
  });
  if (meanings.size === 0 && list.length <= 3 && list.includes('please')) return true;
  if (meanings.size === 0 && list.some((word) => NEGATIONS.has(word))) return list.length <= 4 ? false : null;
  return meanings.size === 1 ? meanings.has(true) : null;
};

/** An opening `Yes` followed by a no, or the other way round. What follows a `No` about who hosts is no contradiction. */
const contradicts = (opening: boolean, rest: string): boolean => {
  const words = rest.split(' ').filter((word) => word !== '');
  if (opening) return words.some((word) => NO_WORDS.has(word)) || fromVerbs(rest) === false;
  return words.some((word) => STRONG_YES.has(word)) || (fromVerbs(rest) === true && AGREEING.test(rest));
};

const STRONG_YES: ReadonlySet<string> = new Set(['yes', 'ja', 'oui', 'sim', 'tak']);
const AGREEING = / (?:agree|agreed|accept|accepted) /;

const LONGEST = 2000;

/** What nearly everybody writes, read without looking further. */
const PLAINLY: ReadonlyMap<string, Choice> = new Map([
  ['Yes', said(true)],
  ['yes', said(true)],
  ['No', said(false)],
  ['no', said(false)],
  ['Yes/No', UNTOUCHED],
]);

/**
 * What was chosen. `struck` and `bold` are words of the answer that were drawn so. Whether a condition matters
 * is for the caller to say.
 */
export const readChoice = (text: string, struck: readonly string[] = [], bold: readonly string[] = []): Choice => {
  const written = clean(text.slice(0, LONGEST));
  const plainly = struck.length === 0 && bold.length === 0 ? PLAINLY.get(written) : undefined;
  if (plainly !== undefined) return plainly;
  if (trimEdges(written) === '') return boxesIn(written).length > 0 ? readBoxes(written, boxesIn(written)) : UNTOUCHED;
  const boxes = boxesIn(written);
  if (boxes.length > 0 && (boxes.length > 1 || boxes[0]?.ticked)) return readBoxes(written, boxes);
  const marked = readMarks(written, struck, bold);
  if (marked !== null) return marked;
  const plain = folded(written);
  const answered = trimEdges(plain.replace(TEMPLATE_FIRST, ''));
  if (answered === '') return plain.includes('?') ? UNCLEAR : UNTOUCHED;
  if (answered === '?') return UNCLEAR;
  const rest = plain.replace(TEMPLATE_FIRST, '').replace(TEMPLATE_LAST, '');
  return trimEdges(rest) === '' ? UNTOUCHED : inWords(rest);
};
