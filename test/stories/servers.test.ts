/** The whole program against a real IMAP server and an SMTP server, by settings alone. Run from `dist`, after a build. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Dovecot, hasDovecot, startDovecot } from '../support/dovecot.ts';
import { asAnotherClient } from '../support/imap.ts';

const MAIN = resolve('dist/main.js');

type Taken = { readonly from: string; readonly to: readonly string[]; readonly mail: string };
let taken: Taken[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
      taken.push({
        from,
        to: session.envelope.rcptTo.map(({ address }) => address),
        mail: Buffer.concat(chunks).toString(),
      });
      done();
    });
  },
});

let dovecot: Dovecot;
let port: number;
let dir: string;
let user = 0;

const mailroom = (
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<{ exit: number | null; out: string; err: string }> => {
  const { PATH = '', HOME = '' } = process.env;
  const settings = {
    IMAP_HOST: '127.0.0.1',
    IMAP_PORT: String(dovecot.imap),
    IMAP_SECURITY: 'none',
    IMAP_USER: `u${user}`,
    IMAP_PASSWORD: 'secret',
    SENT_MAILBOX: 'Sent',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(port),
    SMTP_SECURITY: 'none',
  };
  const ran = spawn(process.execPath, [MAIN, ...words], { cwd: dir, env: { PATH, HOME, ...settings, ...env } });
  const texts = { out: '', err: '' };
  ran.stdout.on('data', (chunk) => {
    texts.out += chunk;
  });
  ran.stderr.on('data', (chunk) => {
    texts.err += chunk;
  });
  return new Promise((end) => ran.once('close', (exit) => end({ exit, ...texts })));
};
const poll = async (env: Record<string, string> = {}) => {
  const ran = await mailroom(['poll', '--json'], env);
  return { ...ran, sum: ran.out === '' ? null : JSON.parse(ran.out) };
};

const put = (id: string, from: string, url: string): Promise<unknown> =>
  asAnotherClient(dovecot.imap, `u${user}`, (client) =>
    client.append(
      'INBOX',
      [
        `From: ${from}`,
        'To: data@thealliance.ai',
        'Subject: I want to contribute a dataset',
        `Message-ID: <${id}@mail.example.org>`,
        '',
        'Dataset name: Harbour Tides',
        `Dataset location (URL): ${url}`,
        'I want the Alliance to host it: No',
        `My email address: ${from}`,
        'I agree to the terms for contribution: Yes',
        '',
      ].join('\r\n'),
    ),
  );

describe.runIf(hasDovecot())('a real mailbox', () => {
  beforeAll(async () => {
    dovecot = await startDovecot(Object.fromEntries([1, 2, 3, 4].map((n) => [`u${n}`, 'secret'])));
    port = await new Promise((listening) => {
      const server = smtp.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port));
    });
  });
  afterAll(async () => {
    await dovecot.stop();
    await new Promise<void>((closed) => smtp.close(() => closed()));
  });
  beforeEach(() => {
    user += 1;
    taken = [];
    dir = mkdtempSync(join(tmpdir(), 'mailroom-servers-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('what is there at first is baseline; new mail is answered once, and a copy is kept; release answers the old', async () => {
    await put('old', 'old@example.org', 'https://data.example.org/old');
    expect((await poll()).sum).toMatchObject({ discovered: 1, read: 0, sent: 0 });
    await put('new', 'ann@example.org', 'https://data.example.org/tides');
    expect((await poll()).sum).toMatchObject({ discovered: 1, read: 1, dispositions: { acknowledge: 1 }, sent: 1 });
    expect(taken).toMatchObject([{ from: 'data@thealliance.ai', to: ['ann@example.org'] }]);
    expect(taken[0]?.mail).toMatch(/^In-Reply-To: <new@mail\.example\.org>\r$/m);
    const copies = await asAnotherClient(dovecot.imap, `u${user}`, (client) =>
      client.status('Sent', { messages: true }),
    );
    expect(copies).toMatchObject({ messages: 1 });
    expect((await poll()).sum).toMatchObject({ sent: 0, dispositions: { ignore: 1 } });
    expect((await poll()).sum).toMatchObject({ discovered: 0, read: 0, sent: 0 });
    expect((await mailroom(['release', '--since', '2026-01-01'])).exit).toBe(0);
    expect((await poll()).sum).toMatchObject({ read: 1, sent: 1 });
    expect(taken[1]?.to).toEqual(['old@example.org']);
  });

  it('a refused password is said, and what waits is still sent', async () => {
    await poll();
    await put('new', 'ann@example.org', 'https://data.example.org/tides');
    await poll({ SMTP_PORT: '1' });
    const ran = await poll({ IMAP_PASSWORD: 'wrong' });
    expect([ran.exit, ran.sum.sent]).toEqual([78, 0]);
    expect(ran.err).toMatch(/^mailroom: .*(?:password|login)/im);
    expect(ran.err).not.toMatch(/wrong\b.*\n\s+at /);
  });

  it('a server that is away: 69, then all goes on', async () => {
    await poll({ FIRST_RUN: 'process' });
    await put('new', 'ann@example.org', 'https://data.example.org/tides');
    const away = await poll({ IMAP_PORT: '1' });
    expect([away.exit, away.sum.read]).toEqual([69, 0]);
    expect((await poll()).sum).toMatchObject({ read: 1, sent: 1 });
  });

  it('doctor logs in, names the folders that there are, and sends a mail to itself', async () => {
    const well = await mailroom(['doctor', '--send'], { REVIEWERS: 'rev@example.org' });
    expect([well.exit, well.out]).toEqual([0, expect.stringContaining('logged in, INBOX holds 0 messages')]);
    expect(taken).toMatchObject([{ to: ['data@thealliance.ai'] }]);
    const wrong = await mailroom(['doctor'], { IMAP_MAILBOX: 'Nowhere', REVIEWERS: 'rev@example.org' });
    expect([wrong.exit, wrong.out]).toEqual([69, expect.stringMatching(/MEND {2}incoming .*Nowhere/)]);
  });
});
