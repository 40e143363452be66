/**
 * The sum: every message that the mailbox ever showed is in one class, and the mailbox holds none that isn't in the books.
 */
import type { Class, DigestRows } from './rows.ts';
import { counted } from './words.ts';

export type Sum = {
  readonly adds: boolean;
  readonly total: number;
  readonly classes: readonly { readonly class: Class; readonly count: number }[];
  /** One sentence; where it doesn't add up, what is missing and what to do. */
  readonly line: string;
};

const mismatch = ({ name, exists, rows }: DigestRows['mailboxes'][number]): string =>
  exists > rows
    ? `${name} holds ${counted(exists, 'message')}, and only ${rows.toLocaleString('en')} of them ${rows === 1 ? 'is' : 'are'} in the books`
    : `${name} holds ${counted(exists, 'message')}, and the books say ${rows.toLocaleString('en')}`;

/** Compares the books with what each mailbox said it holds at the last pass. */
export const sumOf = (rows: DigestRows): Sum => {
  const classes = rows.sum;
  const total = classes.reduce((sum, { count }) => sum + count, 0);
  const wrong = rows.mailboxes.filter(({ exists, rows: known }) => exists !== known);
  const parts = classes
    .filter(({ count }) => count > 0)
    .map(({ class: name, count }) => `${count.toLocaleString('en')} ${name}`);
  const books = `${counted(total, 'message')} in all${parts.length === 0 ? '' : ` = ${parts.join(' + ')}`}`;
  if (wrong.length > 0)
    return {
      adds: false,
      total,
      classes,
      line: `THE SUM IS WRONG: ${wrong.map(mismatch).join('; ')}. Run "mailroom status". ${books}.`,
    };
  const holds = rows.mailboxes.reduce((sum, { exists }) => sum + exists, 0);
  const now =
    rows.mailboxes.length === 0 ? '' : ` The mailbox holds ${counted(holds, 'message')} now, and all are in the books.`;
  return { adds: true, total, classes, line: `${books}.${now}` };
};
