/** Disks that are full, read-only, or damaged, under the whole program as a process. Run from `dist`, after a build. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recover, type Scene, scene } from '../support/kill.ts';
import { freshDir, limitedTo, removeDir, run, start } from '../support/program.ts';

let at: Scene;
beforeEach(async () => {
  at = await scene();
});
afterEach(() => at.clear());

const WELL = { lost: [], doubled: [], silent: [], complaints: [] };

test('fault: the disk is full, at whatever moment of a pass | user sees: exit 69 or 75, the file and what to check | guaranteed: each mail is kept and answered once when there is room', async () => {
  const exits: (number | null)[] = [];
  let limit = 100;
  for (; exits.at(-1) !== 0 && limit < 2000; limit += 60) {
    const { exit, err } = await start(at.dir, ['poll'], at.settings, limitedTo(limit)).ended;
    if (exit !== 0)
      expect([exit, err]).toEqual([
        expect.toSatisfy((code) => code === 69 || code === 75),
        expect.stringMatching(/^mailroom: .*mailroom\.db can't /m),
      ]);
    exits.push(exit);
  }
  expect(exits.length, 'it was full at several moments').toBeGreaterThan(4);
  const found = await recover(at);
  expect(found).toMatchObject(WELL);
  const taken = at.smtp.taken.map(({ to }) => to);
  // Taken by the server, but there was no room to note it: that is doubt, and nothing else is.
  for (const recipient of found.uncertain) expect(taken.join()).toContain(`<${recipient}>`);
  process.stdout.write(`full disk: ${exits.length - 1} passes failed, ${found.uncertain.length} replies uncertain\n`);
});

const canMount = (): boolean => {
  const dir = freshDir();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]);
  if (status === 0) spawnSync('umount', [dir]);
  removeDir(dir);
  return status === 0;
};

test.runIf(canMount())(
  'fault: no space left on the device, or hardly any (a small file system) | user sees: exit 75, that the disk is full | guaranteed: nothing is sent until there is room; then each mail is answered once',
  async () => {
    const dir = join(at.dir, 'data');
    const mailbox = spawnSync('tar', ['c', '-C', dir, 'mailbox']).stdout;
    const size = (kilobytes: number, how: string): void => {
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `${how}size=${kilobytes}k,mode=700`, 'tmpfs', dir]).status).toBe(
        0,
      );
    };
    size(512, '');
    try {
      spawnSync('tar', ['x', '-C', dir], { input: mailbox });
      for (const kilobytes of [512, 2000, 6000]) {
        size(kilobytes, 'remount,');
        const { exit, err } = await run(at.dir, ['poll'], at.settings);
        expect([exit, err]).toEqual([75, expect.stringMatching(/^mailroom: .*disk is full/m)]);
        expect(at.smtp.taken).toEqual([]);
      }
      size(20_000, 'remount,');
      expect(await recover(at)).toMatchObject({ ...WELL, uncertain: [] });
    } finally {
      spawnSync('umount', ['-l', dir]);
    }
  },
);

/** A folder that can't be written: by its mode, or for root, whom modes don't stop, by its mount. */
const readOnly = (dir: string): (() => void) => {
  if (process.getuid?.() !== 0) {
    chmodSync(dir, 0o500);
    return () => chmodSync(dir, 0o700);
  }
  expect(spawnSync('mount', ['--bind', dir, dir]).status).toBe(0);
  expect(spawnSync('mount', ['-o', 'remount,ro,bind', dir]).status).toBe(0);
  return () => spawnSync('umount', ['-l', dir]);
};

test.runIf(process.getuid?.() !== 0 || canMount())(
  'fault: DATA_DIR is read-only | user sees: exit 78, which folder and to make it writable | guaranteed: nothing is sent that could not be recorded',
  async () => {
    const writable = readOnly(join(at.dir, 'data'));
    try {
      const { exit, err } = await run(at.dir, ['poll'], at.settings);
      expect([exit, err]).toEqual([78, expect.stringMatching(/^mailroom: data.* (?:read-only|permission)/m)]);
      expect(at.smtp.taken).toEqual([]);
    } finally {
      writable();
    }
    expect(await recover(at)).toMatchObject({ ...WELL, uncertain: [] });
  },
);

/** Rubbish in the place of some pages. */
const damage = (path: string, from: number, to: number): Buffer => {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, from, Math.min(to, bytes.length));
  writeFileSync(path, bytes);
  return bytes;
};

test.each([
  ['its header', 0, 100],
  ['its schema', 100, 4096],
  ['pages in its middle', 8 * 4096, 30 * 4096],
] as const)(
  'fault: the database is damaged in %s | user sees: exit 65, that it is damaged and was left as it is | guaranteed: not a byte of it is overwritten, nothing is sent',
  async (_, from, to) => {
    await run(at.dir, ['poll'], at.settings);
    const path = join(at.dir, 'data', 'mailroom.db');
    const damaged = damage(path, from, to);
    at.smtp.taken.length = 0;
    const { exit, err } = await run(at.dir, ['poll'], at.settings);
    expect([exit, err]).toEqual([65, expect.stringMatching(/^mailroom: .*mailroom\.db is damaged.* left as it is/m)]);
    expect(readFileSync(path).equals(damaged)).toBe(true);
    expect(at.smtp.taken).toEqual([]);
  },
);

test('fault: a page of the database is damaged that no pass reads | user sees: exit 65 with the first pass of the next day, or mailroom doctor | guaranteed: found before a day is over', async () => {
  await run(at.dir, ['poll'], at.settings);
  const path = join(at.dir, 'data', 'mailroom.db');
  const db = new Database(path);
  const { pageno } = db
    .prepare<[], { pageno: number }>(`SELECT rootpage AS pageno FROM sqlite_schema WHERE name = 'digest'`)
    .get() ?? { pageno: 0 };
  db.exec(`UPDATE pass SET began_at = began_at - 86400000`);
  db.close();
  const damaged = damage(path, (pageno - 1) * 4096, pageno * 4096);
  const { exit, err } = await run(at.dir, ['poll'], at.settings);
  expect([exit, err]).toEqual([65, expect.stringMatching(/^mailroom: .*mailroom\.db is damaged/m)]);
  expect(readFileSync(path).equals(damaged)).toBe(true);
});

test('fault: another program reads the database all the time | user sees: nothing | guaranteed: passes go on', async () => {
  await run(at.dir, ['poll'], at.settings);
  const reader = new Database(join(at.dir, 'data', 'mailroom.db'));
  try {
    reader.exec('BEGIN; SELECT * FROM message');
    expect(await run(at.dir, ['poll'], at.settings)).toMatchObject({ exit: 0, err: '' });
  } finally {
    reader.close();
  }
});

test('fault: another program holds the database locked | user sees: exit 75, that it is in use | guaranteed: each mail is kept and answered once when it is free', async () => {
  await run(at.dir, ['poll'], { ...at.settings, SMTP_PORT: '1' });
  const writer = new Database(join(at.dir, 'data', 'mailroom.db'));
  try {
    writer.exec('BEGIN IMMEDIATE');
    const { exit, err } = await run(at.dir, ['poll'], at.settings);
    expect([exit, err]).toEqual([75, expect.stringMatching(/^mailroom: .*mailroom\.db is in use by another program/m)]);
    expect(at.smtp.taken).toEqual([]);
  } finally {
    writer.close();
  }
});
