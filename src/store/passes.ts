/**
 * What is remembered of passes, mailboxes and digests; and whether this database is the newest that its folder has seen.
 */
import { readFileSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { PassDone } from '../digest/rows.ts';
import { replaceDurably } from '../durable.ts';
import type { Store } from './store.ts';

const PASSES_KEPT = 10_000;

/** How passes went, for views and alerts. Times are epoch ms. */
export const passHistory = (db: Database.Database) => {
  const last = db.prepare<[], { at: number; error: string | null }>(
    'SELECT ended_at AS at, error FROM pass WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1',
  );
  const good = db.prepare<[], { at: number | null }>(
    'SELECT max(ended_at) AS at FROM pass WHERE ended_at IS NOT NULL AND error IS NULL',
  );
  const first = db.prepare<[], { at: number }>('SELECT began_at AS at FROM pass ORDER BY id LIMIT 1');
  const lastGoodPass = (): number | null => good.get()?.at ?? null;
  return {
    lastPass: (): PassDone | null => {
      const row = last.get();
      return row === undefined ? null : { at: row.at, ok: row.error === null, error: row.error };
    },
    lastGoodPass,
    firstPass: (): number | null => first.get()?.at ?? null,
  };
};

const statements = (db: Database.Database) => ({
  began: db.prepare<[number]>('INSERT INTO pass (began_at) VALUES (?)'),
  ended: db.prepare<[number, string | null, string, number]>(
    'UPDATE pass SET ended_at = ?, error = ?, summary = ? WHERE id = ?',
  ),
  /** A year of passes every two minutes would be a quarter of a million rows that nobody looks at. How long no pass was good stays known. */
  prune: db.prepare<[number]>(
    `DELETE FROM pass WHERE id <= ? AND id > (SELECT min(id) FROM pass)
       AND id IS NOT (SELECT id FROM pass WHERE ended_at IS NOT NULL AND error IS NULL ORDER BY id DESC LIMIT 1)`,
  ),
  last: db.prepare<[], { id: number; began_at: number }>(
    'SELECT id, began_at FROM pass WHERE id = (SELECT max(id) FROM pass)',
  ),
  note: db.prepare<[string, number, number]>(
    `INSERT INTO mailbox (name, says_exist, noted_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET says_exist = excluded.says_exist, noted_at = excluded.noted_at`,
  ),
  digest: db.prepare<[number]>('INSERT INTO digest (at) VALUES (?)'),
  held: db.prepare<[], { value: string }>(`SELECT value FROM setting WHERE name = 'held'`),
  hold: db.prepare<[string]>(`INSERT INTO setting (name, value) VALUES ('held', ?) ON CONFLICT (name) DO NOTHING`),
  resume: db.prepare<[]>(`DELETE FROM setting WHERE name = 'held'`),
});

/** The number of the newest pass that this folder has seen, kept beside the database. 0 where there is none, or it is unreadable. */
const newestSeen = (file: string): number => {
  try {
    const number = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(number) ? number : 0;
  } catch {
    return 0;
  }
};

type PassPart =
  | 'passHistory'
  | 'passBegan'
  | 'passEnded'
  | 'noteMailbox'
  | 'digestMade'
  | 'sendingHeld'
  | 'resumeSending';

const DAY = 86_400_000;

/**
 * The passes' part of the store. `refuseDamaged` looks through the whole file, and throws: with the first pass of each day, so that
 * damage where no pass comes by is found while backups from before it are still there. `file` is where the newest pass is noted, null
 * for a database in memory: a name apart from the database's, so that who moves `mailroom.db*` away leaves it. The note is written after
 * the row, so it is never ahead of its own database: a database that is behind the note is an older one put in its place.
 */
export const passes = (
  db: Database.Database,
  file: string | null,
  refuseDamaged: () => void,
): Pick<Store, PassPart> => {
  const sql = statements(db);
  const note = (pass: number): void => {
    if (file === null) return;
    replaceDurably(file, Buffer.from(String(pass)));
  };
  const newest = file === null ? 0 : newestSeen(file);
  const known = sql.last.get()?.id ?? 0;
  if (newest > known)
    sql.hold.run(
      known === 0
        ? `this database is new, but ${newest === 1 ? 'a pass' : `${newest} passes`} ran in its folder before: the database that knew whom they answered is gone`
        : `this database is older than the last pass (${newest}) that ran in its folder: it was restored or replaced`,
    );
  const history = passHistory(db);
  return {
    passHistory: () => ({ last: history.lastPass(), goodAt: history.lastGoodPass() ?? history.firstPass() }),
    passBegan: (now) => {
      const last = sql.last.get();
      if (last !== undefined && Math.floor(last.began_at / DAY) !== Math.floor(now / DAY)) refuseDamaged();
      const id = Number(sql.began.run(now).lastInsertRowid);
      sql.prune.run(id - PASSES_KEPT);
      if (sql.held.get() === undefined) note(id);
      return id;
    },
    passEnded: (id, summary, error, now) => {
      sql.ended.run(now, error, JSON.stringify(summary), id);
    },
    noteMailbox: (mailbox, exists, now) => {
      sql.note.run(mailbox, exists, now);
    },
    digestMade: (now) => {
      sql.digest.run(now);
    },
    sendingHeld: () => sql.held.get()?.value ?? null,
    resumeSending: () => {
      sql.resume.run();
      if (file !== null) rmSync(file, { force: true });
    },
  };
};
