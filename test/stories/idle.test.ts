/** The worker with nothing to do, by a schedule of a pass a second: it must neither grow nor keep what it opened. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { hasDovecot, startDovecot } from '../support/dovecot.ts';

const MAIN = resolve('dist/main.js');
const { PATH = '', HOME = '' } = process.env;
const HEAP_MB = 40;
const PASSES = 15;

const descriptors = ({ pid }: ChildProcess): readonly string[] => readdirSync(`/proc/${pid}/fd`);
/** What is its own, without the code that it shares, in MB. */
const memory = ({ pid }: ChildProcess): number =>
  Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** The worker under a small heap, so that what grows shows soon. */
const idle = async (settings: Readonly<Record<string, string>>) => {
  const dir = mkdtempSync(join(tmpdir(), 'mailroom-idle-'));
  const worker = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, MAIN, 'run'], {
    cwd: dir,
    env: { PATH, HOME, POLL_SCHEDULE: '* * * * * *', ...settings },
  });
  let log = '';
  worker.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const ended = new Promise((end) => worker.once('exit', (code, signal) => end(code ?? signal)));
  const passes = () => log.match(/"event":"pass"/g)?.length ?? 0;
  const until = async (count: number): Promise<void> => {
    while (passes() < count && worker.exitCode === null) await sleep(20);
    // Between two passes: a connection that is just open is no leak.
    await sleep(200);
  };
  await until(4);
  const before = { descriptors: descriptors(worker).length, memory: memory(worker) };
  await until(4 + PASSES);
  const after = { descriptors: descriptors(worker).length, memory: memory(worker) };
  worker.kill('SIGTERM');
  const exit = await ended;
  rmSync(dir, { recursive: true, force: true });
  return { before, after, exit, log };
};

const expectFlat = ({ before, after, exit, log }: Awaited<ReturnType<typeof idle>>): void => {
  expect([exit, log]).toEqual([0, expect.not.stringMatching(/"level":"(?:warn|error)"|Warning/)]);
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 1);
  // Garbage of a few passes may lie there; a leak of 1 MB a pass would not pass, and a slower one ends at the heap's limit.
  expect(after.memory - before.memory).toBeLessThan(PASSES);
};

describe.runIf(process.platform === 'linux').concurrent('an idle worker keeps nothing', () => {
  it('over a local folder', async () => {
    expectFlat(await idle({}));
  }, 120_000);

  it.runIf(hasDovecot())(
    'over IMAP, a connection for each pass',
    async () => {
      const dovecot = await startDovecot({ data: 'secret' });
      try {
        const settings = { IMAP_HOST: '127.0.0.1', IMAP_PORT: String(dovecot.imap), IMAP_SECURITY: 'none' };
        expectFlat(await idle({ ...settings, IMAP_USER: 'data', IMAP_PASSWORD: 'secret', SENT_MAILBOX: 'Sent' }));
      } finally {
        await dovecot.stop();
      }
    },
    60_000,
  );
});
