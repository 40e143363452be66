/**
 * What is said of a letter that somebody's order wrote.
 */

/** `hold`: why it waits, null where it doesn't. */
export const letterLine = (template: string, to: string, hold: string | null): string =>
  hold === null
    ? `A letter (${template}) to ${to} leaves with the next pass: mailroom poll`
    : `A letter (${template}) to ${to} is held: ${hold}`;
