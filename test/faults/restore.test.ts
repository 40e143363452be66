/** An older backup in the place of the database, under the whole program. Run from `dist`, after a build. */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeImap, startFakeImap } from '../support/fake-imap.ts';
import { type FakeSmtp, startFakeSmtp } from '../support/fake-smtp.ts';
import { freshDir, offer, removeDir, run, type Settings, start } from '../support/program.ts';

let dir: string;
let imap: FakeImap;
let smtp: FakeSmtp;
let settings: Settings;
beforeEach(async () => {
  dir = freshDir();
  [imap, smtp] = [await startFakeImap(), await startFakeSmtp()];
  settings = {
    ...{ SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp.port), SMTP_SECURITY: 'none' },
    ...{ IMAP_HOST: '127.0.0.1', IMAP_PORT: String(imap.port), IMAP_SECURITY: 'none' },
    ...{ IMAP_USER: 'inbox', IMAP_PASSWORD: 'secret', FIRST_RUN: 'process' },
  };
});
afterEach(async () => {
  await Promise.all([smtp.stop(), imap.stop()]);
  removeDir(dir);
});

const poll = async () => {
  const { exit, out, err } = await run(dir, ['poll', '--json'], settings);
  return { exit, err, sum: out === '' ? null : JSON.parse(out) };
};
const recipients = (): readonly string[] => smtp.taken.map(({ to }) => /<([^>]+)>/.exec(to)?.[1] ?? '');
const database = (): string => join(dir, 'data', 'mailroom.db');

/** Ann is answered, a backup is made, ben is answered after it, and the backup is put in the place of the database. */
const restored = async (): Promise<void> => {
  imap.put(offer('ann', null));
  expect(await poll()).toMatchObject({ exit: 0, sum: { sent: 1 } });
  expect((await run(dir, ['backup', 'copy.db'], settings)).exit).toBe(0);
  imap.put(offer('ben', null));
  expect(await poll()).toMatchObject({ exit: 0, sum: { sent: 1 } });
  copyFileSync(join(dir, 'copy.db'), database());
};

test('fault: an older backup in the place of the database | user sees: status 69 says that nothing leaves and why, until doctor --resume | guaranteed: mail is taken in, nothing is sent until told; new mail is answered once', async () => {
  await restored();
  imap.put(offer('cleo', null));
  expect(await poll()).toMatchObject({ exit: 0, sum: { read: 2, sent: 0 } });
  const status = await run(dir, ['status'], settings);
  expect([status.exit, status.out]).toEqual([
    69,
    expect.stringContaining('nothing leaves: this database was restored'),
  ]);
  const { out } = await run(dir, ['outbox', '--json'], settings);
  const [ben] = JSON.parse(out).filter(({ to }: { to: string }) => to === 'ben@example.org');
  expect((await run(dir, ['outbox', 'sent', String(ben.id)], settings)).exit).toBe(0);
  expect((await run(dir, ['doctor', '--resume'], settings)).exit).toBe(0);
  expect(await poll()).toMatchObject({ exit: 0, sum: { sent: 1 } });
  expect(recipients()).toEqual(['ann@example.org', 'ben@example.org', 'cleo@example.org']);
});

test('fault: an older backup, and the -wal that a killed worker left beside it | user sees: exit 78, which files to move away | guaranteed: two databases are never mixed', async () => {
  imap.put(offer('ann', null));
  await poll();
  await run(dir, ['backup', 'copy.db'], settings);
  imap.put(offer('ben', null));
  const worker = start(dir, ['poll'], settings);
  smtp.fault = (step) => {
    if (step === 'MAIL') worker.child.kill('SIGKILL');
    return undefined;
  };
  await worker.ended;
  smtp.fault = null;
  copyFileSync(join(dir, 'copy.db'), database());
  const refused = await poll();
  expect([refused.exit, refused.err]).toEqual([
    78,
    expect.stringMatching(/mailroom\.db-wal beside it belongs to the database/),
  ]);
  for (const suffix of ['-wal', '-shm']) rmSync(`${database()}${suffix}`, { force: true });
  expect(await poll()).toMatchObject({ exit: 0, sum: { read: 1, sent: 0 } });
  await run(dir, ['doctor', '--resume'], settings);
  expect(await poll()).toMatchObject({ exit: 0, sum: { sent: 1 } });
  expect(recipients()).toEqual(['ann@example.org', 'ben@example.org']);
});

test('fault: the database is gone, as after a restore that failed half-way | user sees: poll and status say that nothing leaves and why | guaranteed: nobody is answered twice; the backup goes on where it was', async () => {
  imap.put(offer('ann', null));
  await poll();
  await run(dir, ['backup', 'copy.db'], settings);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${database()}${suffix}`, { force: true });
  const blind = await poll();
  expect(blind).toMatchObject({ exit: 0, sum: { read: 1, sent: 0 } });
  expect(blind.err).toMatch(/this database is new, but a pass ran in its folder before.*nothing leaves/);
  expect((await run(dir, ['status'], settings)).exit).toBe(69);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${database()}${suffix}`, { force: true });
  copyFileSync(join(dir, 'copy.db'), database());
  await run(dir, ['doctor', '--resume'], settings);
  imap.put(offer('ben', null));
  expect(await poll()).toMatchObject({ exit: 0, sum: { read: 1, sent: 1 } });
  expect(recipients()).toEqual(['ann@example.org', 'ben@example.org']);
});
