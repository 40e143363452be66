/** Two workers at once, and a worker that is told to end, as processes. Run from `dist`, after a build. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { overcrowded, recover, type Scene, scene } from '../support/kill.ts';
import { run, start } from '../support/program.ts';

let at: Scene;
beforeEach(async () => {
  at = await scene();
});
afterEach(() => at.clear());

const WELL = { lost: [], doubled: [], silent: [], complaints: [], uncertain: [] };

/** A worker that is in the middle of sending, until `go` is called. */
const busyWorker = async (words: readonly string[]) => {
  const reached = new Promise<void>((resolve) => {
    at.smtp.fault = (step) => {
      if (step !== 'RCPT') return undefined;
      at.smtp.fault = null;
      resolve();
      return 'hang';
    };
  });
  const worker = start(at.dir, words, at.settings);
  await reached;
  return { ...worker, go: () => at.smtp.answer('250 2.1.5 ok') };
};

test('fault: a second worker starts while one is at work | user sees: exit 75, that another one is at work | guaranteed: only the first reads and sends', async () => {
  const first = await busyWorker(['poll']);
  const second = await run(at.dir, ['poll'], at.settings);
  expect([second.exit, second.err]).toEqual([75, expect.stringContaining('another mailroom is at work in')]);
  first.go();
  expect((await first.ended).exit).toBe(0);
  expect(at.smtp.taken.length).toBe(3);
  expect(await recover(at)).toMatchObject(WELL);
});

test('fault: cron polls beside a daemon | user sees: exit 75 of the poll | guaranteed: each mail is answered once, by the daemon', async () => {
  const daemon = await busyWorker(['run']);
  expect((await run(at.dir, ['poll'], at.settings)).exit).toBe(75);
  daemon.go();
  while (at.smtp.taken.length < 3) await sleep(50);
  daemon.child.kill('SIGTERM');
  expect((await daemon.ended).exit).toBe(0);
  expect(await recover(at)).toMatchObject(WELL);
  expect(at.smtp.taken.length).toBe(3);
});

test('fault: SIGTERM while a reply is being sent | user sees: what is under way is finished, exit 0 | guaranteed: that reply is settled, no other is begun', async () => {
  const daemon = await busyWorker(['run']);
  daemon.child.kill('SIGTERM');
  await sleep(200);
  daemon.go();
  expect((await daemon.ended).exit).toBe(0);
  expect(at.smtp.taken.length).toBe(1);
  expect(await recover(at)).toMatchObject(WELL);
  expect(at.smtp.taken.length).toBe(3);
});

test('fault: a command is given while a worker is at work | user sees: its answer | guaranteed: it waits for no pass', async () => {
  const first = await busyWorker(['poll']);
  expect((await run(at.dir, ['list', '--json'], at.settings)).exit).toBe(0);
  expect((await run(at.dir, ['backup', 'copy.db'], at.settings)).exit).toBe(0);
  first.go();
  expect((await first.ended).exit).toBe(0);
  expect(await recover(at)).toMatchObject(WELL);
});

test('fault: a poll is told to end while it reads | user sees: exit 69, that the pass was stopped | guaranteed: no mail counts as one that failed; the next poll reads them all', async () => {
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    const many = await overcrowded();
    try {
      const worker = start(many.dir, ['poll'], { ...many.settings, LOG_LEVEL: 'info' });
      worker.child.stderr?.once('data', () => worker.child.kill(signal));
      const { exit, err } = await worker.ended;
      expect([exit, err]).toEqual([69, expect.stringContaining('the pass was stopped')]);
      expect(err).not.toContain('could not be read');
      expect(await recover(many)).toMatchObject(WELL);
      expect(many.smtp.taken.length).toBe(200);
    } finally {
      await many.clear();
    }
  }
});
