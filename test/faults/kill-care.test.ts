/** kill -9 while the database is migrated, and while it is copied. Run from `dist`, after a build. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KILL_AT, KILLING } from '../support/kill.ts';
import { arrive, freshDir, offer, removeDir, run, start } from '../support/program.ts';

const MIGRATE = fileURLToPath(new URL('../support/migrate-once.mjs', import.meta.url));

/** A folder with mail decided and answered, to be copied. */
let dir: string;
let database: string;
beforeAll(async () => {
  dir = freshDir();
  database = join(dir, 'data', 'mailroom.db');
  for (const who of ['ann', 'ben']) arrive(dir, who, offer(who, null));
  const { exit, err } = await run(dir, ['poll']);
  expect([exit, err]).toEqual([0, '']);
});
afterAll(() => removeDir(dir));

const migrate = (path: string, env: Record<string, string>) =>
  spawnSync(process.execPath, ['--import', KILL_AT, MIGRATE, path], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });

type Content = { readonly version: number; readonly sound: boolean; readonly mails: readonly unknown[] };

/** What is in a database, looked at by nobody's code but SQLite's. */
const contentOf = (path: string): Content => {
  const db = new Database(path, { fileMustExist: true });
  try {
    return {
      version: Number(db.pragma('user_version', { simple: true })),
      sound: db.pragma('integrity_check', { simple: true }) === 'ok',
      mails: db.prepare('SELECT id, subject, decision FROM message ORDER BY id').all(),
    };
  } finally {
    db.close();
  }
};

const linesOf = (trace: string): readonly string[] => readFileSync(trace, 'utf8').trimEnd().split('\n');

/** Before and after each step of what wrote this trace. */
const edges = (trace: string): readonly string[] =>
  linesOf(trace).flatMap((_, index) => [`${index + 1} before`, `${index + 1} after`]);

test('fault: kill -9 in a migration, at each of its statements | user sees: the next start migrates | guaranteed: the old version whole or the new one whole, and a sound copy of the old', () => {
  const place = join(dir, 'migration');
  mkdirSync(place);
  const path = join(place, 'mailroom.db');
  const before = contentOf(database);
  const trace = join(place, 'trace');
  const fresh = (): void => {
    for (const name of [
      'mailroom.db',
      'mailroom.db-wal',
      'mailroom.db-shm',
      `mailroom.db-before-v${before.version + 1}`,
    ])
      rmSync(join(place, name), { force: true });
    copyFileSync(database, path);
  };
  fresh();
  expect(migrate(path, { KILL_TRACE: trace }).status).toBe(0);
  expect(contentOf(path)).toMatchObject({ version: before.version + 1, mails: before.mails });
  const points = edges(trace);
  for (const point of points) {
    fresh();
    expect(migrate(path, { KILL_AT: point }).signal, point).toBe('SIGKILL');
    const copy = `${path}-before-v${before.version + 1}`;
    if (existsSync(copy)) expect(contentOf(copy), point).toEqual(before);
    const left = contentOf(path);
    expect([left.sound, left.mails], point).toEqual([true, before.mails]);
    expect([before.version, before.version + 1], point).toContain(left.version);
    if (left.version > before.version) expect(existsSync(copy), point).toBe(true);
    expect(migrate(path, {}).status, point).toBe(0);
    expect(contentOf(path), point).toEqual({ ...before, version: before.version + 1 });
  }
  process.stdout.write(`kill -9 in a migration: ${points.length} survived\n`);
}, 300_000);

test('fault: kill -9 in a backup, at each of its steps | user sees: no backup of that name, or the earlier one | guaranteed: what has the name is whole and sound, and work goes on', async () => {
  const before = contentOf(database);
  const copy = join(dir, 'copy.db');
  const trace = join(dir, 'trace');
  const backup = (env: Record<string, string>) => start(dir, ['backup', copy], env, KILLING).ended;
  expect((await backup({ KILL_TRACE: trace })).exit).toBe(0);
  rmSync(copy);
  const points = edges(trace);
  for (const point of points) {
    expect((await backup({ KILL_AT: point })).signal, point).toBe('SIGKILL');
    if (existsSync(copy)) expect(contentOf(copy), point).toEqual(before);
    expect(contentOf(database), point).toEqual(before);
  }
  expect((await backup({})).exit, 'whatever the killed ones left').toBe(0);
  expect(contentOf(copy)).toEqual(before);
  process.stdout.write(`kill -9 in a backup: ${points.length} survived\n`);
}, 300_000);
