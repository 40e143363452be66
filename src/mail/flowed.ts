/**
 * Plain text -> lines with quote depth; format=flowed undone (RFC 3676).
 */
import type { Shown } from './lines.ts';

/** Parameters of the Content-Type that bear on lines (RFC 3676 3). `delSp`: the blank of a soft break was added by the sender. */
export type Flow = { readonly flowed: boolean; readonly delSp: boolean };

const LINE_END = /\r\n|[\n\r\u2028\u2029\f\v\u0085]/;

/** RFC 3676 4.3: the one line that ends in a blank and isn't flowed. */
const SIGNATURE = '-- ';

/** A line that starts like a field: words and a colon that isn't a URL's. */
export const startsLikeField = (text: string): boolean => /^\s*[\p{L}*•-][^:]{0,79}:(?!\/\/)/u.test(text);

/** Generators break at 66 to 78 columns (RFC 3676 4.2), so before this there was room for another word. */
const SHORTEST_BREAK = 60;

/** Whether a line was ended though the first word of the `next` would have fitted: somebody meant it, no wrapping did it. */
export const hadRoom = (line: string, next: string): boolean => {
  const word = next.trimStart().split(' ', 1)[0] ?? '';
  return word !== '' && line.trimEnd().length + 1 + word.length < SHORTEST_BREAK;
};

/**
 * QUIRK: `Dataset location (URL): `, left empty with its blank, is a soft break by the letter of RFC 3676 and would swallow the field that
 * follows. So is any short line typed with a blank at its end. A true soft break stands where the next word had no room.
 */
const isAccident = (last: string, next: string): boolean =>
  startsLikeField(next) && (last.trimEnd().endsWith(':') || hadRoom(last, next));

/** Takes off the quote marks of one line: `>` one after the other, or with one blank between them as most clients write. */
const unquote = (line: string, flowed: boolean): Shown => {
  let depth = 0;
  let at = 0;
  for (;;) {
    const mark = line[at] === ' ' && depth > 0 ? at + 1 : at;
    if (line[mark] !== '>') break;
    depth++;
    at = mark + 1;
  }
  // RFC 3676 4.4: one blank was stuffed before `From `, `>` or a blank. Unflowed text has one only after quote marks.
  const stuffed = line[at] === ' ' && (flowed || depth > 0);
  return { text: line.slice(stuffed ? at + 1 : at), depth, marks: [] };
};

const unflow = (lines: readonly Shown[], delSp: boolean): readonly Shown[] => {
  const shown: Shown[] = [];
  let parts: string[] = [];
  lines.forEach((line, at) => {
    const next = lines[at + 1];
    const soft = line.text.endsWith(' ') && line.text !== SIGNATURE;
    parts.push(soft && delSp ? line.text.slice(0, -1) : line.text);
    // RFC 3676 4.5: a change of depth, or a signature, ends the paragraph even after a soft break.
    const goes = soft && next?.depth === line.depth && next.text !== SIGNATURE && !isAccident(line.text, next.text);
    if (goes) return;
    shown.push({ text: parts.join(''), depth: line.depth, marks: [] });
    parts = [];
  });
  return shown;
};

/** Line breaks that a client wrote as characters: `<BR>` (iOS Mail 14), `\n` before what looks like a field (some share sheets). */
const WRITTEN_BREAK = /<br ?\/?>|(?:\\r)?\\n(?=(?:\\r|\\n){0,4}(?:\p{L}[^\\:]{0,79}:|$))/giu;

const splitWritten = (line: Shown): readonly Shown[] =>
  line.text.includes('<') || line.text.includes('\\')
    ? line.text.split(WRITTEN_BREAK).map((text) => ({ ...line, text }))
    : [line];

/** The lines of a text/plain part, as shown: soft breaks joined within one depth, quote marks counted. */
export const plainLines = (text: string, flow: Flow): readonly Shown[] => {
  const lines = text.split(LINE_END).map((line) => unquote(line, flow.flowed));
  // The last line end closes a line, it doesn't open another.
  if (lines.at(-1)?.text === '' && lines.length > 1) lines.pop();
  return (flow.flowed ? unflow(lines, flow.delSp) : lines).flatMap(splitWritten);
};
