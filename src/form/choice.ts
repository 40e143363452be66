/**
 * A yes or a no, as people say it: a word, a sentence, a ticked box, the other option struck out.
 */
import { type Drawn, readDrawn, trimEdges } from './choice-drawn.ts';
import {
  AGREEING,
  BESIDES,
  CONDITIONS,
  COURTESIES,
  FOR_SELF,
  HESITATIONS,
  IDIOMS,
  NEGATIONS,
  NEGATIONS_BEHIND,
  NO_WORDS,
  NOT_AGREED_YET,
  NOT_REFUSED,
  POLITE,
  REFUSED,
  THAT_IS_ALL,
  TURNING,
  UNSPACED_CONDITIONS,
  VERBS,
  WILLING,
  YES_ELSEWHERE,
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
    // Not the voicing marks of Japanese, which make other letters.
    .replace(/(?![\u3099\u309a])\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .normalize('NFC');

const PAIR = String.raw`(?:yes|y|ja|oui|si|sim|tak|hai|はい|是|да|evet|ano|kylla) ?(?:\/|\||\\|／|・| or | oder | ou | o | of | lub |或|、) ?(?:no|n|nein|non|nao|nie|nee|nej|いいえ|否|不|нет|hayir|ne|ei)`;
/** The options as a form prints them, first or last in the answer. */
const TEMPLATE_FIRST = new RegExp(String.raw`^[([{]? ?${PAIR} ?[)\]}]?(?![\p{L}\p{N}])[\s:：;=\-–—>→.,]*`, 'iu');
const TEMPLATE_LAST = new RegExp(String.raw`(?<![\p{L}\p{N}])[([{]? ?${PAIR} ?[)\]}]?[\s.]*$`, 'iu');

const isUntouched = (text: string): boolean => {
  const words = folded(text);
  const first = TEMPLATE_FIRST.exec(words);
  return first !== null && trimEdges(words.slice(first[0].length)) === '' && !words.includes('?');
};

/** Folded, one space between words and at each end. Numbers of versions, as of licences, answer nothing. */
const spaced = (text: string): string =>
  ` ${folded(text)
    .replace(/\p{N}+(?:[.-]\p{N}+)+/gu, ' ')
    .replace(/[^\p{L}\p{N}'?]+/gu, ' ')
    .replace(/(?<= |^)'+([^ ']+)'+(?= |$)/g, '$1')
    .trim()} `;

/** A no that begins as a yes does. */
const EMPHATIC =
  / (?:certainly not|absolutely not|definitely not|surely not|naturlich nicht|claro que no|por supuesto que no|desde luego que no|certo che no|com certeza nao) (?=$|thanks |thank you )/;

/** Words without template: first the idioms that aren't what they seem, then doubt, condition, and what was said. */
const inWords = (text: string): Choice => {
  const written = spaced(text).replace(EMPHATIC, ' no ');
  const words = written.replace(IDIOMS, ',').replace(COURTESIES, (courtesy, at) => (at === 1 ? ',' : courtesy));
  if (words.search(HESITATIONS) >= 0) return UNCLEAR;
  if (/^[ ,]*$/.test(words)) return written.search(WILLING) >= 0 ? said(true) : UNCLEAR;
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

const isConditional = (words: string): boolean =>
  words.replace(POLITE, ' ').search(CONDITIONS) >= 0 || UNSPACED_CONDITIONS.test(words);

/** True if an answer speaks of a condition, whether it says yes or no. */
export const speaksOfCondition = (text: string): boolean => isConditional(spaced(text.slice(0, LONGEST)));

/** True for a label that somebody changed, such as `I do not agree to the terms`. */
export const turns = (label: string): boolean =>
  MAY_TURN.test(label) && spaced(label.slice(0, LONGEST).replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')).search(TURNING) >= 0;
/** Letters without which no word of `TURNING` is there: nearly all labels are as the form has them. */
const MAY_TURN = /not|n['’]t|dont|cant|wont|never|disagree|refuse|part|most|some|nicht|kein|pas/i;

const isNegated = (words: readonly string[], at: number): boolean =>
  words.slice(Math.max(0, at - 4), at).some((word) => NEGATIONS.has(word) && word !== 'no') ||
  words.slice(Math.max(0, at - 2), at).includes('no') ||
  NEGATIONS_BEHIND.has(words[at + 1] ?? '');

/** `I don't want you to host it`: the wish decides, and what is wished for says nothing of its own. */
const isWished = (words: readonly string[], at: number): boolean =>
  words[at] === 'host' && words[at - 1] === 'to' && words.slice(0, at).some((word) => WISHES.has(word));
const WISHES: ReadonlySet<string> = new Set(['want', 'like', 'love', 'wish', 'need']);

const wordsIn = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

/** What the verbs say (`I agree`, `we can't accept`); null where there are none, or where they disagree. */
const verbsIn = (words: string): boolean | null => {
  if (words.search(FOR_SELF) >= 0) return false;
  const list = wordsIn(words);
  const meanings = new Set<boolean>();
  list.forEach((word, index) => {
    const verb = VERBS.get(word.replaceAll('?', ''));
    if (verb !== undefined && !isWished(list, index)) meanings.add(verb !== isNegated(list, index));
  });
  return meanings.size === 1 ? meanings.has(true) : null;
};

/** What an answer says that begins with neither yes nor no: by its verbs, or as short as `not really` and `please`. */
const fromVerbs = (words: string): boolean | null => {
  const said = verbsIn(words);
  const list = wordsIn(words);
  if (said !== null || list.some((word) => VERBS.has(word))) return said;
  const negated = list.some((word) => NO_WORDS.has(word) || NEGATIONS.has(word));
  if (list.length <= 3 && list.includes('please')) return !negated;
  return list.length <= 4 && list.some((word) => NEGATIONS.has(word)) ? false : null;
};

/** A no that stands for itself: that of `no personal data` belongs to its noun, and an `n` or `0` to something else. */
const isRefusal = (words: readonly string[], at: number): boolean => {
  const word = words[at] ?? '';
  const next = words[at + 1];
  return word === 'no' ? next === undefined || REFUSED.has(next) : NO_WORDS.has(word) && !/^[n0]$/.test(word);
};

/** An opening `Yes` followed by a no, or the other way round. What follows a `No` about who hosts is no contradiction. */
const contradicts = (opening: boolean, rest: string): boolean => {
  const words = wordsIn(rest);
  if (!opening) return words.some((word) => STRONG_YES.has(word)) || (verbsIn(rest) === true && AGREED.test(rest));
  if (words.some((_, at) => isRefusal(words, at)) || verbsIn(rest) === false) return true;
  return words.length <= 2 && words.some((word) => NEGATIONS.has(word));
};

const STRONG_YES: ReadonlySet<string> = new Set(['yes', 'ja', 'oui', 'sim', 'tak']);
const AGREED = / (?:agree|agreed|accept|accepted) /;

const LONGEST = 2000;

const QUESTION_BEHIND =
  /^([^?]{1,40}?)\s*[.!,;–—-]\s+(?:(?:and|but|so) )?(?:what|how|when|where|who|why|can|could|will|would|do|does|is|are|shall|should|may)\b[^?]*\?/i;

/** What was answered before a question of the writer's own, as in `Yes. How do I upload it?`; null where there is none. */
export const beforeQuestion = (text: string): string | null =>
  QUESTION_BEHIND.exec(text.slice(0, LONGEST))?.[1] ?? null;

/** What nearly everybody writes, read without looking further. */
const PLAINLY: ReadonlyMap<string, Choice> = new Map([
  ['Yes', said(true)],
  ['yes', said(true)],
  ['No', said(false)],
  ['no', said(false)],
  ['Yes/No', UNTOUCHED],
  // Each means something else where more follows: `Ya está alojado`, `Так как...`.
  ...['Ya', 'ya', 'Có', 'có', 'Так', 'так'].map((word) => [word, said(true)] as const),
  ...['👍', '✔', '✅'].map((sign) => [sign, said(true)] as const),
  ...['👎', '❌', '✗', '✘', '✖'].map((sign) => [sign, said(false)] as const),
]);

/** The words of an answer but for its idioms and courtesies. */
const answerWords = (text: string): readonly string[] => wordsIn(text.replace(IDIOMS, ' ').replace(POLITE, ' '));

const isOfAnswers = (word: string): boolean =>
  [YES_WORDS, NO_WORDS, VERBS, NEGATIONS, BESIDES].some((known) => known.has(word));

/** True for words that are an answer and nothing besides, such as `Yes please` or `I do not agree`. */
export const isPlainChoice = (text: string): boolean => {
  const all = spaced(text.slice(0, LONGEST));
  if (THAT_IS_ALL.test(all)) return false;
  const list = answerWords(all);
  return readChoice(text).kind === 'value' && (list.every(isOfAnswers) || list.length <= 1);
};

/** True where something stands beside a yes or no, as in `Yes, with attribution`: worth a look, whatever was understood. */
export const saysMore = (text: string): boolean => !answerWords(spaced(text.slice(0, LONGEST))).every(isOfAnswers);

/**
 * A yes or no to the terms, which is a record that others rely on: words that only wish, praise or plan agree to nothing, and a no for
 * now refuses nothing.
 */
export const readConsent = (text: string, struck: readonly string[] = [], bold: readonly string[] = []): Choice => {
  const choice = readChoice(text, struck, bold);
  if (choice.kind !== 'value' || PLAINLY.has(clean(text))) return choice;
  const head = text.slice(0, LONGEST);
  if (!choice.value) return NOT_REFUSED.test(head) ? UNCLEAR : choice;
  return agrees(spaced(head)) && !NOT_AGREED_YET.test(head) ? choice : UNCLEAR;
};

/** A tick has no words; `I do` has no others. */
const agrees = (written: string): boolean => {
  const list = wordsIn(written.replaceAll('?', ' '));
  if (list.every((word) => !/\p{L}{2}/u.test(word)) || (list.length <= 3 && list.includes('do'))) return true;
  const others = written.replace(COURTESIES, ' ').trim().split(' ').length > 1;
  const isYes = (word: string): boolean => YES_WORDS.has(word) && !(others && YES_ELSEWHERE.has(word));
  return (
    written.search(WILLING) >= 0 || list.some((word) => isYes(word) || AGREEING.has(word) || UNSPACED_YES.test(word))
  );
};
const UNSPACED_YES = /同意|はい|承諾|了承|동의|예/;

const inDrawn = (drawn: Drawn): Choice => {
  switch (drawn.kind) {
    case 'words':
      return readChoice(drawn.words);
    case 'tick':
      return said(true);
    case 'nothing':
      return UNTOUCHED;
    case 'several':
      return UNCLEAR;
  }
};

/**
 * What was chosen. `struck` and `bold` are words of the answer that were drawn so. Whether a condition matters
 * is for the caller to say.
 */
export const readChoice = (text: string, struck: readonly string[] = [], bold: readonly string[] = []): Choice => {
  const head = text.slice(0, LONGEST);
  const written = clean(head);
  const plainly = struck.length === 0 && bold.length === 0 ? PLAINLY.get(written) : undefined;
  if (plainly !== undefined) return plainly;
  const drawn = readDrawn(head, struck, bold, isUntouched);
  if (drawn !== null) return inDrawn(drawn);
  if (trimEdges(written) === '') return UNTOUCHED;
  const plain = folded(written);
  const answered = plain.replace(TEMPLATE_FIRST, '');
  if (trimEdges(answered) === '') return plain.includes('?') ? UNCLEAR : UNTOUCHED;
  if (trimEdges(answered) === '?') return UNCLEAR;
  // `Yes/No? Yes`: the question is the form's.
  const rest = answered.replace(/^\?\s+/, '').replace(TEMPLATE_LAST, '');
  return trimEdges(rest) === '' ? UNTOUCHED : inWords(rest);
};
