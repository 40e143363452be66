/**
 * The rows of a text around its labels: where a value may stand, and where it must end.
 */
import { isClosing } from './fit.ts';
import { isBlank, type Row } from './row.ts';

/** A stretch of a row. */
export type Piece = { readonly row: number; readonly from: number; readonly to: number };

/** The rows of a text and which of them begin with a label. */
export type Page = { readonly rows: readonly Row[]; readonly labelled: ReadonlySet<number> };

/** The text of a row; empty beyond the last. */
export const textOf = (page: Page, index: number): string => page.rows[index]?.text ?? '';
/** How deep a row is quoted. */
export const depthOf = (page: Page, index: number): number => page.rows[index]?.line.depth ?? 0;

/** All of a row. */
export const wholeRow = (page: Page, row: number): Piece => ({ row, from: 0, to: textOf(page, row).length });

const RULER = /^\s*[-=_*~#]{3,}\s*$/;

/** True where a row can't go on with a value: it has a label, or isn't the writer's text, or is a ruler. */
export const isStop = (page: Page, index: number, depth: number): boolean => {
  const row = page.rows[index];
  if (row === undefined || page.labelled.has(index)) return true;
  if (row.line.role !== 'body' && row.line.role !== 'quoted') return true;
  return row.line.depth > depth || RULER.test(row.text.slice(0, 200)) || isClosing(row.text);
};

const FIELD_LIKE = /^[^\p{L}\p{N}]{0,6}\p{L}[\p{L}\p{N} '’/()._-]{0,40}[:：=](?!\/\/)\s/u;
/** `A:` before an answer, where the label above it has its `Q:`. */
const ANSWER_MARK = /^\s*(?:a|ans(?:wer)?|antwort|r[ée]ponse|respuesta|risposta) ?\d{0,2} ?[:：]\s*/iu;

/** `Licence: MIT`: a field, though none of the form's. */
export const isFieldLike = (text: string): boolean => FIELD_LIKE.test(text.slice(0, 60)) && !ANSWER_MARK.test(text);

/** First or last words of what people tell of a dataset, or of themselves, that the form doesn't ask for. */
const TOLD = new Set(
  `license licence lizenz licencia licenza licença format formats size größe taille tamaño language languages sprache sprachen langue idioma
   lingua author authors autor autoren auteur autores creator creators publisher institution institute institut organisation organization
   affiliation university company contact kontakt email e-mail mail phone tel telephone telefon mobile fax web website homepage url link
   links date datum version doi keywords description beschreibung summary abstract note notes ps comment comments remark remarks paper
   publication code repository source sources funding country region period domain category type modality access position role
   department address orcid github citation updated created number records rows files samples hours name title topics status`.split(
    /\s+/,
  ),
);
/** Of a header that was pasted, the label is just this word. */
const HEADERS = /^(?:from|to|cc|sent|subject|date|von|an|gesendet|betreff)$/;

/** Whether a row that looks like a field is one, by its label, and no value that holds a colon: `Voices of Kiel: an oral history`. */
export const isToldBeside = (text: string): boolean => {
  const label = text.slice(0, text.search(/[:：=]/)).toLowerCase();
  const words = label.match(/[\p{L}][\p{L}-]*/gu) ?? [];
  const [first = ''] = words;
  return HEADERS.test(words.join(' ')) || TOLD.has(words.at(-1) ?? '') || (words.length < 3 && TOLD.has(first));
};

/** All of a row but a mark that it is an answer. */
export const answerRow = (page: Page, row: number): Piece => {
  const text = textOf(page, row);
  return { row, from: ANSWER_MARK.exec(text)?.[0].length ?? 0, to: text.length };
};

/** Where mail programs break lines: at most 78 columns (RFC 5322 2.1.1), often 72; a row shorter than this was ended on purpose. */
export const NARROWEST_WRAP = 62;

/** Whether a row is so long that the next word had no place in it. */
export const isFull = (text: string, next: string): boolean => {
  const word = next.trimStart().split(' ', 1)[0] ?? '';
  return text.trimEnd().length + 1 + word.length > NARROWEST_WRAP;
};

const MOST_BLANK = 3;

/** Index of the next row with words, past a few blank ones, and past a line that is drawn under the row as under a heading. */
export const nextFilled = (page: Page, index: number): number => {
  const isDrawn = RULER.test(textOf(page, index + 1).slice(0, 200));
  let next = isDrawn ? index + 2 : index + 1;
  while (next <= index + MOST_BLANK && page.rows[next] !== undefined && isBlank(page.rows[next] as Row)) next += 1;
  return next;
};

/** True if the rows from `index` on are followed, past blank ones, by a label: the words between two labels are a value. */
export const isBetweenLabels = (page: Page, index: number): boolean => {
  let next = index + 1;
  while (
    next <= index + 2 &&
    page.rows[next] !== undefined &&
    !isBlank(page.rows[next] as Row) &&
    !page.labelled.has(next)
  )
    next += 1;
  return page.labelled.has(nextFilled(page, next - 1));
};
