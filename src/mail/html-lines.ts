/**
 * Gathers text into lines as a browser would lay it out: blanks collapsed, cells of a row on one line, marks kept by offset.
 */
import { MAX_LINES, MAX_TEXT, type Mark, marksWithin, type Shown } from './lines.ts';

/** How the text at one point is drawn. */
export type Style = {
  readonly bold: boolean;
  readonly struck: boolean;
  readonly link: string | null;
  /** What becomes of blanks in the source, as in CSS: `normal` makes one of many, `pre-line` keeps line ends, `pre` keeps all. */
  readonly space: 'normal' | 'pre-line' | 'pre';
  readonly depth: number;
};

/** What stands between the text so far and the next: nothing is written until text comes, so that empty boxes leave no trace. */
type Gap = { readonly kind: 'none' } | { readonly kind: 'line' } | { readonly kind: 'cells'; readonly tabs: number };

const NONE: Gap = { kind: 'none' };
const LINE: Gap = { kind: 'line' };

/** A NBSP is text: an empty paragraph that holds one is a blank line, and readers of labels fold it themselves. */
const BLANKS = /[ \t\n\r\f]+/;

/** NBSP stays. A loop, for a pattern anchored at the end alone would try every blank of the line. */
const withoutLastBlanks = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
  return text.slice(0, end);
};

const MAX_MARKS = 1000;

const KINDS = ['bold', 'struck'] as const;

export type LineBuilder = {
  readonly text: (data: string, style: Style) => void;
  /** `<br>`: ends the line, even an empty one. */
  readonly lineEnd: (style: Style) => void;
  /** The edge of a block: the next text starts a line. Inside a cell that has no text yet it changes nothing. */
  readonly block: () => void;
  /** The edge of something that is a line of its own even within a cell: a list item, a table, a quote. */
  readonly apart: () => void;
  /** The start of a row of cells. */
  readonly row: () => void;
  /** The start of a cell that isn't the first of its row. */
  readonly cell: () => void;
  /** Whether more than the bounds of one mail was gathered: what follows would be cut anyway. */
  readonly isFull: () => boolean;
  readonly lines: () => readonly Shown[];
};

/** Starts with no line. Text is gathered in order; `lines` ends the last one. */
export const lineBuilder = (): LineBuilder => {
  const shown: Shown[] = [];
  let words: string[] = [];
  let length = 0;
  let units = 0;
  let marks: Mark[] = [];
  let depth = 0;
  let gap: Gap = NONE;
  let blank = false;

  const write = (text: string): void => {
    words.push(text);
    length += text.length;
  };
  const endLine = (): void => {
    const text = withoutLastBlanks(words.join(''));
    shown.push({ text, depth, marks: marksWithin(marks, text.length) });
    units += text.length;
    words = [];
    length = 0;
    marks = [];
    blank = false;
    gap = NONE;
  };
  const mark = (next: Mark): void => {
    const at = marks.findLastIndex((other) => other.kind === next.kind);
    const last = marks[at];
    const same = last?.kind === 'link' && next.kind === 'link' ? last.target === next.target : last !== undefined;
    // Text comes in pieces (entities, inner tags): a mark that goes on where the last one stopped is the same mark.
    if (last !== undefined && same && last.to >= next.from - 1) marks[at] = { ...last, to: next.to };
    else if (marks.length < MAX_MARKS) marks.push(next);
  };
  const append = (text: string, style: Style): void => {
    if (gap.kind === 'line' && length > 0) endLine();
    if (length === 0) depth = style.depth;
    if (gap.kind === 'cells') write('\t'.repeat(gap.tabs));
    else if (blank && length > 0) write(' ');
    gap = NONE;
    blank = false;
    const from = length;
    write(text);
    for (const kind of KINDS) if (style[kind]) mark({ kind, from, to: length });
    if (style.link !== null) mark({ kind: 'link', from, to: length, target: style.link });
  };
  const collapsed = (data: string, style: Style): void => {
    data.split(BLANKS).forEach((word, at) => {
      if (at > 0) blank = true;
      if (word !== '') append(word, style);
    });
  };
  const preserved = (data: string, style: Style): void => {
    data.split(/\r\n|\n|\r/).forEach((line, at) => {
      if (at > 0) endLine();
      if (style.space === 'pre-line') collapsed(line, style);
      else if (line !== '') append(line, style);
    });
  };
  return {
    text: (data, style) => (style.space === 'normal' ? collapsed(data, style) : preserved(data, style)),
    lineEnd: (style) => {
      if (gap.kind === 'line' && length > 0) endLine();
      if (length === 0) depth = style.depth;
      endLine();
    },
    block: () => {
      if (gap.kind !== 'cells') gap = LINE;
      blank = false;
    },
    apart: () => {
      gap = LINE;
      blank = false;
    },
    row: () => {
      if (length > 0) endLine();
      gap = NONE;
      blank = false;
    },
    cell: () => {
      gap = { kind: 'cells', tabs: gap.kind === 'cells' ? gap.tabs + 1 : 1 };
      blank = false;
    },
    isFull: () => shown.length > MAX_LINES || units + length > MAX_TEXT,
    lines: () => {
      if (length > 0) endLine();
      return shown;
    },
  };
};
