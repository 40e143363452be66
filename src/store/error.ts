/**
 * Trouble with the database, in words that an operator can act on.
 */
import Database from 'better-sqlite3';

export type StoreTrouble =
  /** Written by a newer version of the program. */
  | 'newer'
  /** Damaged. */
  | 'corrupt'
  /** A sound database, but not one of ours. */
  | 'foreign'
  /** Another program holds it. */
  | 'busy'
  | 'full'
  | 'readonly'
  /** The folder or the file can't be opened at all. */
  | 'unavailable'
  /** What was asked for isn't there. */
  | 'missing'
  /** An order that was obeyed before. */
  | 'repeated';

/** What the store throws, `message` in plain words with what to do next. Anything else that comes out of it is a mistake in the program. */
export class StoreError extends Error {
  readonly trouble: StoreTrouble;
  constructor(trouble: StoreTrouble, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.trouble = trouble;
  }
}

/** By primary result code, https://sqlite.org/rescode.html; extended codes begin with it. */
const WORDS: readonly (readonly [code: string, trouble: StoreTrouble, words: string])[] = [
  ['SQLITE_BUSY', 'busy', 'is in use by another program that keeps it locked. Try again when that one is done.'],
  ['SQLITE_LOCKED', 'busy', 'is in use by another program that keeps it locked. Try again when that one is done.'],
  [
    'SQLITE_FULL',
    'full',
    "can't grow: the disk is full. Make room; nothing was lost, and the next pass goes on from here.",
  ],
  ['SQLITE_IOERR', 'unavailable', "can't be read or written. Check the disk (`dmesg`), its free space and its mount."],
  [
    'SQLITE_READONLY',
    'readonly',
    "can't be written. Give the user that runs mailroom write permission on the file and its folder.",
  ],
  [
    'SQLITE_PERM',
    'readonly',
    "can't be written. Give the user that runs mailroom write permission on the file and its folder.",
  ],
  [
    'SQLITE_CANTOPEN',
    'unavailable',
    "can't be opened. Check that its folder exists and that the user that runs mailroom may write there.",
  ],
  [
    'SQLITE_CORRUPT',
    'corrupt',
    'is damaged. It was left as it is: copy it away, then put a backup in its place (`mailroom backup` makes them).',
  ],
  [
    'SQLITE_NOTADB',
    'corrupt',
    "isn't a database, or is damaged. It was left as it is: move it away, then put a backup in its place.",
  ],
];

/** An error of SQLite as a StoreError that names the file; any other error as it is. */
export const inPlainWords = (error: unknown, path: string): unknown => {
  if (!(error instanceof Database.SqliteError)) return error;
  const found = WORDS.find(([code]) => error.code === code || error.code.startsWith(`${code}_`));
  return found === undefined
    ? error
    : new StoreError(found[1], `The database ${path} ${found[2]} (${error.code})`, { cause: error });
};

/** The same functions, with SQLite's errors put into plain words. */
export const plainly = <T extends Readonly<Record<string, (...args: never[]) => unknown>>>(
  functions: T,
  path: string,
): T => {
  const wrap =
    <Args extends never[], Result>(call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        return call(...args);
      } catch (error) {
        throw inPlainWords(error, path);
      }
    };
  return Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, wrap(call)])) as T;
};
