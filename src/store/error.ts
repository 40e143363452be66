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
  /** SQLite itself isn't there, or was built for another Node. */
  | 'unbuilt'
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

type Words = readonly [trouble: StoreTrouble, words: string];

const BUSY: Words = ['busy', 'is in use by another program that keeps it locked. Try again when that one is done.'];
const FULL: Words = [
  'full',
  "can't grow: the disk is full. Make room; nothing was lost, and the next pass goes on from here.",
];
const READONLY: Words = [
  'readonly',
  "can't be written. Give the user that runs mailroom write permission on the file and its folder.",
];
const CORRUPT: Words = [
  'corrupt',
  'is damaged, or no database at all. It was left as it is: move it and its -wal and -shm away, then put a backup in its place.',
];
const CLOSED: Words = [
  'unavailable',
  "can't be opened. Check that its folder exists, and that the user that runs mailroom may write there.",
];
const DISK: Words = ['unavailable', "can't be read or written. Check the disk, its free space and its mount."];

/** Primary result codes of SQLite, with which the extended ones begin (https://sqlite.org/rescode.html). */
const SQLITE: readonly (readonly [code: string, words: Words])[] = [
  ['SQLITE_BUSY', BUSY],
  ['SQLITE_LOCKED', BUSY],
  ['SQLITE_FULL', FULL],
  // Where there is no room even for the index beside the -wal.
  ['SQLITE_IOERR_SHMSIZE', FULL],
  ['SQLITE_IOERR', DISK],
  ['SQLITE_READONLY', READONLY],
  ['SQLITE_PERM', READONLY],
  ['SQLITE_CANTOPEN', CLOSED],
  ['SQLITE_CORRUPT', CORRUPT],
  ['SQLITE_NOTADB', CORRUPT],
];

/** Errors of the file system, for what is done to the file beside SQLite. */
const SYSTEM: ReadonlyMap<string, Words> = new Map([
  ['EACCES', READONLY],
  ['EPERM', READONLY],
  ['EROFS', READONLY],
  ['ENOSPC', FULL],
  ['EDQUOT', FULL],
  ['ENOENT', CLOSED],
  ['ENOTDIR', CLOSED],
  ['EEXIST', CLOSED],
  ['EISDIR', CLOSED],
  ['EIO', DISK],
]);

const wordsFor = (error: Error & { readonly code: unknown }): Words | undefined => {
  const code = String(error.code);
  return error instanceof Database.SqliteError
    ? SQLITE.find(([primary]) => code === primary || code.startsWith(`${primary}_`))?.[1]
    : SYSTEM.get(code);
};

/** How Node and `bindings` tell that a native module was built for another Node, is damaged, or was never built. */
const isUnbuilt = (error: unknown): boolean =>
  error instanceof Error && ('tries' in error || ('code' in error && error.code === 'ERR_DLOPEN_FAILED'));

/** An error of SQLite or of the file system as a StoreError that names the file; any other error as it is. */
export const inPlainWords = (error: unknown, path: string): unknown => {
  if (isUnbuilt(error)) {
    const words = `better-sqlite3 can't be loaded by Node ${process.version}: run npm ci where mailroom is installed. The database ${path} was not touched.`;
    return new StoreError('unbuilt', words, { cause: error });
  }
  if (!(error instanceof Error && 'code' in error)) return error;
  const words = wordsFor(error);
  return words === undefined
    ? error
    : new StoreError(words[0], `The database ${path} ${words[1]} (${String(error.code)})`, { cause: error });
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
