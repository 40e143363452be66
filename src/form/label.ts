/**
 * A label as written -> the field it means: by its letters, by its letters but for a slip, or by its words.
 */
import { distance } from 'fastest-levenshtein';
import { fold, foldWords, isAscii } from './fold.ts';
import type { Field, Form } from './form.ts';

export type Label = {
  readonly field: Field;
  /** Folded. */
  readonly letters: string;
  readonly words: readonly string[];
  /** Distinct enough to be believed in the middle of a line or without a colon; `URL` or `Name` alone aren't. */
  readonly strong: boolean;
};

/** How sure a reading of a label is: the very letters, a small misspelling, or the words' meaning. */
export type Sureness = 'exact' | 'near' | 'meaning';

type Node = { readonly next: Map<number, Node>; label: Label | null };
type Meaning = {
  readonly field: Field;
  readonly needed: readonly ReadonlySet<string>[];
  readonly allowed: ReadonlySet<string>;
};

/** A form's labels, made ready for looking up. */
export type Labels = {
  readonly form: Form;
  readonly forward: Node;
  readonly backward: Node;
  readonly byLetters: ReadonlyMap<string, Label>;
  /** By the first letter, which people rarely get wrong, then by a number of letters: `[16]` has the labels of 12 to 20. */
  readonly byInitial: ReadonlyMap<string, readonly (readonly Label[])[]>;
  readonly meanings: readonly Meaning[];
  readonly fillers: ReadonlySet<string>;
  /** Words without which no meaning is met, and all that may stand beside them. */
  readonly keywords: ReadonlySet<string>;
  readonly vocabulary: ReadonlySet<string>;
};

const IDEOGRAPHIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** One word of a Latin script may be anybody's; so may two ideographs. */
const isStrong = (label: string, letters: string, words: readonly string[]): boolean =>
  IDEOGRAPHIC.test(label) ? [...letters].length >= 4 : words.length >= 2 && letters.length >= 7;

const node = (): Node => ({ next: new Map(), label: null });

const plant = (root: Node, letters: string, label: Label): void => {
  let at = root;
  for (let i = 0; i < letters.length; i += 1) {
    const code = letters.charCodeAt(i);
    let next = at.next.get(code);
    if (next === undefined) {
      next = node();
      at.next.set(code, next);
    }
    at = next;
  }
  at.label ??= label;
};

const reversed = (text: string): string => {
  let out = '';
  for (let i = text.length - 1; i >= 0; i -= 1) out += text[i];
  return out;
};

const meaningOf = (field: Field, written: string): Meaning => {
  const groups = written.split(' ').filter((group) => group !== '');
  const wordsIn = (group: string) => new Set(group.split('|').map((word) => fold(word).text));
  const needed = groups.filter((group) => !group.endsWith('?')).map(wordsIn);
  const allowed = groups.flatMap((group) => [...wordsIn(group.replace('?', ''))]);
  return { field, needed, allowed: new Set(allowed) };
};

/** Letters that a misspelt label may have too many or too few. */
const MOST_AMISS = 4;

const compile = (form: Form): Labels => {
  const all: Label[] = [];
  const forward = node();
  const backward = node();
  for (const field of form.fields) {
    for (const spelling of [field.label, ...field.aliases]) {
      const letters = fold(spelling).text;
      const words = foldWords(spelling);
      const label: Label = { field, letters, words, strong: isStrong(spelling, letters, words) };
      all.push(label);
      plant(forward, letters, label);
      plant(backward, reversed(letters), label);
    }
  }
  const meanings = form.fields.flatMap((field) => field.meanings.map((meaning) => meaningOf(field, meaning)));
  const byLetters = new Map(all.map((label) => [label.letters, label]));
  const byInitial = new Map<string, Label[][]>();
  for (const label of all) {
    const initial = label.letters[0] ?? '';
    const byLength = byInitial.get(initial) ?? [];
    byInitial.set(initial, byLength);
    for (let amiss = -MOST_AMISS; amiss <= MOST_AMISS; amiss += 1) {
      const length = Math.max(0, label.letters.length + amiss);
      const alike = byLength[length] ?? [];
      byLength[length] = alike;
      alike.push(label);
    }
  }
  const fillers = new Set(form.fillers.map((word) => fold(word).text));
  const keywords = new Set(meanings.flatMap(({ needed }) => needed.flatMap((group) => [...group])));
  const vocabulary = new Set([...fillers, ...meanings.flatMap(({ allowed }) => [...allowed])]);
  return { form, forward, backward, byLetters, byInitial, meanings, fillers, keywords, vocabulary };
};

const compiled = new WeakMap<Form, Labels>();

/** The labels of a form; made once for each form. */
export const labelsOf = (form: Form): Labels => {
  const known = compiled.get(form);
  if (known !== undefined) return known;
  const labels = compile(form);
  compiled.set(form, labels);
  return labels;
};

/** The labels that begin at `from` in folded text, the longest first. */
export const labelsFrom = (labels: Labels, text: string, from: number): readonly Label[] => {
  const found: Label[] = [];
  let at: Node | undefined = labels.forward;
  for (let i = from; i < text.length; i += 1) {
    at = at.next.get(text.charCodeAt(i));
    if (at === undefined) break;
    if (at.label !== null) found.push(at.label);
  }
  return found.reverse();
};

/** Whether a label begins with these letters and goes on. */
export const isLabelStart = (labels: Labels, letters: string): boolean => {
  let at: Node | undefined = labels.forward;
  for (let i = 0; i < letters.length && at !== undefined; i += 1) at = at.next.get(letters.charCodeAt(i));
  return at !== undefined && at.next.size > 0;
};

/** The labels that end just before `to` in folded text, the longest first. */
export const labelsBefore = (labels: Labels, text: string, to: number): readonly Label[] => {
  const found: Label[] = [];
  let at: Node | undefined = labels.backward;
  for (let i = to - 1; i >= 0; i -= 1) {
    at = at.next.get(text.charCodeAt(i));
    if (at === undefined) break;
    if (at.label !== null) found.push(at.label);
  }
  return found.reverse();
};

const sorted = (word: string): string => [...word].sort().join('');

const MOST_SLIPS = 2;

/** One slip for each four letters or so, never in a short word; two neighbours changed over count as one. */
const isSlip = (word: string, meant: string): boolean => {
  if (word === meant) return true;
  if (meant.length < 4 || word[0] !== meant[0] || Math.abs(word.length - meant.length) > MOST_SLIPS) return false;
  const slips = distance(word, meant);
  if (slips === 2 && word.length === meant.length && sorted(word) === sorted(meant)) return true;
  return (
    slips <= (meant.length >= 8 ? MOST_SLIPS : meant.length >= 6 ? 1 : 0) ||
    (slips === 1 && word.length !== meant.length)
  );
};

const LONGEST = 64;

/** Words that differ by slips only, or letters that do where the words were joined or taken apart. */
const isNear = (letters: string, words: readonly string[], label: Label): boolean =>
  words.length === label.words.length
    ? words.every((word, index) => isSlip(word, label.words[index] ?? ''))
    : label.letters.length >= 10 &&
      label.letters[0] === letters[0] &&
      (letters.length === label.letters.length || letters.length === label.letters.length - 1) &&
      distance(letters, label.letters) <= 1;

/** The labels of which these letters could be a misspelling, by their first and their number. */
const labelsLike = (labels: Labels, letters: string): readonly Label[] =>
  letters.length < 5 || letters.length > LONGEST
    ? []
    : (labels.byInitial.get(letters[0] ?? '')?.[letters.length] ?? []);

/** The field whose label this is but for small slips; null if none, or if two fields come as near. */
const nearField = (alike: readonly Label[], letters: string, words: readonly string[]): Field | null => {
  const near = alike.filter((label) => isNear(letters, words, label));
  let best: Label | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const label of near) {
    const slips = distance(letters, label.letters);
    if (slips < least || (slips === least && best?.field === label.field)) [best, least] = [label, slips];
    else if (slips === least) best = null;
  }
  return best?.field ?? null;
};

const MOST_WORDS = 14;

/** The field whose words these are, in any order and among fillers only; null if none or several. */
const fieldByMeaning = (labels: Labels, words: readonly string[]): Field | null => {
  if (words.length > MOST_WORDS || !words.some((word) => labels.keywords.has(word))) return null;
  if (!words.every((word) => labels.vocabulary.has(word))) return null;
  const fields = new Set<Field>();
  for (const { field, needed, allowed } of labels.meanings) {
    const left = new Set(words);
    const all = needed.every((group) => {
      const word = words.find((one) => left.has(one) && group.has(one));
      return word !== undefined && left.delete(word);
    });
    if (all && [...left].every((word) => allowed.has(word) || labels.fillers.has(word))) fields.add(field);
  }
  const [only, ...others] = fields;
  return only !== undefined && others.length === 0 ? only : null;
};

const FIRST_WORD = /[A-Za-z0-9]+/;

/** False where the first word alone shows that no meaning is met, as in most lines of prose. `e` may begin `e-mail`. */
const mayMean = (labels: Labels, text: string, letters: string): boolean => {
  if (text.includes('%') || !isAscii(text)) return true;
  const first = letters.slice(0, FIRST_WORD.exec(text)?.[0].length);
  return first === 'e' || labels.vocabulary.has(first);
};

/**
 * What a whole label means, its separator already taken off; null where it is no label of the form's. `whole`: the text folded, where
 * that was done before.
 */
export const readLabel = (
  labels: Labels,
  text: string,
  whole: string = fold(text).text,
): { readonly field: Field; readonly sureness: Sureness } | null => {
  const undecorated = whole.endsWith('yesno') ? text.replace(/[\s([]{0,4}yes ?\/ ?no[\s)\]]{0,4}$/i, '') : text;
  const letters = undecorated === text ? whole : fold(undecorated).text;
  if (letters === '' || letters.length > 2 * LONGEST) return null;
  const exact = labels.byLetters.get(letters);
  if (exact !== undefined) return { field: exact.field, sureness: 'exact' };
  const alike = labelsLike(labels, letters);
  if (alike.length === 0 && !mayMean(labels, undecorated, letters)) return null;
  const words = foldWords(undecorated);
  const near = nearField(alike, letters, words);
  if (near !== null) return { field: near, sureness: 'near' };
  const meant = fieldByMeaning(labels, words);
  return meant === null ? null : { field: meant, sureness: 'meaning' };
};
