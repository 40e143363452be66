/**
 * The servers of the benchmark: a private Dovecot whose mailboxes are filled from a corpus, and an SMTP sink in a process of its own.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import type { Settings } from '../support/program.ts';
import { type Corpus, mailOf } from './corpus.ts';

export type Box = {
  readonly corpus: Corpus;
  readonly count: number;
  readonly withAttachments?: boolean;
};

export type Servers = {
  readonly imap: number;
  readonly smtp: number;
  readonly stop: () => Promise<void>;
};

export const PASSWORD = 'secret';

/** Starts both, with one mailbox for each user. */
export const startServers = async (boxes: Readonly<Record<string, Box>>, now: number): Promise<Servers> => {
  const users = Object.fromEntries(Object.keys(boxes).map((user) => [user, PASSWORD]));
  const dovecot = await startDovecot(users);
  for (const [user, box] of Object.entries(boxes)) fill(dovecot, user, box, now);
  const sink = await startSink();
  return {
    imap: dovecot.imap,
    smtp: sink.port,
    stop: async () => {
      sink.stop();
      await dovecot.stop();
    },
  };
};

/** As a mail server would deliver it, but quicker: files named in the order of their arrival. */
const fill = (dovecot: Dovecot, user: string, { corpus, count, withAttachments = false }: Box, now: number): void => {
  const maildir = dovecot.maildir(user);
  for (const sub of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, sub), { recursive: true });
  for (let number = 0; number < count; number += 1) {
    const name = `${Math.floor(now / 1000)}.M${String(number).padStart(6, '0')}.bench:2,`;
    writeFileSync(join(maildir, 'cur', name), mailOf(corpus, number, now, withAttachments));
  }
  dovecot.own(join(maildir, '..'));
};

const startSink = async (): Promise<{ readonly port: number; readonly stop: () => void }> => {
  const sink = spawn(process.execPath, [fileURLToPath(new URL('./sink.js', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    sink.stdout.once('data', (data) => resolve(Number(data)));
    sink.once('exit', () => reject(new Error('the SMTP sink did not start')));
  });
  return { port, stop: () => sink.kill() };
};

/** Settings for a whole program that reads this user's mailbox and answers all of it. */
export const settingsFor = ({ imap, smtp }: Servers, user: string): Settings => ({
  ...{ IMAP_HOST: '127.0.0.1', IMAP_PORT: String(imap), IMAP_SECURITY: 'none' },
  ...{ IMAP_USER: user, IMAP_PASSWORD: PASSWORD, FIRST_RUN: 'process' },
  ...{ SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp), SMTP_SECURITY: 'none' },
  ...{ BURST_LIMIT: '1000000', TOTAL_LIMIT: '1000000/1h', LOG_LEVEL: 'error', TEMPLATES_DIR: 'templates' },
});
