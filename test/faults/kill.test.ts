/** kill -9 at any moment of a pass: no mail is lost, none is answered twice, doubt is kept as doubt. Run from `dist`, after a build. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';

const MAIN = resolve('dist/main.js');
const KILLS = 12;
/** New ones before each. */
const MAILS_EACH = 12;
const MAILS = KILLS * MAILS_EACH;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailroom-kill-'));
  for (const sub of ['new', 'cur', 'tmp']) mkdirSync(join(dir, 'data', 'mailbox', sub), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const offer = (n: number): string =>
  [
    `From: p${n}@d${n}.example.org`,
    'To: data@thealliance.ai',
    'Subject: I want to contribute a dataset',
    `Message-ID: <${n}@mail.example.org>`,
    '',
    `Dataset name: Set ${n}`,
    `Dataset location (URL): https://data.example.org/${n}`,
    'I want the Alliance to host it: No',
    `My email address: p${n}@d${n}.example.org`,
    'I agree to the terms for contribution: Yes',
    '',
  ].join('\n');

/** One pass; `kill` says when to end it, once its log is seen. Gives the exit code, null where it was killed. */
const poll = (kill: (log: string) => boolean): Promise<number | null> => {
  const { PATH = '', HOME = '' } = process.env;
  const worker = spawn(process.execPath, [MAIN, 'poll'], { cwd: dir, env: { PATH, HOME, LOG_LEVEL: 'info' } });
  let log = '';
  worker.stderr.on('data', (chunk) => {
    log += chunk;
    if (kill(log)) worker.kill('SIGKILL');
  });
  return new Promise((end) => worker.once('exit', (code) => end(code)));
};

const count = (log: string, words: string): number => log.split(words).length - 1;

const sent = (): readonly string[] =>
  readdirSync(join(dir, 'data', 'sent', 'new')).map(
    (name) =>
      /^Message-ID: (<.+>)\r?$/im.exec(readFileSync(join(dir, 'data', 'sent', 'new', name), 'utf8'))?.[1] ?? name,
  );

describe('kill -9', () => {
  it('while mail is decided and while it is sent: each is answered once, or held as uncertain', async () => {
    let killed = 0;
    for (let n = 1; n <= KILLS; n += 1) {
      for (let m = 0; m < MAILS_EACH; m += 1) {
        const at = (n - 1) * MAILS_EACH + m;
        writeFileSync(join(dir, 'data', 'mailbox', 'new', String(1000 + at)), offer(at));
      }
      // After one decision, two replies, three replies, ... of this run; the log line lags, so where exactly it strikes is chance.
      const words = n % 4 === 1 ? '"event":"decided"' : '"event":"reply"';
      if ((await poll((log) => count(log, words) >= (n % 5) + 1)) === null) killed += 1;
    }
    expect(killed).toBeGreaterThanOrEqual(KILLS / 2);
    while ((await poll(() => false)) !== 0) await sleep(100);

    const store = openStore(join(dir, 'data', 'mailroom.db'));
    const [messages, outbox] = [store.messages(), store.outbox(true)];
    store.close();
    expect(messages.filter(({ state }) => state === 'decided')).toHaveLength(MAILS);
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(MAILS);
    expect(outbox).toHaveLength(MAILS);
    expect(outbox.filter(({ state }) => state !== 'sent' && state !== 'uncertain')).toEqual([]);
    // Sent twice would be two files with one Message-ID; lost would be one that is said to be sent and isn't there.
    const ids = sent();
    expect(new Set(ids).size).toBe(ids.length);
    expect(outbox.filter(({ state, messageId }) => state === 'sent' && !ids.includes(messageId))).toEqual([]);
    expect(outbox.filter(({ state }) => state === 'uncertain').length).toBeLessThanOrEqual(killed);
  });

  it('while the database is made: the next start makes it', async () => {
    const { PATH = '', HOME = '' } = process.env;
    for (const after of [100, 200, 300, 400, 600, 800]) {
      const worker = spawn(process.execPath, [MAIN, 'poll'], { cwd: dir, env: { PATH, HOME } });
      const ended = new Promise((end) => worker.once('exit', end));
      await sleep(after);
      worker.kill('SIGKILL');
      await ended;
    }
    expect(await poll(() => false)).toBe(0);
  });
});
