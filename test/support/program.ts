/**
 * The program as its owner runs it: `dist/main.js` as a process in a folder of its own, with settings and nothing else.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inDist } from './built.ts';

export type Settings = Readonly<Record<string, string>>;
export type Ended = {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
};
export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** What runs the program; a test may put a limit or a module that is loaded first before it. */
const NODE: readonly string[] = [process.execPath];

/** Node with a module that is loaded before the program. */
export const preloading = (module: string): readonly string[] => [...NODE, '--import', module];

/** Node that can't make any file larger than so many kB: a disk that fills up. */
export const limitedTo = (kilobytes: number): readonly string[] => [
  ...['bash', '-c', 'ulimit -f "$0" && exec "$@"', String(kilobytes)],
  ...NODE,
];

/** Starts `mailroom WORDS` in `dir`. */
export const start = (
  dir: string,
  words: readonly string[],
  settings: Settings = {},
  by: readonly string[] = NODE,
): Running => {
  const main = fileURLToPath(inDist('main.js'));
  const { PATH = '', HOME = '' } = process.env;
  const [command = '', ...first] = by;
  const child = spawn(command, [...first, main, ...words], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, USER: 'tester', ...settings },
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    texts.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.err += chunk;
  });
  const ended = new Promise<Ended>((end) =>
    child.once('close', (exit, signal) => end({ exit, signal: signal ?? null, ...texts })),
  );
  return { child, ended };
};

/** The same, to its end. */
export const run = (dir: string, words: readonly string[], settings: Settings = {}): Promise<Ended> =>
  start(dir, words, settings).ended;

/** An empty folder, and how to be rid of it. */
export const freshDir = (): string => mkdtempSync(join(tmpdir(), 'mailroom-fault-'));
export const removeDir = (dir: string): void => rmSync(dir, { recursive: true, force: true });

/** Puts a mail into the local mailbox of `dir`, as a mail server would. */
export const arrive = (dir: string, name: string, mail: string | Uint8Array): void => {
  const box = join(dir, 'data', 'mailbox');
  for (const sub of ['new', 'cur', 'tmp']) mkdirSync(join(box, sub), { recursive: true });
  writeFileSync(join(box, 'new', name), mail);
};

/** An offer; without `url` it lacks one, and so asks for a clarification. */
export const offer = (who: string, url: string | null): string =>
  [
    `From: ${who} <${who}@example.org>`,
    'To: data@thealliance.ai',
    'Subject: I want to contribute a dataset',
    `Message-ID: <${who}@mail.example.org>`,
    `Date: ${new Date().toUTCString()}`,
    '',
    `Dataset name: Tides of ${who}`,
    `Dataset location (URL): ${url ?? ''}`,
    'I want the Alliance to host it: No',
    `My email address: ${who}@example.org`,
    'I agree to the terms for contribution: Yes',
    '',
  ].join('\r\n');

/** A mail that a person must answer; its sender gets a receipt. */
export const question = (who: string): string =>
  [
    `From: ${who} <${who}@example.org>`,
    'To: data@thealliance.ai',
    'Subject: A question about your datasets',
    `Message-ID: <${who}@mail.example.org>`,
    `Date: ${new Date().toUTCString()}`,
    '',
    'Dear team, how may I cite the datasets that you publish? Thank you, and best wishes.',
    '',
  ].join('\r\n');
