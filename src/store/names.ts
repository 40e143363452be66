/**
 * Names that people see (`M-0107`, `A-0012`, `DS-0042`) and the numbers behind them.
 */

const padded = (number: number): string => String(number).padStart(4, '0');

/** A message, by its row. */
export const messageName = (id: number): string => `M-${padded(id)}`;

/** A row of the ledger that was never read, and so has no message. */
export const arrivalName = (id: number): string => `A-${padded(id)}`;

const numberAfter = (prefix: string, name: string): number | null => {
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
};

/** The row that a name such as `M-0107` stands for; null where it isn't one. */
export const messageNumber = (name: string): number | null => numberAfter('M-', name);

/** The row that a name such as `A-0012` stands for; null where it isn't one. */
export const arrivalNumber = (name: string): number | null => numberAfter('A-', name);

/** 42 of `DS-0042`; throws where there is none, for then the decision that made the name is wrong. */
export const submissionNumber = (reference: string): number => {
  const number = numberAfter(reference.slice(0, reference.lastIndexOf('-') + 1), reference);
  if (number === null) throw new Error(`"${reference}" isn't a reference such as DS-0042`);
  return number;
};

/** What follows the @, in lower case; empty where there is no @. */
export const domainOf = (address: string): string =>
  address.includes('@') ? address.slice(address.lastIndexOf('@') + 1).toLowerCase() : '';

/** How many ids of one mail are looked up: References can be as long as a sender likes. */
const MAX_IDS = 200;

/** The first ids, which a mail answers, and the last, which are the newest of its References. */
export const boundedIds = (ids: readonly string[]): readonly string[] =>
  ids.length <= MAX_IDS ? ids : [...ids.slice(0, MAX_IDS / 2), ...ids.slice(-MAX_IDS / 2)];
