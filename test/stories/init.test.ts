/** `init` as a person meets it: on a terminal (made by script(1)), and by flags alone. Run from `dist`, after a build. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = resolve('dist/main.js');
const { PATH = '', HOME = '' } = process.env;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailroom-init-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const env = (): string => readFileSync(join(dir, '.env'), 'utf8');

/** By flags, without a terminal. */
const init = (words: readonly string[], variables: Record<string, string> = {}) => {
  const ran = spawnSync(process.execPath, [MAIN, 'init', ...words], {
    cwd: dir,
    input: '',
    encoding: 'utf8',
    env: { PATH, HOME, ...variables },
  });
  return { exit: ran.status, told: ran.stdout + ran.stderr };
};

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

/** The same on a terminal: when it shows the one, these keys are pressed. */
const type = async (dialogue: readonly (readonly [shown: string, keys: string])[]) => {
  const command = `exec "${process.execPath}" "${MAIN}" init`;
  const terminal = spawn('script', ['-q', '-e', '-c', command, '/dev/null'], {
    cwd: dir,
    env: { PATH, HOME, TERM: 'xterm' },
  });
  let told = '';
  let seen = 0;
  const waiting = [...dialogue];
  terminal.stdout.on('data', (chunk) => {
    told += chunk;
    const [shown, keys] = waiting[0] ?? ['', ''];
    const at = told.indexOf(shown, seen);
    if (waiting.length === 0 || at < 0) return;
    seen = at + shown.length;
    waiting.shift();
    terminal.stdin.write(keys);
  });
  const exit = await new Promise((end) => terminal.once('close', end));
  return { exit, told };
};

describe.runIf(hasScript)('on a terminal', () => {
  it('asks, explains, puts slips right where they were made, writes and checks', async () => {
    const { exit, told } = await type([
      ['Provider: ', 'gmial\r'],
      ['One of local, gmail, workspace, microsoft, imap, please.', 'Local\r'],
      ['Address of the mailbox: ', 'data\r'],
      ['MAILBOX_ADDRESS: "data" isn\'t one e-mail address.', 'data@example.org\r'],
      ['(may stay empty): ', 'rita@example.org\r'],
    ]);
    expect(told).toContain('Mail is taken from DATA_DIR/mailbox');
    expect(env()).toBe('MAILBOX_ADDRESS=data@example.org\nREVIEWERS=rita@example.org\n');
    expect(statSync(join(dir, '.env')).mode & 0o777).toBe(0o600);
    expect(told).toContain('All is well.');
    expect(exit).toBe(0);
  });

  it('a password is not shown; the user name is the address where nothing is typed; several lines at once all count', async () => {
    const { exit, told } = await type([
      ['Provider: ', 'imap\rdata@example.org\r127.0.0.1\r127.0.0.1\r'],
      ['User name [data@example.org]: ', '\r'],
      ['Password (not shown): ', '\r'],
      ['This one is needed.', 'swordfish\r'],
      ['(may stay empty): ', '\r'],
    ]);
    expect(told).not.toContain('swordfish');
    expect(env()).toContain('IMAP_USER=data@example.org\nSMTP_USER=data@example.org\nIMAP_PASSWORD=swordfish\n');
    expect(told).toMatch(/MEND {2}incoming .*\s+-> Correct IMAP_PORT/);
    expect(exit).toBe(78);
  });

  it.each([
    ['Ctrl+C', '\u0003'],
    ['Ctrl+D', '\u0004'],
  ])('%s writes nothing, and is no mistake of ours', async (_, key) => {
    const { exit, told } = await type([
      ['Provider: ', 'imap\r'],
      ['Address of the mailbox: ', key],
    ]);
    expect(told).toContain('mailroom: given up; nothing was written');
    expect([exit, readdirSync(dir)]).toEqual([64, []]);
  });
});

describe('by flags', () => {
  it.each<[string, readonly string[], Record<string, string>, string]>([
    [
      'gmail',
      ['--provider', 'gmail', '--address', 'data@example.org'],
      { IMAP_PASSWORD: 'abcd efgh' },
      `MAILBOX_ADDRESS=data@example.org
IMAP_USER=data@example.org
SMTP_USER=data@example.org
IMAP_PASSWORD='abcd efgh'
SMTP_PASSWORD='abcd efgh'
IMAP_HOST=imap.gmail.com
SMTP_HOST=smtp.gmail.com
TRUSTED_AUTHSERV_IDS=mx.google.com
`,
    ],
    [
      'workspace',
      ['--provider', 'workspace', '--address', 'data@example.org', '--key-file', 'key.json'],
      {},
      `MAILBOX_ADDRESS=data@example.org
IMAP_USER=data@example.org
SMTP_USER=data@example.org
OAUTH_KEY_FILE=key.json
IMAP_HOST=imap.gmail.com
SMTP_HOST=smtp.gmail.com
TRUSTED_AUTHSERV_IDS=mx.google.com
OAUTH_PROVIDER=google
`,
    ],
    [
      'microsoft',
      ['--provider', 'microsoft', '--address', 'data@example.org', '--tenant', 't', '--client-id', 'c'],
      { OAUTH_CLIENT_SECRET: 'a"b' },
      `MAILBOX_ADDRESS=data@example.org
OAUTH_TENANT=t
OAUTH_CLIENT_ID=c
OAUTH_CLIENT_SECRET='a"b'
IMAP_HOST=outlook.office365.com
SMTP_HOST=smtp.office365.com
SMTP_SECURITY=starttls
OAUTH_PROVIDER=microsoft
TRUSTED_AUTHSERV_IDS=microsoft
`,
    ],
  ])('%s', (_, words, variables, file) => {
    // The shell's variables win over the file: doctor then asks nobody but this machine.
    const { told } = init(words, {
      ...variables,
      IMAP_HOST: '127.0.0.1',
      SMTP_HOST: '127.0.0.1',
      IMAP_PORT: '1',
      SMTP_PORT: '1',
    });
    expect(env()).toBe(file);
    for (const secret of Object.values(variables)) expect(told).not.toContain(secret);
  });

  it.each<[string, readonly string[], string]>([
    ['no provider', [], 'without a terminal, init needs --provider: local, gmail'],
    ['a provider that nobody knows', ['--provider', 'pigeon'], '"pigeon" isn\'t one of local, gmail'],
    ['no address', ['--provider', 'local'], 'without a terminal, init needs --address'],
    ['an address that is none', ['--provider', 'local', '--address', 'data'], "isn't one e-mail address"],
    ['no password', ['--provider', 'gmail', '--address', 'data@example.org'], 'from the variable IMAP_PASSWORD'],
  ])('%s: one line, and nothing is written', (_, words, line) => {
    const { exit, told } = init(words);
    expect([exit, told]).toEqual([64, expect.stringContaining(line)]);
    expect(existsSync(join(dir, '.env'))).toBe(false);
  });

  it('what is there stays; --force writes it anew, for this user alone', () => {
    writeFileSync(join(dir, '.env'), 'TIMEZONE=Europe/Berlin\n');
    chmodSync(join(dir, '.env'), 0o644);
    const words = ['--provider', 'local', '--address', 'data@example.org'];
    expect(init(words).exit).toBe(78);
    expect(env()).toBe('TIMEZONE=Europe/Berlin\n');
    expect(init([...words, '--force']).exit).toBe(0);
    expect([env(), statSync(join(dir, '.env')).mode & 0o777]).toEqual(['MAILBOX_ADDRESS=data@example.org\n', 0o600]);
    expect(readdirSync(dir).sort()).toEqual(['.env', 'data']);
  });

  it('what is checked is the file just written', () => {
    writeFileSync(join(dir, '.env'), 'REVIEWERS=old@example.org\n');
    const ran = init(['--provider', 'local', '--address', 'data@example.org', '--force']);
    expect(ran.exit).toBe(0);
    expect(ran.told).toContain('nobody gets the digest');
  });
});
