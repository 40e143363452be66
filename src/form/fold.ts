/**
 * Two ways to look through what mail clients do to text: `fold` for comparing labels, `clean` for keeping values.
 * Folding follows NFKD and full case folding as far as labels need it (Unicode 5.18, UAX 15).
 */

/** Letters and digits only, folded; `at[i]` is the UTF-16 offset in the source of the i-th of them. */
export type Folded = { readonly text: string; readonly at: readonly number[] };

const MARKED = /[^\p{L}\p{N}]/gu;
/** Letters that NFKD doesn't take apart. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' };

const foldCharacter = (character: string): string => {
  const lower = character.normalize('NFKD').toLowerCase().replace(MARKED, '');
  return PLAIN[lower] ?? lower;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/;
export const isAscii = (text: string): boolean => ASCII.test(text);

/** Of what is folded at once: each of its letters becomes an argument of a call. */
const MOST_LETTERS = 4096;

/** A letter or digit of ASCII in lower case; 0 for anything else. */
const plainLetter = (code: number): number => {
  if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) return code;
  return code >= 65 && code <= 90 ? code + 32 : 0;
};

const foldAscii = (source: string): Folded => {
  const letters: number[] = [];
  const at: number[] = [];
  for (let i = 0; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    const letter = plainLetter(code);
    if (letter !== 0) {
      letters.push(letter);
      at.push(i);
    } else if (code === 37 && source.startsWith('20', i + 1)) {
      i += 2;
    }
  }
  return { text: String.fromCharCode(...letters), at };
};

/**
 * The letters and digits of a text without case, width, accents, spaces and punctuation, each with its place.
 * A literal `%20` counts as a space: some Android clients leave it in the labels.
 */
export const fold = (source: string): Folded =>
  // Every line of a mail is folded, and nearly all are ASCII: gathered as numbers they take a third of the time.
  source.length <= MOST_LETTERS && isAscii(source) ? foldAscii(source) : foldAny(source);

const foldAny = (source: string): Folded => {
  let text = '';
  const at: number[] = [];
  for (let i = 0; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    const plain = plainLetter(code);
    if (plain !== 0) {
      text += String.fromCharCode(plain);
      at.push(i);
    } else if (code === 37 && source.startsWith('20', i + 1)) {
      i += 2;
    } else if (code > 127) {
      const point = String.fromCodePoint(source.codePointAt(i) ?? code);
      for (const letter of foldCharacter(point)) {
        text += letter;
        for (let unit = 0; unit < letter.length; unit += 1) at.push(i);
      }
      i += point.length - 1;
    }
  }
  return { text, at };
};

const wordsIn = (source: string): readonly string[] =>
  isAscii(source)
    ? source.toLowerCase().split(/[^a-z0-9]+/)
    : source.split(/[^\p{L}\p{N}\p{M}]+/u).map((word) => fold(word).text);

/** The folded words of a label, `e-mail` as one. */
export const foldWords = (source: string): readonly string[] => {
  const words: string[] = [];
  for (const folded of wordsIn(source.includes('%') ? source.replaceAll('%20', ' ') : source)) {
    if (folded === '') continue;
    if (folded === 'mail' && words.at(-1) === 'e') words[words.length - 1] = 'email';
    else words.push(folded);
  }
  return words;
};

/** Bidi controls, zero-width characters, soft hyphens, tags: nothing that a reader sees, and a way to disguise text. */
const INVISIBLE =
  /[\u00ad\u061c\u115f\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\u034f/gu;
/** Joiners mean something within Persian, Indic and emoji text only. */
const STRAY_JOINER = /(?<![^\p{ASCII}\s])[\u200c\u200d]|[\u200c\u200d](?![^\p{ASCII}\s])/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufffc]/g;
const SPACES = /\s+/g;

/** Text without invisible characters, its spaces (of any kind) still where they are. */
export const visible = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : text.replace(INVISIBLE, '').replace(STRAY_JOINER, '');

const PRINTABLE = /^[\x20-\x7e]*$/;

/** One line as it is kept: NFC, no control or bidi characters, single spaces, trimmed. */
export const clean = (text: string): string =>
  PRINTABLE.test(text) && !text.includes('  ')
    ? text.trim()
    : visible(text).replace(CONTROL, ' ').replace(SPACES, ' ').trim().normalize('NFC');

/** A label as written, for telling `dataset-name` from `Dataset name`: case, width and kinds of hyphen don't matter, hyphens do. */
export const written = (label: string): string => {
  const text = clean(label);
  const plain = PRINTABLE.test(text) ? text : text.normalize('NFKC').replace(HYPHENS, '-');
  return plain.toLowerCase();
};

const HYPHENS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
