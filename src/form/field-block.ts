/**
 * Lines -> every value that somebody may have meant for a field, with where it came from. Decides nothing.
 */
import type { ReadLine, Role } from '../mail/lines.ts';
import { withWholeLabels } from './cut-label.ts';
import { type Extra, extrasIn } from './extra.ts';
import { isHollow } from './fit.ts';
import type { Form } from './form.ts';
import { type Labels, labelsOf } from './label.ts';
import { labelPlaces } from './label-place.ts';
import { type Spot, spotsIn } from './labelled.ts';
import type { Page } from './page.ts';
import { type Remark, remarksIn } from './remark.ts';
import { type Row, rowsOf } from './row.ts';
import { type Words, wordsFor } from './value.ts';

export type { Extra };

/** Where a value was read, so that a person can find it again. */
export type Provenance = {
  readonly part: string;
  readonly line: number;
  readonly quoted: boolean;
  /** The words that were read as the value. */
  readonly raw: string;
  /** The label as it was written. */
  readonly label: string;
  /** The rule that tied the value to the label: `same line`, `next line`, `table cell`, `one line, split`..., or a remark's. */
  readonly rule: string;
};

export type Candidate = {
  readonly field: string;
  readonly provenance: Provenance;
  readonly role: Role;
  /** Which repetition of the form within the mail this stands in, from 0. */
  readonly block: number;
  /** Targets of links in the value (HTML), as the mail had them. */
  readonly links: readonly string[];
  /** Words of the value that were struck out or made bold: how some people mark a choice. */
  readonly struck: readonly string[];
  readonly bold: readonly string[];
  /** The whole lines that it was read from, label included: to compare with what we ourselves sent. */
  readonly lines: readonly string[];
};

export type FieldBlocks = {
  readonly candidates: readonly Candidate[];
  readonly extras: readonly Extra[];
};

const SURE: Readonly<Record<Spot['place']['sureness'], string>> = {
  exact: '',
  near: ', label misspelt',
  meaning: ', label by its words',
};

const candidateOf = (page: Page, spot: Spot, words: Words, block: number): Candidate => {
  const at = words.rows[0] ?? spot.row;
  const { line } = page.rows[at] as Row;
  const rows = [...new Set([spot.row, ...words.rows])];
  return {
    field: spot.place.field.key,
    provenance: {
      part: line.part,
      line: line.number,
      quoted: line.depth > 0 || line.role === 'quoted',
      raw: words.raw,
      label: spot.place.label,
      rule: words.rule + SURE[spot.place.sureness],
    },
    role: line.role,
    block,
    links: words.links,
    struck: words.struck,
    bold: words.bold,
    lines: rows.map((index) => page.rows[index]?.line.text ?? ''),
  };
};

const remarkOf = ({ field, rule }: Remark, { line, text }: Row, block: number): Candidate => ({
  field: field.key,
  provenance: { part: line.part, line: line.number, quoted: false, raw: text.trim(), label: '', rule },
  role: line.role,
  block,
  links: [],
  struck: [],
  bold: [],
  lines: [line.text],
});

/** How many fields follow from here until one comes again: a second form, or a field said twice. */
const runFrom = (spots: readonly Spot[], from: number): ReadonlySet<string> => {
  const fields = new Set<string>();
  for (let i = from; i < spots.length; i += 1) {
    const key = spots[i]?.place.field.key ?? '';
    if (fields.has(key)) break;
    fields.add(key);
  }
  return fields;
};

const FEWEST_FIELDS = 3;

const isBlock = (form: Form, fields: ReadonlySet<string>): boolean =>
  fields.size >= FEWEST_FIELDS ||
  form.fields
    .filter((field) => field.role === 'title' || field.role === 'location')
    .every((field) => fields.has(field.key));

/** The number of the block that each label stands in: a new one where the form begins again, or another quote depth does. */
const blocksOf = (form: Form, page: Page, spots: readonly Spot[]): readonly number[] => {
  let block = 0;
  let seen = new Set<string>();
  let before: string | null = null;
  return spots.map((spot, index) => {
    const { line } = page.rows[spot.row] as Row;
    const key = spot.place.field.key;
    const level = `${line.depth} ${line.role}`;
    const again = seen.has(key) && isBlock(form, runFrom(spots, index));
    if ((before !== null && level !== before) || again) {
      block += 1;
      seen = new Set();
    }
    seen.add(key);
    before = level;
    return block;
  });
};

const startsWithLabel = (labels: Labels) => (text: string) => {
  const first = labelPlaces(labels, text.slice(0, 200))[0];
  return first !== undefined && first.at !== 'middle' && first.separator !== 'none';
};

/** Every label of the form in `lines` with what was written for it, in order, and the lines near them that look like other fields. */
export const findFieldBlocks = (lines: readonly ReadLine[], form: Form): FieldBlocks => {
  const labels = labelsOf(form);
  const rows = withWholeLabels(labels, rowsOf(lines, startsWithLabel(labels)));
  const spots = spotsIn(labels, rows);
  if (spots.length === 0) return { candidates: [], extras: [] };
  const page: Page = { rows, labelled: new Set(spots.map((spot) => spot.row)) };
  const blocks = blocksOf(form, page, spots);
  const alone = (index: number): boolean =>
    spots[index - 1]?.row !== spots[index]?.row && spots[index + 1]?.row !== spots[index]?.row;
  const behind = (spot: Spot): string => rows[spot.row]?.text.slice(spot.place.value, spot.end) ?? '';
  const below = spots.map((spot) => isHollow(behind(spot)) && !page.labelled.has(spot.row + 1));
  const candidates = spots.flatMap((spot, index) =>
    wordsFor(page, spot, alone(index), below[index - 1] === true || below[index + 1] === true).map((words) => ({
      words,
      candidate: candidateOf(page, spot, words, blocks[index] ?? 0),
    })),
  );
  const used = new Set([...page.labelled, ...candidates.flatMap(({ words }) => words.rows)]);
  const remarks = remarksIn(rows, used, form).map((remark) =>
    remarkOf(remark, rows[remark.row] as Row, blocks.at(-1) ?? 0),
  );
  return {
    candidates: [...candidates.map(({ candidate }) => candidate), ...remarks],
    extras: extrasIn(rows, used),
  };
};
