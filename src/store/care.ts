/**
 * Copies of the database, and whether it is sound.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { syncFolder } from '../durable.ts';
import { StoreError } from './error.ts';
import { callCopy, isCopy } from './restored.ts';
import type { Store } from './store.ts';

/** For the owner alone: it holds people's mail. */
export const PRIVATE = 0o600;

/** Makes an empty file that nobody else may read, where there is none. SQLite gives its -wal and -shm the same mode. */
export const createPrivate = (path: string): void => closeSync(openSync(path, 'a', PRIVATE));

/** What `PRAGMA integrity_check` and `foreign_key_check` complain of; empty where all is well. */
export const complaintsOf = (db: Database.Database): readonly string[] => [
  ...db
    .prepare<[], { integrity_check: string }>('PRAGMA integrity_check(20)')
    .all()
    .map((row) => row.integrity_check)
    .filter((line) => line !== 'ok'),
  ...db
    .prepare<[], { table: string; rowid: number | null; parent: string }>('PRAGMA foreign_key_check')
    .all()
    .slice(0, 20)
    .map((row) => `row ${row.rowid ?? '?'} of ${row.table} refers to a row of ${row.parent} that isn't there`),
];

/** Where a copy grows: what a killed attempt left must not be taken for a part of it, least of all a -wal. */
const freshPartial = (to: string): string => {
  const partial = `${to}.partial`;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${suffix}`, { force: true });
  createPrivate(partial);
  return partial;
};

/** Gives a whole copy its name, durably: until then what had the name stays. */
const putInPlace = (partial: string, to: string): void => {
  const file = openSync(partial, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, to);
  syncFolder(dirname(to));
};

/** A whole copy of the database at `to`, mode 0600, in place of what was there; it appears under its name only when complete. */
export const copyInto = (db: Database.Database, to: string): void => {
  const partial = freshPartial(to);
  db.prepare('VACUUM INTO ?').run(partial);
  putInPlace(partial, to);
};

/** Marks a copy: whoever puts it in the original's place must say that mail may be sent again. */
const markAsCopy = (path: string, now: number): void => {
  const copy = new Database(path, { fileMustExist: true });
  try {
    const complaints = complaintsOf(copy);
    if (complaints.length > 0)
      throw new StoreError(
        'corrupt',
        `The copy ${path} isn't sound: ${complaints.join('; ')}. The original needs a check: run \`mailroom doctor\`.`,
      );
    copy
      .prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('held', ?)")
      .run(`this database was restored from the backup of ${new Date(now).toISOString()}`);
    callCopy(copy);
  } finally {
    copy.close();
  }
};

/** What is no backup stays: the database itself, its key, anybody's file that was named by a slip. */
const refuseOther = (to: string): void => {
  const there = statSync(to, { throwIfNoEntry: false });
  if (there === undefined || (there.isFile() && isCopy(to))) return;
  throw new StoreError('foreign', `${to} is there already, and is no backup of mailroom's. Name another file.`);
};

/**
 * An online backup: whole, checked, mode 0600, in place of an older one of that name only once it proved sound. Sending is held in
 * a database restored from it, since what was sent after the backup isn't known there. Throws StoreError for a file that is none.
 */
export const backup = async (db: Database.Database, to: string, now: number): Promise<void> => {
  refuseOther(to);
  const partial = freshPartial(to);
  await db.backup(partial);
  markAsCopy(partial, now);
  putInPlace(partial, to);
};

/** The store's retention. */
export const retention = (db: Database.Database): Pick<Store, 'dropIgnored'> => {
  const droppable = db.prepare<[number], { id: number }>(
    // What was read of it holds its words too; the signs by which it was decided stay, to explain it.
    `UPDATE message SET has_source = 0,
       reading = json_set(reading, '$.text', '', '$.elided', '', '$.insertions', json('[]'), '$.offers', json('[]'))
     WHERE disposition = 'ignore' AND has_source = 1 AND decided_at < ? RETURNING id`,
  );
  const drop = db.prepare<[number]>('DELETE FROM source WHERE message = ?');
  const dropIgnored = (before: number): number => {
    const rows = droppable.all(before);
    for (const { id } of rows) drop.run(id);
    return rows.length;
  };
  return { dropIgnored: db.transaction(dropIgnored).immediate };
};
