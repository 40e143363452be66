/**
 * Lines of text as a reader of the mail would see them, with where each one stands.
 * Everything that looks for meaning in a mail looks at these, never at MIME.
 */

/** A stretch of a line that the sender's client drew differently; `from` and `to` are UTF-16 offsets into `Line.text`. */
export type Mark =
  | { readonly kind: 'bold' | 'struck'; readonly from: number; readonly to: number }
  | { readonly kind: 'link'; readonly from: number; readonly to: number; readonly target: string };

export type Line = {
  /** Without its line end, without the `>` of its quote depth; tabs stand between table cells. */
  readonly text: string;
  /** MIME part, numbered as in RFC 3501 6.4.5: `1`, `1.2`. */
  readonly part: string;
  /** Counted from 1 within that part, as shown (after format=flowed or HTML was undone). */
  readonly number: number;
  /** How deep it is quoted: the count of `>` (RFC 3676 4.5) or of enclosing blockquotes; 0 is the writer's own. */
  readonly depth: number;
  readonly marks: readonly Mark[];
};

const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/**
 * True for printable ASCII with single spaces, none at its ends, as nearly all lines are: nothing in them is invisible, composed, or another space
 * than the plain one, so that none of it need be looked for.
 */
export const isPlain = (text: string): boolean => PLAIN.test(text);

/** What a line is for; `body` is what the person wrote in this very mail. */
export type Role = 'body' | 'quoted' | 'attribution' | 'signature' | 'disclaimer' | 'banner';

export type ReadLine = Line & { readonly role: Role };

/** Bounds of what is looked at in one mail. */
export const MAX_TEXT = 256 * 1024;
export const MAX_LINES = 20_000;
export const MAX_LINE = 10_000;

/** A line before it has a place: what plain text and HTML are turned into. */
export type Shown = Pick<Line, 'text' | 'depth' | 'marks'>;

/** The marks of a line that was cut to `length`. */
export const marksWithin = (marks: readonly Mark[], length: number): readonly Mark[] =>
  marks.filter((mark) => mark.from < length).map((mark) => (mark.to > length ? { ...mark, to: length } : mark));

/**
 * Numbers the lines of one part and holds them to the bounds: `limit` UTF-16 units in all, MAX_LINES, MAX_LINE each.
 * `cut` tells whether anything was left out.
 */
export const placeLines = (
  shown: readonly Shown[],
  part: string,
  limit: number = MAX_TEXT,
): { readonly lines: readonly Line[]; readonly cut: boolean } => {
  const lines: Line[] = [];
  let room = limit;
  let cut = false;
  for (const line of shown) {
    if (room <= 0 || lines.length === MAX_LINES) return { lines, cut: true };
    const length = Math.min(line.text.length, MAX_LINE, room);
    cut ||= length < line.text.length;
    room -= length + 1;
    const marks = length < line.text.length ? marksWithin(line.marks, length) : line.marks;
    lines.push({ text: line.text.slice(0, length), part, number: lines.length + 1, depth: line.depth, marks });
  }
  return { lines, cut };
};
