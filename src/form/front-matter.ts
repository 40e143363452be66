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

const fieldsOf = (lines: readonly string[], firstLine: number): FrontMatter => {
  const starts: { readonly name: string; readonly at: number }[] = [];
  let strayLine: number | null = null;
  for (const [at, line] of lines.entries()) {
    if (continues(line) && (starts.length > 0 || line.trim() === '' || line.startsWith('#'))) continue;
    const name = keyOf(line);
    if (name !== null) starts.push({ name, at });
    else strayLine ??= firstLine + at;
  }
  const fields = starts.map(({ name, at }, index) => ({
    name,
    line: firstLine + at,
    yaml: lines.slice(at, starts[index + 1]?.at).join('\n'),
  }));
  return { kind: 'fields', fields, strayLine };
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
