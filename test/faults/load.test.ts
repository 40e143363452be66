/** Much mail, large mail, one who floods: under the whole program as a process. Run from `dist`, after a build; LOAD=25 is the full size. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeImap, startFakeImap } from '../support/fake-imap.ts';
import { type FakeSmtp, startFakeSmtp } from '../support/fake-smtp.ts';
import { arrive, freshDir, offer, preloading, removeDir, type Settings, start } from '../support/program.ts';

/** Times what `npm test` takes: 25 is 50,000 mails at first and 10,000 in a pass. */
const LOAD = Number(process.env['LOAD'] ?? 1);
const MOST_MEMORY = 300;
const MEASURED = preloading(fileURLToPath(new URL('../support/peak-memory.mjs', import.meta.url)));

let dir: string;
let smtp: FakeSmtp;
beforeEach(async () => {
  [dir, smtp] = [freshDir(), await startFakeSmtp()];
});
afterEach(async () => {
  await smtp.stop();
  removeDir(dir);
});

const throughSmtp = (): Settings => ({ SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp.port), SMTP_SECURITY: 'none' });
const throughImap = (imap: FakeImap): Settings => ({
  ...{ IMAP_HOST: '127.0.0.1', IMAP_PORT: String(imap.port), IMAP_SECURITY: 'none' },
  ...{ IMAP_USER: 'inbox', IMAP_PASSWORD: 'secret' },
});

/** One pass: its summary, and its peak of memory in MB. Prints both. */
const pass = async (name: string, settings: Settings) => {
  const began = Date.now();
  const { exit, out, err } = await start(dir, ['poll', '--json'], { ...throughSmtp(), ...settings }, MEASURED).ended;
  expect([exit, err]).toEqual([0, expect.stringContaining('peak memory')]);
  const memory = Math.round(Number(/peak memory (\d+)/.exec(err)?.[1]) / 1024);
  const sum = JSON.parse(out);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    `${name}: ${sum.discovered} found, ${sum.read} read, ${sum.sent} sent in ${seconds} s, ${memory} MB\n`,
  );
  return { sum, memory };
};

const isLinux = existsSync('/proc/self/status');

test.runIf(isLinux)(
  'fault: 2,000 mails (50,000 by hand) lie in the mailbox at the first start | user sees: one count, in seconds | guaranteed: a row for each, none is read or answered, memory under 300 MB',
  async () => {
    const imap = await startFakeImap();
    try {
      for (let n = 0; n < 2000 * LOAD; n += 1)
        imap.put(`Subject: ${n}\r\n\r\nold\r\n`, new Date(Date.now() - n * 60_000));
      const { sum, memory } = await pass('first start', throughImap(imap));
      expect(sum).toMatchObject({ discovered: 2000 * LOAD, read: 0, sent: 0 });
      expect(memory).toBeLessThan(MOST_MEMORY);
      expect((await pass('the pass after', throughImap(imap))).sum).toMatchObject({ discovered: 0, read: 0 });
    } finally {
      await imap.stop();
    }
  },
  600_000,
);

test.runIf(isLinux)(
  'fault: 400 mails (10,000 by hand) in one pass | user sees: the summary | guaranteed: each is decided once, the limits hold, memory under 300 MB',
  async () => {
    const count = 400 * LOAD;
    for (let n = 0; n < count; n += 1)
      arrive(
        dir,
        String(n).padStart(6, '0'),
        offer(`p${n}`, `https://data.example.org/${n}`).replaceAll('@example.org', `@d${n % 97}.example`),
      );
    const { sum, memory } = await pass('one pass', { TOTAL_LIMIT: '200/1h' });
    expect(sum).toMatchObject({ discovered: count, read: count, sent: Math.min(count, 200) });
    expect(memory).toBeLessThan(MOST_MEMORY);
    expect((await pass('the pass after', { TOTAL_LIMIT: '200/1h' })).sum).toMatchObject({ read: 0, sent: 0 });
  },
  900_000,
);

test('fault: one sender floods, one domain floods | user sees: what is beyond the limits is held and listed | guaranteed: REPLY_LIMIT and BURST_LIMIT hold, the others are answered in the same pass', async () => {
  for (let n = 0; n < 60; n += 1) {
    arrive(dir, `1.flood${n}`, offer(`f${n}`, null).replaceAll(`f${n} <f${n}@example.org>`, 'F <flood@one.example>'));
    arrive(dir, `2.crowd${n}`, offer(`c${n}`, null).replaceAll('@example.org', '@crowd.example'));
  }
  for (let n = 0; n < 20; n += 1)
    arrive(dir, `3.person${n}`, offer(`q${n}`, null).replaceAll('@example.org', `@d${n}.example`));
  const { sum } = await pass('a flood', { REPLY_LIMIT: '10/1d', BURST_LIMIT: '50' });
  const sentTo = (domain: string): number => smtp.taken.filter(({ to }) => to.includes(domain)).length;
  expect(sum.read).toBe(140);
  expect([sentTo('@one.example'), sentTo('@crowd.example')]).toEqual([10, 50]);
  expect(smtp.taken.length).toBe(10 + 50 + 20);
}, 300_000);

/** An attachment of so many MB in lines of base64. */
const withAttachment = (who: string, megabytes: number): Uint8Array => {
  const [head = '', text = ''] = offer(who, null).split('\r\n\r\n');
  const before = `${head}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Disposition: attachment; filename=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  const line = `${'QUJD'.repeat(19)}\r\n`;
  return Buffer.from(`${before}${line.repeat(Math.ceil((megabytes * 1024 * 1024) / line.length))}--b--\r\n`);
};

test.runIf(isLinux)(
  'fault: attachments of 25 MB, in files and on a server | user sees: name and size of the attachment | guaranteed: answered like any other, memory under 300 MB',
  async () => {
    const imap = await startFakeImap();
    try {
      for (let n = 0; n < 2 * Math.min(LOAD, 5); n += 1) arrive(dir, `big${n}`, withAttachment(`big${n}`, 25));
      const inFiles = await pass('25 MB in files', {});
      expect(inFiles.sum.sent).toBe(2 * Math.min(LOAD, 5));
      expect(inFiles.memory).toBeLessThan(MOST_MEMORY);
      for (let n = 0; n < Math.min(LOAD, 4); n += 1)
        imap.put(Buffer.from(withAttachment(`far${n}`, 25)).toString('latin1'));
      const onServer = await pass('25 MB on a server', { ...throughImap(imap), FIRST_RUN: 'process' });
      expect(onServer.sum.sent).toBe(Math.min(LOAD, 4));
      expect(onServer.memory).toBeLessThan(MOST_MEMORY);
    } finally {
      await imap.stop();
    }
  },
  300_000,
);
