/**
 * HTML from templates in the code: whatever is put in is escaped, unless it was made here.
 */
export type Markup = { readonly markup: string };

type Part = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe as text and between quotes of either kind; control characters that HTML doesn't allow are left out. */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '').replace(/[^\P{Cc}\t\n\r]/gu, '');

const drawn = (part: Part): string => {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map((one) => one.markup).join('');
};

/** A tagged template: strings are escaped, markup and lists of it are not. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: literals.reduce((sum, literal, index) => {
    const part = parts[index - 1];
    return sum + (part === undefined ? '' : drawn(part)) + literal;
  }, ''),
});

export const NOTHING: Markup = { markup: '' };
