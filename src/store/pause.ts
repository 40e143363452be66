/**
 * The sending account was refused, its quota is used up, or its server is out of reach: nothing leaves for a while, whichever mail it was that met with it.
 */
import type Database from 'better-sqlite3';
import type { Pause, Store } from './store.ts';

/** No pause is that long, ms: one that seems to be was written by a clock that ran ahead. */
const LONGEST = 2 * 60 * 60_000;

const statements = (db: Database.Database) => ({
  pause: db.prepare<[string]>(`INSERT OR REPLACE INTO setting (name, value) VALUES ('paused', ?)`),
  paused: db.prepare<[], { value: string }>(`SELECT value FROM setting WHERE name = 'paused'`),
});

/** The pause's part of the store. It ends by itself, with the first mail that is taken, or by a person's word on a reply. */
export const pausing = (db: Database.Database): Pick<Store, 'pauseSending' | 'sendingPaused'> => {
  const sql = statements(db);
  return {
    pauseSending: (pause) => {
      sql.pause.run(JSON.stringify(pause));
    },
    sendingPaused: (now) => {
      const row = sql.paused.get();
      if (row === undefined) return null;
      const pause = JSON.parse(row.value) as Pause;
      return now < pause.until && pause.until - now <= LONGEST ? pause : null;
    },
  };
};

/** A function that ends a pause. */
export const endPause = (db: Database.Database): (() => void) => {
  const end = db.prepare<[]>(`DELETE FROM setting WHERE name = 'paused'`);
  return () => {
    end.run();
  };
};
