/**
 * Lines -> rows: what the writer meant as lines, where a client has left its line ends as text or glued lines together.
 */
import type { ReadLine } from '../mail/lines.ts';

/** A line, or a stretch of one; `from` is the offset of its text in the line. */
export type Row = { readonly line: ReadLine; readonly from: number; readonly text: string };

/** Line ends that arrive as text: `\n` (Android links), `<BR>` (iOS Mail 14.6). */
const LITERAL_BREAK = /\\r\\n|\\n|<[Bb][Rr] ?\/?>/g;
/** Line ends that no mail program breaks at. */
const RARE_BREAK = /[\v\f\u0085\u2028\u2029]/g;
const hasRareBreak = (text: string): boolean => text.search(RARE_BREAK) >= 0;

const split = (row: Row, ends: RegExp): readonly Row[] => {
  const rows: Row[] = [];
  let start = 0;
  for (const match of row.text.matchAll(ends)) {
    rows.push({ line: row.line, from: row.from + start, text: row.text.slice(start, match.index) });
    start = match.index + match[0].length;
  }
  rows.push({ line: row.line, from: row.from + start, text: row.text.slice(start) });
  return rows;
};

/** What phones put at the end, each in its language; glued to the last value by Samsung's and Outlook's apps. */
const PHONE_SIGNATURE =
  /(?:Sent from (?:my|Yahoo|Mail|Outlook|Samsung|Proton)|Sent via |Get (?:Outlook|BlueMail) for|Obt[eé]n(?:er)? |Holen Sie sich |Outlook für (?:Android|iOS)|Von meinem |Gesendet (?:von|mit) |Envoyé (?:de|depuis|à partir de) |Enviado (?:desde|do|a partir do|de) |Inviato (?:da|dal) |Verstuurd van|Verzonden van|Wysłane z |Skickat från |Отправлено с |Odesláno z |iP(?:hone|ad)から送信|(?:나의 |내 )iP(?:hone|ad)에서|发自我的|從我的)/;
/** Where `-------- Original message --------` begins, in any language; -1 if nowhere. */
const oldMessage = (text: string): number => {
  const dashes = text.indexOf('-----');
  if (dashes < 0) return -1;
  let end = dashes;
  while (text[end] === '-') end += 1;
  const next = text.indexOf('-----', end);
  return next - end >= 4 && next - end <= 44 ? dashes : -1;
};

/** Whether any of this may be in a line: in nearly all lines there is nothing, and one look tells. */
const UNUSUAL = new RegExp(`[\\\\<\\v\\f\\u0085\\u2028\\u2029]|-----|${PHONE_SIGNATURE.source}`);

/** Where text that a phone glued to the end of a line begins; the line's length if there is none. */
const endOfWords = (text: string): number => {
  const signature = PHONE_SIGNATURE.exec(text)?.index ?? text.length;
  const glued = signature > 0 && /[^\s"'“‘(]/.test(text[signature - 1] ?? '') ? signature : text.length;
  const old = oldMessage(text);
  return Math.min(glued, old > 0 ? old : text.length);
};

/**
 * The rows of `lines`. `startsWithLabel` tells whether a piece of text begins with a label: only then is a literal `\n`
 * a line's end, and not part of a Windows path.
 */
export const rowsOf = (lines: readonly ReadLine[], startsWithLabel: (text: string) => boolean): readonly Row[] =>
  lines.flatMap((line) => {
    if (!UNUSUAL.test(line.text)) return { line, from: 0, text: line.text };
    const row: Row = { line, from: 0, text: line.text.slice(0, endOfWords(line.text)) };
    return (hasRareBreak(row.text) ? split(row, RARE_BREAK) : [row]).flatMap((stretch) => {
      if (!stretch.text.includes('\\n') && !stretch.text.includes('<')) return [stretch];
      const pieces = split(stretch, LITERAL_BREAK);
      return pieces.slice(1).some((piece) => startsWithLabel(piece.text)) ? pieces : [stretch];
    });
  });

/** True for a row without anything to read. */
export const isBlank = (row: Row): boolean => !/[^\s\u200b-\u200f\u2060\ufeff>|]/.test(row.text);
