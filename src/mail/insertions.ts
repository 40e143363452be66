/**
 * What somebody wrote in between the lines of a quote, below what it answers.
 */
import type { ReadLine } from './lines.ts';

/** Blank lines left out. */
export type Insertion = {
  /** The last quoted lines above it, as many as a question takes. */
  readonly above: readonly string[];
  /** The writer's own lines. */
  readonly below: readonly string[];
};

/** More than this in one mail isn't answered question by question, and such answers are short. */
const MOST = 20;
const MOST_LINES = 12;
const LONGEST_LINE = 1000;
/** So many lines a question has at most, as narrow clients wrap it. */
const LINES_ABOVE = 8;

type Side = 'quote' | 'writer' | 'neither';

/**
 * What the writer put below lines of a quote, in order. `sideOf` tells whose a line is that isn't blank; `above` are the quoted lines before it, up to
 * the last blank one.
 */
export const insertionsBy = <L extends { readonly text: string }>(
  lines: readonly L[],
  sideOf: (line: L, above: readonly string[]) => Side,
): readonly Insertion[] => {
  const found: Insertion[] = [];
  let above: string[] = [];
  let below: string[] = [];
  let gap = false;
  const begin = (): void => {
    if (above.length > 0 && below.length > 0)
      found.push({ above: above.slice(-LINES_ABOVE), below: below.slice(0, MOST_LINES) });
    above = [];
    below = [];
  };
  for (const line of lines) {
    const text = line.text.trim().slice(0, LONGEST_LINE);
    const side = text === '' ? null : sideOf(line, above);
    if (side === 'writer') below.push(text);
    else if (side === 'neither') begin();
    else if (side === 'quote') {
      if (gap || below.length > 0) begin();
      above.push(text);
    }
    gap = side === null;
  }
  begin();
  return found.slice(0, MOST);
};

/** What stands below lines whose quote is marked. Where a client marks no quotes, nobody can tell from the mail alone. */
export const insertionsIn = (lines: readonly ReadLine[]): readonly Insertion[] =>
  insertionsBy(lines, ({ role, depth }) => {
    if (role === 'body') return 'writer';
    return role === 'quoted' && depth > 0 ? 'quote' : 'neither';
  });
