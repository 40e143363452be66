/**
 * CSV (RFC 4180) that a spreadsheet can't be made to run.
 */

/**
 * Attack: a cell that begins like this is a formula to Excel, LibreOffice or Sheets, and can send the rest of the sheet elsewhere;
 * blanks before it, and its fullwidth forms, don't help.
 */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** One cell, quoted; what would be a formula gets an apostrophe in front, which spreadsheets take for "this is text". */
export const cell = (value: string | boolean | null): string => {
  const text = value === null ? '' : String(value).replaceAll('\0', '');
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

/** Rows under their heading, each ended by CRLF. */
export const csv = (heading: readonly string[], rows: readonly (readonly (string | boolean | null)[])[]): string =>
  [heading, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
