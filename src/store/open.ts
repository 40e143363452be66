/**
 * Opens the database: private, durable, at the newest version, or refuses it in plain words and leaves it as it is.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { arrivals } from './arrivals.ts';
import { backup, complaintsOf, createPrivate, PRIVATE, retention } from './care.ts';
import { commit } from './commit.ts';
import { digestRows } from './digest-rows.ts';
import { inPlainWords, plainly, StoreError } from './error.ts';
import type { TextOf } from './facts.ts';
import { forget } from './forget.ts';
import { type Migration, migrate, migrationsIn, refuse } from './migrate.ts';
import { outbox } from './outbox.ts';
import { passes } from './passes.ts';
import { pausing } from './pause.ts';
import { adopt, refuseStaleWal } from './restored.ts';
import type { Durable, Store } from './store.ts';
import { views } from './views.ts';

export type StoreOptions = {
  /** Looks through the whole file for damage first (`quick_check`): for the start of a worker. */
  readonly check?: boolean;
  /** How long to wait for a lock, ms. */
  readonly timeout?: number;
  /** For those who decide: a letter that this database has only as a draft may have been sent after it was copied. */
  readonly textOf?: TextOf;
  /** Other than the program's own: for tests of migration. */
  readonly migrations?: readonly Migration[];
};

const SCHEMA = new URL('./schema/', import.meta.url);

/** The settings of every connection, in this order; `timeout` in ms. Throws StoreError where one doesn't take: then nothing is durable. */
export const setPragmas = (db: Database.Database, timeout: number): void => {
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
  // What undoes one mail of a batch stays in memory: SQLite would write every page that a mail touches into a file for it.
  set('temp_store', 'MEMORY', 2);
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
      `The database ${path} is damaged (${complaints.join('; ')}). It was left as it is: move it and its -wal and -shm away, then put a backup in its place.`,
    );
};

/** The store's `batch`. Without a sync of its own, a commit lies in the -wal until the next sync there, which is that of any other. */
const batching = (db: Database.Database): Store['batch'] => {
  const inOne = db.transaction((work: () => unknown): unknown => work()).immediate;
  return <Result>(work: () => Result, durable: Durable = 'now'): Result => {
    const isLoose = durable === 'soon' && !db.inTransaction;
    if (isLoose) db.exec('PRAGMA synchronous = NORMAL');
    try {
      return inOne(work) as Result;
    } finally {
      if (isLoose) db.exec('PRAGMA synchronous = FULL');
    }
  };
};

/** The words of drafts that have them, and no others. */
const knownText: TextOf = (draft) => ('text' in draft ? draft.text : '');

/** The store over an open database at the newest version; `path` is for its messages, and for the files beside it. */
export const storeOver = (db: Database.Database, path: string, textOf: TextOf = knownText): Store =>
  plainly<Store>(
    {
      ...arrivals(db),
      ...commit(db, textOf),
      ...outbox(db),
      ...pausing(db),
      ...views(db),
      ...digestRows(db),
      ...forget(db),
      ...retention(db),
      ...passes(db, db.memory ? null : join(dirname(path), 'newest.pass'), () => refuseDamaged(db, path)),
      batch: batching(db),
      backup: async (to, now) => {
        try {
          await backup(db, to, now);
        } catch (error) {
          throw inPlainWords(error, to);
        }
      },
      integrity: () => complaintsOf(db),
      // The last one to close also writes the -wal back into the file.
      close: () => {
        db.close();
      },
    },
    path,
  );

const openChecked = (path: string, options: StoreOptions): Store => {
  const { timeout = 5000, migrations = migrationsIn(SCHEMA) } = options;
  const onDisk = path !== ':memory:';
  if (onDisk) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createPrivate(path);
    refuseStaleWal(path);
  }
  const db = new Database(path, { timeout });
  try {
    refuse(db, path, migrations.length);
    if (onDisk) chmodSync(path, PRIVATE);
    setPragmas(db, timeout);
    if (options.check === true) refuseDamaged(db, path);
    adopt(db, path);
    migrate(db, path, migrations);
    return storeOver(db, path, options.textOf);
  } catch (error) {
    db.close();
    throw error;
  }
};

/**
 * The store in the file `path` (`:memory:` for one that is forgotten), made where there is none. Throws StoreError; a file that is
 * newer, damaged or another program's is never written to.
 */
export const openStore = (path: string, options: StoreOptions = {}): Store => {
  try {
    return openChecked(path, options);
  } catch (error) {
    throw inPlainWords(error, path);
  }
};
