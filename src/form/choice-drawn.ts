/**
 * A choice that was drawn rather than said: a ticked box, the other option struck out, one of them bold or between arrows.
 */
import { clean } from './fold.ts';

/** What was drawn: the words that it leaves or sets off, nothing (the form as it was), a tick alone, or more than one choice. */
export type Drawn =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'tick' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'several' };

const NOTHING: Drawn = { kind: 'nothing' };
const SEVERAL: Drawn = { kind: 'several' };
const words = (text: string): Drawn => ({ kind: 'words', words: text });

const TICKED = String.raw`\[ ?[xX✓✔*v] ?\]|\( ?[xX✓✔*v•●] ?\)|[☑☒✅✓✔🗹🗸◉⦿🔘]️?|<x>`;
const EMPTY = String.raw`\[[ _]{0,3}\]|\([ _]{0,3}\)|[☐□▢⬜❏○◯⚪]️?`;
const BOX = new RegExp(`(${TICKED})|(${EMPTY})`, 'gu');

type Box = { readonly ticked: boolean; readonly start: number; readonly end: number };

const boxesIn = (text: string): readonly Box[] =>
  [...text.matchAll(BOX)].map((match) => ({
    ticked: match[1] !== undefined,
    start: match.index,
    end: match.index + match[0].length,
  }));

/** The words that belong to each box: those after it, or those before it where the first box comes after words. */
const readBoxes = (text: string, boxes: readonly Box[]): Drawn => {
  const before = text.slice(0, boxes[0]?.start).trim() !== '';
  const options = boxes.map((box, index) => ({
    ticked: box.ticked,
    words: before ? text.slice(boxes[index - 1]?.end ?? 0, box.start) : text.slice(box.end, boxes[index + 1]?.start),
  }));
  const ticked = options.filter((option) => option.ticked);
  if (ticked.length === 0) return boxes.length === 1 && options[0]?.words.trim() !== '' ? SEVERAL : NOTHING;
  if (ticked.length > 1) return SEVERAL;
  const beside = ticked[0]?.words.trim() ?? '';
  if (beside !== '') return words(beside);
  return text.trim().length <= 4 ? { kind: 'tick' } : SEVERAL;
};

/** `Yes / X No`, `Yes ✓ / No`: both options, and a mark at one of them. */
const readPicked = (text: string): Drawn | null => {
  const options = text.split(/[/|]/);
  if (options.length !== 2) return null;
  const parts = options.map((option) => PICKED.exec(option.trim()));
  if (parts.some((part) => part === null)) return null;
  const picked = parts.flatMap((part) => (part?.[1] || part?.[3] ? [part[2] ?? ''] : []));
  return picked.length === 1 ? words(picked[0] ?? '') : null;
};
const PICKED = /^(?:([xX✓✔✅☑]️?) ?)?(\p{L}{1,5})(?: ?([xX✓✔✅☑]️?))?$/u;

/** `~~Yes~~ No`, `-Yes-/No`: struck out in plain text. */
const PLAIN_STRUCK = /~~?[^~]{1,20}~~?|(?<![\p{L}\p{N}])-(?:yes|no)-(?![\p{L}\p{N}])/giu;
/** One option set off from the other by asterisks, underscores, brackets or arrows: `Yes/**No**`, `Yes/>No<`. */
const SET_OFF =
  /(?:\*{1,2}|_{1,2}|[-=]{0,2}>{1,2}|→|\[|\()\s?(yes|no|ja|nein|oui|non|si|sim|nao)\s?(?:\*{1,2}|_{1,2}|<{1,2}[-=]{0,2}|←|\]|\))/giu;

const without = (text: string, struck: readonly string[]): string =>
  struck.reduce((left, word) => (word.trim() === '' ? left : left.replace(word, ' ')), text);

const EDGES = /^[\s/|\\,;:：.()[\]{}*_~"'“”<>=\-–—→]+|[\s/|\\,;:：()[\]{}*_~"'“”<>=\-–—→]+$/gu;
/** Without what may stand around an answer. Runs of edge characters longer than any answer are cut first. */
export const trimEdges = (text: string): string => text.slice(0, 500).replace(EDGES, '');

const CAPITALS = /^\W*(?:(YES)\/no|yes\/(NO))\W*$/;

/** U+0336 behind each letter is how plain text is struck out elsewhere. */
const OVERLAID = /(?:\S\u0336)+/gu;
const tilded = (text: string): string =>
  text.includes('\u0336') ? text.replace(OVERLAID, (run) => `~~${run.replaceAll('\u0336', '')}~~`) : text;

/** What is struck out, or bold. Null where nothing is marked. `isOpen`: whether words are the options as the form has them. */
const readMarks = (
  text: string,
  struck: readonly string[],
  bold: readonly string[],
  isOpen: (text: string) => boolean,
): Drawn | null => {
  const plain = text.match(PLAIN_STRUCK) ?? [];
  if (struck.length > 0 || plain.length > 0) {
    const left = trimEdges(without(without(text, struck), plain));
    return left === '' ? NOTHING : words(left);
  }
  if (!isOpen(text.replace(/[-=]*>|<[-=]*|[*_→←()[\]]/g, ''))) return null;
  const drawn = bold.map(trimEdges).filter((word) => word !== '' && !isOpen(word));
  const setOff = [...text.matchAll(SET_OFF)].map((match) => match[1] ?? '');
  const [only, ...others] = drawn.length > 0 ? drawn : setOff;
  if (only !== undefined) return others.length === 0 ? words(only) : SEVERAL;
  return CAPITALS.test(text) ? SEVERAL : null;
};

/** What was drawn in an answer; null where it has words only. `struck` and `bold`: words of it that a client drew so. */
export const readDrawn = (
  written: string,
  struck: readonly string[],
  bold: readonly string[],
  isOpen: (text: string) => boolean,
): Drawn | null => {
  const text = clean(tilded(written));
  const boxes = boxesIn(text);
  if (trimEdges(text) === '' && boxes.length > 0) return readBoxes(text, boxes);
  const picked = readPicked(text);
  if (picked !== null) return picked;
  if (boxes.length > 1 || boxes[0]?.ticked) return readBoxes(text, boxes);
  return readMarks(text, struck, bold, isOpen);
};
