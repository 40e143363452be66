/** `doctor` against set-ups that are broken, one thing at a time: each line says what to do next. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../src/cli/call.ts';
import type { Check } from '../../src/cli/check.ts';
import { run } from '../../src/cli/doctor.ts';
import { takeLease } from '../../src/store/lease.ts';
import { openStore } from '../../src/store/open.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../support/dovecot.ts';
import { type FakeSmtp, startFakeSmtp } from '../support/fake-smtp.ts';
import { asAnotherClient } from '../support/imap.ts';

let dir: string;
let dovecot: Dovecot | null = null;
let smtp: FakeSmtp;

beforeAll(async () => {
  smtp = await startFakeSmtp();
  if (hasDovecot()) dovecot = await startDovecot({ data: 'secret', late: 'secret' });
});
afterAll(async () => {
  await smtp.stop();
  await dovecot?.stop();
});
beforeEach(() => {
  smtp.fault = null;
  dir = mkdtempSync(join(tmpdir(), 'mailroom-doctor-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

type Settings = Readonly<Record<string, string>>;
type Told = { readonly exit: number; readonly checks: readonly Check[] };

/** What `doctor --json` tells; `now` is what this machine's clock shows. */
const doctor = async (settings: Settings = {}, now = Date.now(), options: Call['options'] = {}): Promise<Told> => {
  let out = '';
  const exit = await run({
    arguments: [],
    options: { json: true, ...options },
    environment: { DATA_DIR: join(dir, 'data'), REVIEWERS: 'rita@example.org', ...settings },
    shell: {},
    input: (async function* () {})(),
    print: (text) => {
      out += text;
    },
    tell: () => {},
    progress: () => {},
    columns: 80,
    clock: () => now,
    random: () => 0.5,
  });
  return { exit, checks: JSON.parse(out).checks };
};

/** Stands beside all that is tried of IMAP alone. */
const NO_SMTP = 'Set SMTP_HOST: no reply gets farther than that folder.';

/** The lines that something is to be done about: `name: found -> next step`. */
const steps = ({ checks }: Told): readonly string[] =>
  checks
    .filter(({ todo }) => todo !== NO_SMTP)
    .filter(({ ok, todo }) => !ok || todo !== null)
    .map(({ name, found, todo }) => `${name}: ${found} -> ${todo}`);

const imap = (more: Settings = {}): Settings => ({
  IMAP_HOST: 'localhost',
  IMAP_PORT: String(dovecot?.imap),
  IMAP_SECURITY: 'none',
  IMAP_USER: 'data',
  IMAP_PASSWORD: 'secret',
  ...more,
});
const relay = (more: Settings = {}): Settings => ({
  SMTP_HOST: 'localhost',
  SMTP_PORT: String(smtp.port),
  SMTP_SECURITY: 'none',
  SMTP_USER: 'data',
  SMTP_PASSWORD: 'secret',
  ...more,
});

/** A folder of templates of the owner's own, with one file spoilt. */
const templates = (file: string, text: string): Settings => {
  const own = join(dir, 'templates');
  cpSync('templates', own, { recursive: true });
  writeFileSync(join(own, file), text);
  return { TEMPLATES_DIR: own };
};

const dataFile = (name: string): string => {
  mkdirSync(join(dir, 'data'), { recursive: true });
  return join(dir, 'data', name);
};

describe.runIf(hasDovecot())('servers', () => {
  it('nothing to do where all is well; both logins were tried', async () => {
    const told = await doctor({ ...imap({ SENT_MAILBOX: 'Sent' }), ...relay() });
    expect([told.exit, steps(told)]).toEqual([0, []]);
    const found = new Map(told.checks.map((check) => [check.name, check.found]));
    expect(found.get('incoming')).toBe('localhost: logged in, INBOX holds 0 messages');
    expect(found.get('outgoing')).toContain('localhost: logged in');
    expect(smtp.seen.some((line) => line.startsWith('AUTH'))).toBe(true);
    expect(smtp.taken).toEqual([]);
  });

  it('mail that is read from a server and answered into a folder is advised against', async () => {
    const { exit, checks } = await doctor(imap());
    expect([exit, checks.find(({ name }) => name === 'outgoing')]).toMatchObject([0, { ok: true, todo: NO_SMTP }]);
  });

  it.each<[string, () => Settings, string]>([
    [
      'a wrong IMAP password',
      () => imap({ IMAP_PASSWORD: 'wrong' }),
      'incoming: .*refused.* -> Correct IMAP_USER and IMAP_PASSWORD; many providers want an app password',
    ],
    [
      'a host that does not exist',
      () => imap({ IMAP_HOST: 'imap.nowhere.invalid', IMAP_SECURITY: 'tls' }),
      'incoming: .* -> (?:Correct IMAP_HOST\\. If it is right, ask this machine: getent hosts imap\\.nowhere\\.invalid|Mend this machine.s network or name server)',
    ],
    [
      'a port where nobody listens',
      () => imap({ IMAP_PORT: '1' }),
      'incoming: nothing answers at localhost:1.* -> Correct IMAP_PORT \\(143 is usual with none\\) or IMAP_HOST, or start the server\\.',
    ],
    [
      'TLS at a port that begins without',
      () => imap({ IMAP_SECURITY: 'tls' }),
      'incoming: .*does not speak TLS at once.* -> Set IMAP_SECURITY=starttls, or IMAP_PORT=993;',
    ],
    [
      'a certificate that it signed itself',
      () => imap({ IMAP_SECURITY: 'tls', IMAP_PORT: String(dovecot?.imaps) }),
      "incoming: the certificate of .* -> Have your server's authority trusted: export NODE_EXTRA_CA_CERTS=",
    ],
    [
      'the same after STARTTLS',
      () => imap({ IMAP_SECURITY: 'starttls' }),
      "incoming: .*certificate.* -> Have your server's authority trusted: export NODE_EXTRA_CA_CERTS=",
    ],
    [
      'a folder that is not there',
      () => imap({ IMAP_MAILBOX: 'Offers' }),
      'incoming: .*it has: .*INBOX.* -> Set IMAP_MAILBOX to one of the folders that it has\\.',
    ],
    [
      'a folder for copies that is not there',
      () => imap({ SENT_MAILBOX: 'Sendt' }),
      'copies: .*no folder Sendt; it has: .*Sent.* -> Set SENT_MAILBOX to one of these',
    ],
    [
      'no folder for copies, where there could be one',
      () => ({ ...imap(), ...relay() }),
      'copies: none are kept.* -> Set SENT_MAILBOX=Sent: both are then\\.',
    ],
  ])('%s', async (_, settings, line) => {
    expect(steps(await doctor(settings()))).toEqual([expect.stringMatching(`^${line}`)]);
  });

  it('a clock that is far behind the server', async () => {
    const { imap: port } = dovecot ?? { imap: 0 };
    await asAnotherClient(port, 'late', (client) => client.append('INBOX', 'From: ann@example.org\r\n\r\nhello\r\n'));
    const told = await doctor(imap({ IMAP_USER: 'late' }), Date.now() - 86_400_000);
    expect(steps(told)).toEqual([
      expect.stringMatching(/^clock: localhost received its newest mail at .* -> Set the clock/),
    ]);
  });
});

describe('sending', () => {
  it.each<[string, () => Settings, string]>([
    [
      'a login that is refused, without sending anything',
      () => relay({ SMTP_PASSWORD: 'wrong' }),
      'outgoing: .*refused the login.* -> Correct SMTP_USER and SMTP_PASSWORD; many providers want an app password',
    ],
    [
      'STARTTLS where there is none',
      () => relay({ SMTP_SECURITY: 'starttls' }),
      'outgoing: .*no STARTTLS.* -> Set SMTP_SECURITY=tls and SMTP_PORT=465\\.',
    ],
    [
      'TLS at a port that begins without',
      () => relay({ SMTP_SECURITY: 'tls' }),
      'outgoing: .* -> Set SMTP_SECURITY=starttls, or SMTP_PORT=465;',
    ],
    [
      'a port where nobody listens',
      () => relay({ SMTP_PORT: '1' }),
      'outgoing: .* -> Correct SMTP_PORT \\(25 is usual with none\\) or SMTP_HOST',
    ],
    [
      'nobody who gets the digest',
      () => relay({ REVIEWERS: '' }),
      'people: .* -> Set REVIEWERS to those who decide on submissions\\.',
    ],
  ])('%s', async (_, settings, line) => {
    expect(steps(await doctor(settings()))).toEqual([expect.stringMatching(`^${line}`)]);
    expect(smtp.taken).toEqual([]);
  });

  it('SMTP switched off for the mailbox', async () => {
    smtp.fault = (step) =>
      step === 'AUTH' ? '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled' : undefined;
    expect(steps(await doctor(relay()))).toEqual([
      expect.stringMatching(/^outgoing: .* -> Let this mailbox send by SMTP, in Exchange Online: Set-CASMailbox/),
    ]);
  });

  it('an account that may not send as this address', async () => {
    smtp.fault = (step) => (step === 'MAIL' ? '553 5.7.1 not owned by user' : undefined);
    expect(steps(await doctor(relay(), Date.now(), { send: true }))).toEqual([
      expect.stringMatching(
        /^outgoing: .*not owned.* -> Let the account data send as data@thealliance\.ai, or correct MAILBOX_ADDRESS/,
      ),
    ]);
  });
});

describe('this machine', () => {
  it.each<[string, () => Settings, string]>([
    [
      'a key that is misspelt',
      () => ({ REVIEWER: 'x' }),
      'settings: .*Did you mean REVIEWERS.* -> Put it right in .env',
    ],
    [
      'a value that is wrong',
      () => ({ TIMEZONE: 'Mars' }),
      'settings: TIMEZONE: .* -> Mend it in \\.env; \\.env\\.example tells what each key takes\\.',
    ],
    [
      'a folder that can only be read',
      () => ({ DATA_DIR: '/sys/mailroom' }),
      'folder: /sys/mailroom: no permission.* -> Set DATA_DIR to a folder that this user can write',
    ],
    [
      'a letter with a mistake',
      () => templates('en/reminder.txt', 'Subject: {{ nosuchthing }}\n\nHello\n'),
      'templates: .*reminder\\.txt[^>]*nosuchthing.* -> Mend what is named there; .*/templates has each file as it was\\.',
    ],
    [
      'a form that is no JSON',
      () => templates('form.json', '{"fields": ['),
      "templates: .*form\\.json isn't JSON.* -> Mend what is named there; .*/templates has each file",
    ],
    [
      'rules for cards that are no JSON',
      () => templates('card.json', ''),
      "templates: .*card\\.json isn't JSON.* -> Mend what is named there",
    ],
    [
      'no templates at all',
      () => ({ TEMPLATES_DIR: join(dir, 'nowhere') }),
      'templates: .*nowhere is not there -> Set TEMPLATES_DIR to your folder; to begin one: cp -R .*/templates .*/nowhere$',
    ],
    [
      'a file in the place of the database',
      () => {
        writeFileSync(dataFile('mailroom.db'), 'no database at all, '.repeat(100));
        return {};
      },
      'database: .* -> Stop mailroom, move .*mailroom\\.db.* away, put the newest backup in its place',
    ],
    [
      "another program's database",
      () => {
        const db = new Database(dataFile('mailroom.db'));
        db.exec('CREATE TABLE song (title TEXT)');
        db.close();
        return {};
      },
      "database: .*another program's database.* -> Set DATA_DIR to a folder of mailroom's own",
    ],
    [
      'the database of a newer mailroom',
      () => {
        openStore(dataFile('mailroom.db')).close();
        const db = new Database(dataFile('mailroom.db'));
        db.pragma('user_version = 99');
        db.close();
        return {};
      },
      'database: .*newer mailroom.* -> Install the newer mailroom again, or put the copy from before the upgrade',
    ],
  ])('%s', async (_, settings, line) => {
    const told = await doctor(settings());
    expect(steps(told).map((step) => step.replaceAll('\n', ' '))).toEqual([expect.stringMatching(`^${line}`)]);
    expect(told.exit).toBe(78);
  });

  it('a newer database and one that is none are left as they are', async () => {
    const path = dataFile('mailroom.db');
    openStore(path).close();
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    copyFileSync(path, join(dir, 'before'));
    await doctor();
    expect(readFileSync(path).equals(readFileSync(join(dir, 'before')))).toBe(true);
  });

  it('a restored backup', async () => {
    const store = openStore(dataFile('first.db'));
    await store.backup(dataFile('mailroom.db'), Date.now());
    store.close();
    expect(steps(await doctor())).toEqual([
      expect.stringMatching(
        /^sending: held: .*restored.* -> Compare with what was sent since, then mailroom doctor --resume$/,
      ),
    ]);
  });

  it('a clock that stands in another century, and one that went back', async () => {
    expect(steps(await doctor({}, Date.UTC(2000, 0, 1)))).toEqual([
      expect.stringMatching(/^clock: .* -> Set the clock/),
    ]);
    passed(null);
    expect(steps(await doctor({}, Date.now() - 3_600_000))).toEqual([
      expect.stringMatching(/^clock: the last pass was at .* -> Set the clock/),
    ]);
  });

  it('a worker that runs is named, and is no mistake', async () => {
    const lease = takeLease(dataFile('worker.lock'));
    try {
      const told = await doctor();
      expect(steps(told)).toEqual([]);
      expect(told.checks.find(({ name }) => name === 'worker')?.found).toMatch(/^a worker runs; another would leave/);
    } finally {
      lease?.release();
    }
  });

  it('a worker that stopped, and one that gets nothing done', async () => {
    const later = Date.now() + 7_200_000;
    passed(null);
    expect(steps(await doctor({}, later))).toEqual([
      'worker: no worker runs now; no good pass for 2 h -> Start it: systemctl start mailroom, or mailroom poll by cron (docs/operations.md).',
    ]);
    passed('the disk is full');
    const lease = takeLease(dataFile('worker.lock'));
    try {
      expect(steps(await doctor({}, later))).toEqual([
        expect.stringMatching(/^worker: a worker runs.*: the disk is full -> Mend what is named here/),
      ]);
    } finally {
      lease?.release();
    }
  });
});

const NOTHING = {
  discovered: 0,
  read: 0,
  kinds: {},
  dispositions: {},
  sent: 0,
  deferred: 0,
  failed: 0,
  uncertain: 0,
  ms: 1,
};

/** A pass that was made just now. */
const passed = (error: string | null): void => {
  const store = openStore(dataFile('mailroom.db'));
  store.passEnded(store.passBegan(Date.now()), NOTHING, error, Date.now());
  store.close();
};
