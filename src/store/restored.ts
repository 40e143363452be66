/**
 * A backup that was put in the place of the database. SQLite would replay whatever `-wal` lies beside it, also one that a killed worker
 * left for another file: that mixes two databases (https://sqlite.org/howtocorrupt.html 1.4). So a backup says what it is in its
 * header, where it can be seen before anything is replayed.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { StoreError } from './error.ts';

/** "MAIL": tells our databases from other programs' (https://sqlite.org/fileformat.html#application_id). */
export const APPLICATION_ID = 0x4d41494c;
/** "MAIC": a backup that was never opened as the database. */
const COPY_ID = 0x4d414943;
const AT = 68;

/** Whether the number of a database's owner is one of ours. */
export const isOurs = (id: number): boolean => id === APPLICATION_ID || id === COPY_ID;

/** Makes the open database a backup. */
export const callCopy = (db: Database.Database): void => {
  db.pragma(`application_id = ${COPY_ID}`);
};

const idInHeader = (path: string): number => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return readSync(file, bytes, 0, 4, AT) === 4 ? bytes.readUInt32BE() : 0;
  } finally {
    closeSync(file);
  }
};

/** Whether the file is a backup that was never opened as the database. */
export const isCopy = (path: string): boolean => idInHeader(path) === COPY_ID;

/** Writes the whole -wal back into the file, and empties it. False where somebody reads meanwhile, and it wasn't done. */
export const emptyWal = (db: Database.Database): boolean =>
  db.prepare<[], { busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0;

/** Throws StoreError for a backup beside which the `-wal` of another database lies; before anything is opened, so that nothing is replayed. */
export const refuseStaleWal = (path: string): void => {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (wal === undefined || wal.size === 0 || !isCopy(path)) return;
  throw new StoreError(
    'foreign',
    `${path} is a backup, but ${path}-wal beside it belongs to the database that was there before. Move ${path}-wal and ${path}-shm away, then start again.`,
  );
};

/**
 * From now on a backup is the database. The header itself says so when this returns: from then on its `-wal` is its own. Throws
 * StoreError where somebody is reading.
 */
export const adopt = (db: Database.Database, path: string): void => {
  if (db.pragma('application_id', { simple: true }) !== COPY_ID) return;
  db.pragma(`application_id = ${APPLICATION_ID}`);
  if (!emptyWal(db)) throw new StoreError('busy', `The backup ${path} is being read. Try again when that is done.`);
};
