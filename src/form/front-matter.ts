/**
 * The YAML block at the head of a README, as its top-level fields: each with its own lines, none parsed yet.
 * A whole block in a YAML parser would cost a stranger little and us minutes: 250 KB of anchors, tags or quotes take it up to 100 s.
 * So the block is cut into fields by its layout (YAML 1.2.2, 8.2.2: a block mapping's keys stand in one column), in linear time.
 */

export type Field = {
  readonly name: string;
  /** Within the README, from 1. */
  readonly line: number;
  /** The field's lines as written, its name included; a `name: value` document of its own. */
  readonly yaml: string;
};

export type FrontMatter =
  | { readonly kind: 'fields'; readonly fields: readonly Field[]; readonly strayLine: number | null }
  | { readonly kind: 'none' }
  /** It begins and doesn't end. */
  | { readonly kind: 'open' };

const isFence = (line: string): boolean => /^---[ \t]*$/.test(line);

/** What belongs to the field above: indented, empty, a comment, an entry of its list, the end of its brackets. */
const continues = (line: string): boolean => line === '' || ' \t-]}#'.includes(line.charAt(0));

/** Before the first colon that ends a plain or quoted key; null for a line that is no key. */
const keyOf = (line: string): string | null => {
  const colon = line.indexOf(':');
  const after = line.charAt(colon + 1);
  if (colon < 1 || (after !== '' && after !== ' ' && after !== '\t')) return null;
  const key = line.slice(0, colon).trimEnd();
  const quote = key.charAt(0);
  if (quote !== '"' && quote !== "'") return '[{?&*!|>%@`'.includes(quote) ? null : key;
  return key.length > 2 && key.endsWith(quote) ? key.slice(1, -1) : null;
};

/** A line that is no field ends the one above; `name` is null for it. */
type Start = { readonly name: string | null; readonly at: number };

const startsIn = (lines: readonly string[]): readonly Start[] => {
  const starts: Start[] = [];
  for (const [at, line] of lines.entries()) {
    const quiet = line.trim() === '' || line.startsWith('#');
    if (!quiet && !(continues(line) && starts.length > 0)) starts.push({ name: keyOf(line), at });
  }
  return starts;
};

const fieldsOf = (lines: readonly string[], firstLine: number): FrontMatter => {
  const starts = startsIn(lines);
  const stray = starts.find(({ name }) => name === null);
  const fields = starts.flatMap(({ name, at }, index) => {
    const yaml = lines.slice(at, starts[index + 1]?.at).join('\n');
    return name === null ? [] : [{ name, line: firstLine + at, yaml }];
  });
  return { kind: 'fields', fields, strayLine: stray === undefined ? null : firstLine + stray.at };
};

/** The fields of the block that begins `text` with a line `---`, after nothing but empty lines. Never throws. */
export const frontMatter = (text: string): FrontMatter => {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const opening = lines.findIndex((line) => line.trim() !== '');
  if (!isFence(lines[opening] ?? '')) return { kind: 'none' };
  const length = lines.slice(opening + 1).findIndex(isFence);
  if (length < 0) return { kind: 'open' };
  return fieldsOf(lines.slice(opening + 1, opening + 1 + length), opening + 2);
};
