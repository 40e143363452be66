/**
 * Opens the database: private, durable, at the newest version, or refuses it in plain words and leaves it as it is.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { arrivals } from './arrivals.ts';
import { backup, complaintsOf, makePrivate } from './care.ts';
import { commit } from './commit.ts';
import { digestRows } from './digest-rows.ts';
import { inPlainWords, plainly, StoreError } from './error.ts';
import { type Migration, migrate, migrationsIn } from './migrate.ts';
import { outbox } from './outbox.ts';
import { passes } from './passes.ts';
import type { Store } from './store.ts';
import { views } from './views.ts';

export type StoreOptions = {
  /** Looks through the whole file for damage first (`quick_check`): for the start of a worker. */
  readonly check?: boolean;
  /** How long to wait for a lock, ms. */
  readonly timeout?: number;
  /** Other than the program's own: for tests of migration. */
  readonly migrations?: readonly Migration[];
};

const SCHEMA = new URL('./schema/', import.meta.url);

/** In this order; a setting that doesn't take is a reason not to start. */
const setPragmas = (db: Database.Database, timeout: number): void => {
  const set = (name: string, value: string, then: string | number): void => {
    db.pragma(`${name} = ${value}`);
    const found = db.pragma(name, { simple: true });
    if (found !== then)
      throw new StoreError(
        'unavailable',
        `The database's ${name} is ${String(found)}, not ${then}: is it on a network file system? Use a local disk.`,
      );
  };
  set('journal_mode', 'WAL', db.memory ? 'memory' : 'wal');
  // On every open: an existing WAL database comes up with NORMAL, which may forget commits when the power fails.
  set('synchronous', 'FULL', 2);
  set('foreign_keys', 'ON', 1);
  set('trusted_schema', 'OFF', 0);
  set('busy_timeout', String(timeout), timeout);
};

const refuseDamaged = (db: Database.Database, path: string): void => {
  const complaints = db
    .prepare<[], { quick_check: string }>('PRAGMA quick_check(3)')
    .all()
    .map((row) => row.quick_check);
  if (complaints[0] !== 'ok')
    throw new StoreError(
      'corrupt',
      `The database ${path} is damaged (${complaints.join('; ')}). It was left as it is: copy it away, then put a backup in its place.`,
    );
};

/** Opened, checked and migrated, but bare. */
const openDatabase = (path: string, options: StoreOptions): Database.Database => {
  const memory = path === ':memory:';
  if (!memory) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    makePrivate(path);
  }
  const timeout = options.timeout ?? 5000;
  const db = new Database(path, { timeout });
  try {
    setPragmas(db, timeout);
    if (options.check === true) refuseDamaged(db, path);
    migrate(db, path, options.migrations ?? migrationsIn(SCHEMA));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Errors of the file system before SQLite ever sees the file. */
const asStoreError = (error: unknown, path: string): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new StoreError(
      'readonly',
      `The database ${path} can't be written. Give the user that runs mailroom write permission on the file and its folder.`,
      { cause: error },
    );
  if (code === 'ENOSPC')
    return new StoreError('full', `The database ${path} can't be made: the disk is full. Make room and try again.`, {
      cause: error,
    });
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR' || code === 'ENOENT')
    return new StoreError(
      'unavailable',
      `The database ${path} can't be opened: part of its path is a file where a folder should be, or the other way round. Check DATA_DIR.`,
      { cause: error },
    );
  return inPlainWords(error, path);
};

/**
 * The store in the file `path` (`:memory:` for one that is forgotten), made where there is none. Throws StoreError; a file that is
 * newer, damaged or another program's is never written to.
 */
export const openStore = (path: string, options: StoreOptions = {}): Store => {
  try {
    const db = openDatabase(path, options);
    return plainly<Store>(
      {
        ...arrivals(db),
        ...commit(db),
        ...outbox(db),
        ...views(db),
        ...digestRows(db),
        ...passes(db, db.memory ? null : `${path}-pass`),
        batch: (work) => db.transaction(work).immediate(),
        backup: async (to, now) => {
          try {
            await backup(db, to, now);
          } catch (error) {
            throw asStoreError(error, to);
          }
        },
        integrity: () => complaintsOf(db),
        close: () => {
          if (!db.memory) db.pragma('wal_checkpoint(TRUNCATE)');
          db.close();
        },
      },
      path,
    );
  } catch (error) {
    throw asStoreError(error, path);
  }
};
