/**
 * What was measured, as a table in Markdown.
 */

export type Row = {
  readonly what: string;
  /** A ratio, or a figure with its unit. */
  readonly measured: number;
  readonly unit: '' | ' ms' | ' %' | ' MB';
  /** `most` 1.2: at most that. Null: measured only. */
  readonly target: { readonly most: number } | { readonly least: number } | null;
  /** What both sides of the ratio took. */
  readonly detail: string;
};

/** Two sides of a ratio: `ours` over `theirs`, each ms for `count` mails. */
export const ratio = (
  what: string,
  [ours, theirs]: readonly [number, number],
  count: number,
  target: Row['target'],
): Row => ({
  what,
  measured: ours / theirs,
  unit: '',
  target,
  detail: `${each(ours, count)} against ${each(theirs, count)} a mail`,
});

/** Time for one of `count`, with its unit. */
export const each = (ms: number, count: number): string => {
  const one = ms / count;
  return one < 1 ? `${(1000 * one).toFixed(0)} µs` : `${one.toFixed(2)} ms`;
};

/** Ratios below 1 with three digits too. */
const digits = ({ unit, measured }: Row): number =>
  unit === '' ? (measured < 1 ? 3 : 2) : unit === ' MB' || unit === ' ms' ? 0 : 1;

/** A difference may come out as nothing, and then as `-0`. */
const measuredText = (row: Row): string =>
  `${row.measured.toFixed(digits(row)).replace(/^-(0(?:\.0+)?)$/, '$1')}${row.unit}`;

const targetText = (row: Row): string => {
  if (row.target === null) return '';
  const [word, bound] = 'most' in row.target ? ['at most', row.target.most] : ['at least', row.target.least];
  return `${word} ${bound}${row.unit}`;
};

const isMet = ({ target, measured }: Row): boolean =>
  target === null || ('most' in target ? measured <= target.most : measured >= target.least);

const markOf = (row: Row): string => (row.target === null ? '' : isMet(row) ? 'met' : 'MISSED');

/** The table, its columns aligned. */
export const tableOf = (rows: readonly Row[]): string => {
  const cells = [
    ['What', 'Measured', 'Target', '', 'In figures'],
    ...rows.map((row) => [row.what, measuredText(row), targetText(row), markOf(row), row.detail]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(3, ...cells.map((line) => line[column]?.length ?? 0))) ?? [];
  const lines = cells.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
};
