/**
 * Numbered migrations: `schema/0001-*.sql` takes a database from version 0 to 1. `user_version` is part of the transaction, so a
 * database is at one version or at the next, never between. Whoever changes how events are folded adds a migration too, be it only
 * a comment: with each, all submissions are folded anew.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { copyInto } from './care.ts';
import { StoreError } from './error.ts';
import { refold } from './events.ts';
import { APPLICATION_ID, isOurs } from './restored.ts';

export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

/** The migrations in a folder, in order; throws where their numbers have a gap or a double, which only a broken installation has. */
export const migrationsIn = (folder: URL): readonly Migration[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name, index) => {
      const version = Number(name.slice(0, 4));
      if (version !== index + 1) throw new Error(`${name}: expected migration number ${index + 1}`);
      return { version, name, sql: readFileSync(new URL(name, folder), 'utf8') };
    });

const pragma = (db: Database.Database, name: 'user_version' | 'application_id'): number =>
  Number(db.pragma(name, { simple: true }));

const refuseForeign = (db: Database.Database, path: string): void => {
  const id = pragma(db, 'application_id');
  const tables = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0;
  if (isOurs(id) || (id === 0 && tables === 0)) return;
  throw new StoreError('foreign', `${path} is another program's database. Set DATA_DIR to a folder of mailroom's own.`);
};

const refuseNewer = (version: number, newest: number, path: string): void => {
  if (version <= newest) return;
  throw new StoreError(
    'newer',
    `${path} was written by a newer mailroom (its version is ${version}, this program knows ${newest}). Install that version again, or go back to a backup from before.`,
  );
};

/** Throws StoreError for a database that isn't ours or is newer than `newest`; only reads. */
export const refuse = (db: Database.Database, path: string, newest: number): void => {
  refuseForeign(db, path);
  refuseNewer(pragma(db, 'user_version'), newest, path);
};

/** The submission table is a cache of a fold that a new version may do otherwise. */
const refoldAll = (db: Database.Database): void => {
  const foldAnew = refold(db);
  for (const { reference } of db.prepare<[], { reference: string }>('SELECT reference FROM submission').all())
    foldAnew(reference);
};

/** Brings a database that wasn't refused to the newest version in one IMMEDIATE transaction; an existing one is first copied to `PATH-before-v2`. */
export const migrate = (db: Database.Database, path: string, migrations: readonly Migration[]): void => {
  const newest = migrations.length;
  const found = pragma(db, 'user_version');
  if (found === newest) return;
  if (found > 0 && !db.memory) copyInto(db, `${path}-before-v${newest}`);
  db.transaction(() => {
    // Another process may have been quicker while this one waited for the lock.
    const version = pragma(db, 'user_version');
    for (const migration of migrations.slice(version)) db.exec(migration.sql);
    refoldAll(db);
    db.pragma(`user_version = ${newest}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
  }).immediate();
};
