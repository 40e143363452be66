import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inDist } from '../support/built.ts';
import { type FakeSmtp, startFakeSmtp } from '../support/fake-smtp.ts';

const SENDER = fileURLToPath(new URL('../support/send-once.mjs', import.meta.url));

let smtp: FakeSmtp;
let dir: string;
beforeEach(async () => {
  inDist('io/smtp.js');
  smtp = await startFakeSmtp();
  dir = mkdtempSync(join(tmpdir(), 'kill-'));
});
afterEach(async () => {
  await smtp.stop();
  rmSync(dir, { recursive: true });
});

const gone = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()));

/** Where the sender is killed, whether the stage was written by then, and whether the server took the mail. */
const kills: readonly (readonly [string, string, boolean, boolean])[] = [
  ['fault: kill -9 before MAIL | user sees: sent later | guaranteed: known as not sent', 'MAIL', false, false],
  ['fault: kill -9 at RCPT | user sees: sent later | guaranteed: known as not sent', 'RCPT', false, false],
  ['fault: kill -9 before 354 | user sees: sent later | guaranteed: known as not sent', 'DATA', false, false],
  [
    'fault: kill -9 at the first octet of the body | user sees: uncertain | guaranteed: the stage was written before it',
    'BODY',
    true,
    false,
  ],
  ['fault: kill -9 after the final dot | user sees: uncertain | guaranteed: not sent again', 'DOT', true, true],
];

test.each(kills)('%s', async (_name, at, isWritten, isTaken) => {
  const stage = join(dir, 'stage');
  const child = spawn(process.execPath, [SENDER, String(smtp.port), stage], { stdio: 'ignore' });
  const ended = gone(child);
  let isKilled = false;
  smtp.fault = (step) => {
    if (step !== at || isKilled) return undefined;
    isKilled = true;
    child.kill('SIGKILL');
    // The final dot has arrived, so the server delivers, whether or not anybody hears of it.
    return at === 'DOT' ? undefined : 'hang';
  };
  await ended;
  expect(isKilled).toBe(true);
  expect(existsSync(stage)).toBe(isWritten);
  expect(smtp.taken.length > 0).toBe(isTaken);
});
