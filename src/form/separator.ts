/**
 * What stands between a label and its value: a colon of any script, a dash, a cell's edge; past what people and forms add to labels.
 */

/** What parts a label from its value. `gap`: columns or a leader of dots; `end`: the row ends after the label; `none`: a space only. */
export type Separator = 'colon' | 'question' | 'equals' | 'dash' | 'cell' | 'gap' | 'end' | 'none';

const COLONS = ':：﹕∶꞉︰;；';
/** For finding every colon of a text. */
export const COLON = new RegExp(`[${COLONS}]`, 'g');
/** Of one character of a text, or undefined past its end; so are the next two. */
export const isColon = (character: string | undefined): boolean =>
  character !== undefined && COLONS.includes(character);
export const isSpace = (character: string | undefined): boolean =>
  character !== undefined &&
  (character <= '~' ? character <= ' ' : /[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(character));
export const isAlphanumeric = (character: string | undefined): boolean =>
  character !== undefined && character > '/' && /[\p{L}\p{N}]/u.test(character);
/** Dashes and arrows; the hyphen first, so that it is itself within brackets of a pattern. */
export const DASHES = '-‐‑‒–—―−→⇒➔➜>';
/** For finding whatever may end a label: a colon, `=`, `?` or a dash. */
export const MARK = new RegExp(`[${DASHES}${COLONS}=?]`, 'g');
/** What may stand between a label and its separator: the end of bold, of a quotation, a mark for "required", a `+` for a space. */
const CLOSING = '*_"\'”’»`~+)]}';

const DECORATION =
  /^(?:yes ?\/ ?no|y\/n|url|required|optional|link|pflichtfeld|obligatoire|obligatorio)(?![\p{L}\p{N}])/iu;
/** Of a remark such as `(URL)` behind a label, its brackets among them. */
export const LONGEST_BRACKET = 48;

/** Past a bracket that opens at `at`, such as `(URL)` or `[required]`; `at` itself where there is none or it's long. */
const pastBracket = (text: string, at: number): number => {
  const close = { '(': ')', '[': ']', '（': '）' }[text[at] ?? ''];
  if (close === undefined) return at;
  const end = text.indexOf(close, at);
  return end > 0 && end - at <= LONGEST_BRACKET && !/[x✓✔☑:]/i.test(text.slice(at, end).replace(/box|text/i, ''))
    ? end + 1
    : at;
};

const pastSpaces = (text: string, at: number): number => {
  let i = at;
  while (i < text.length && text[i] !== '\t' && (isSpace(text[i]) || CLOSING.includes(text[i] ?? ''))) i += 1;
  return i;
};

/** A separator, and where the value behind it begins. */
export type After = { readonly separator: Separator; readonly value: number };

const DOUBLED = '=>-:';
/** From the end of a label to its value in the next column, or behind dots. */
const GAP = /[ \u00a0]{2,}(?=[^ \u00a0])|[ \u00a0]?(?:\.{2,}|…|(?:\. ){3,})[. …]*(?=.)/y;

/** What stands after the label that ends at `at`: its separator and where the value begins. */
export const separatorAt = (text: string, at: number): After => {
  let i = pastSpaces(text, at);
  const character = text[i];
  if (i >= text.length) return { separator: 'end', value: i };
  if (character === '\t' || character === '|' || character === '│') return { separator: 'cell', value: i + 1 };
  if (isColon(character) || character === '=' || character === '?' || character === '？') {
    const separator = isColon(character) ? 'colon' : character === '=' ? 'equals' : 'question';
    i += 1;
    while (separator !== 'colon' && isColon(text[i])) i += 1;
    while (DOUBLED.includes(text[i] ?? ' ')) i += 1;
    return { separator, value: i };
  }
  if (DASHES.includes(character ?? ' ') && (isSpace(text[i - 1]) || isSpace(text[i + 1]) || i + 1 >= text.length)) {
    while (DASHES.includes(text[i] ?? ' ')) i += 1;
    return { separator: 'dash', value: i };
  }
  GAP.lastIndex = at;
  const gap = GAP.exec(text);
  return gap === null ? { separator: 'none', value: i } : { separator: 'gap', value: at + gap[0].length };
};

/** The separator after a label, past what people and forms add to labels: `(URL)`, `*`, `Yes/No`, `required`. */
export const afterLabel = (text: string, at: number): After => {
  const plain = separatorAt(text, at);
  if (plain.separator !== 'none') return plain;
  const decorated = DECORATION.exec(text.slice(plain.value, plain.value + 16));
  const end = decorated === null ? pastBracket(text, plain.value) : plain.value + decorated[0].length;
  if (end === plain.value) return plain;
  const after = separatorAt(text, end);
  if (after.separator === 'none' && decorated === null) return after;
  return after.separator === 'none' || after.separator === 'end' ? plain : after;
};
