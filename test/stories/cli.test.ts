/** The command line as a process: what it prints, where, and how it ends. Run from `dist`, after a build. */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
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
import { takeLease } from '../../src/store/lease.ts';

const MAIN = resolve('dist/main.js');
const SAMPLES = resolve('data/samples');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailroom-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

type Ran = { readonly exit: number | null; readonly out: string; readonly err: string };

/** Runs `mailroom WORDS` in the test's folder, with nothing of the tester's own settings. */
const mailroom = (words: readonly string[], env: Record<string, string> = {}, input = ''): Ran => {
  const { PATH = '', HOME = '' } = process.env;
  const ran = spawnSync(process.execPath, [MAIN, ...words], {
    cwd: dir,
    input,
    encoding: 'utf8',
    env: { PATH, HOME, USER: 'tester', ...env },
  });
  return { exit: ran.status, out: ran.stdout, err: ran.stderr };
};
const parsed = (ran: Ran) => JSON.parse(ran.out);

const offer = (more: Partial<Record<'id' | 'url' | 'host' | 'terms' | 'from', string>> = {}): string => {
  const {
    id = '1',
    url = 'https://data.example.org/tides',
    host = 'No',
    terms = 'Yes',
    from = 'Ann Example <ann@example.org>',
  } = more;
  return [
    `From: ${from}`,
    'To: data@thealliance.ai',
    'Subject: I want to contribute a dataset',
    `Message-ID: <${id}@mail.example.org>`,
    `Date: ${new Date().toUTCString()}`,
    '',
    'Dataset name: Harbour Tides',
    `Dataset location (URL): ${url}`,
    `I want the Alliance to host it: ${host}`,
    'My email address: ann@example.org',
    `I agree to the terms for contribution: ${terms}`,
    '',
  ].join('\n');
};

/** A mail into the local mailbox. */
const arrive = (mail: string): void => {
  const box = join(dir, 'data', 'mailbox');
  for (const sub of ['new', 'cur', 'tmp']) mkdirSync(join(box, sub), { recursive: true });
  writeFileSync(join(box, 'new', `${Date.now()}.${Math.random()}.test`), mail);
};
const sent = (): readonly string[] => {
  const box = join(dir, 'data', 'sent', 'new');
  return existsSync(box) ? readdirSync(box).map((name) => readFileSync(join(box, name), 'utf8')) : [];
};

describe('words', () => {
  it('--help names every command, --version the version; both on stdout', () => {
    const help = mailroom(['--help']);
    expect([help.exit, help.err]).toEqual([0, '']);
    for (const name of [
      'demo',
      'run',
      'poll',
      'receive',
      'triage',
      'explain',
      'list',
      'show',
      'accept',
      'decline',
      'release',
      'close',
      'digest',
      'outbox',
    ])
      expect(help.out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(mailroom(['--version'])).toEqual({ exit: 0, out: `${version}\n`, err: '' });
    expect(mailroom(['-V'])).toEqual(mailroom(['--version']));
    expect(mailroom(['-h'])).toEqual(help);
  });

  it('each command has its help, with an example', () => {
    for (const name of ['poll', 'triage', 'accept', 'outbox']) {
      const help = mailroom([name, '--help']);
      expect([help.exit, help.err]).toEqual([0, '']);
      expect(help.out).toContain(`$ mailroom ${name}`);
    }
  });

  it.each([
    [['pol'], "mailroom: unknown command 'pol'. Did you mean poll?\n"],
    [['list', '--jsn'], "mailroom: unknown option '--jsn'. Did you mean --json?\n"],
    [['show'], "mailroom: missing required argument 'REF'\n"],
    [['accept', 'M-0001'], 'mailroom: “accept” is for a submission such as DS-0042, not for “M-0001”.\n'],
    [['release'], 'mailroom: release takes either a message (M-0107) or --since DATE\n'],
    [['release', '--since', 'soon'], 'mailroom: --since: "soon" isn\'t a date such as 2026-11-01\n'],
    [['digest', '--format', 'pdf'], 'mailroom: --format: "pdf" isn\'t one of text, html, json\n'],
    [
      ['export', '--json', '--format', 'csv'],
      'mailroom: --json and --format csv ask for two things: give one of them\n',
    ],
    [['outbox', 'burn', '1'], 'mailroom: outbox can retry, cancel, sent one reply, not "burn"\n'],
  ])('%j: one line and 64', (words, line) => {
    expect(mailroom(words)).toEqual({ exit: 64, out: '', err: line });
  });
});

describe('settings', () => {
  it('every mistake in one go, 78, and no secret', () => {
    const ran = mailroom(['poll'], {
      IMAP_HOST: 'imap.example.org',
      IMAP_PORT: 'x',
      IMAP_PASSWORD: 'swordfish',
      TIMEZONE: 'Mars',
    });
    expect(ran.exit).toBe(78);
    expect(ran.err).toMatch(
      /^mailroom: 3 mistakes in the settings:\n {2}IMAP_PORT: .*\n {2}TIMEZONE: .*\n {2}IMAP_USER: .*\n$/,
    );
    expect(ran.err).not.toContain('swordfish');
  });

  it('.env counts, and the shell wins over it', () => {
    writeFileSync(join(dir, '.env'), 'DATA_DIR=elsewhere\nTIMEZONE=Mars\nIMAP_PASS=x\n');
    const ran = mailroom(['poll', '--json'], { TIMEZONE: 'UTC' });
    expect([ran.exit, existsSync(join(dir, 'elsewhere', 'mailroom.db'))]).toEqual([0, true]);
    expect(ran.err).toContain('IMAP_PASS means nothing to mailroom. Did you mean IMAP_PASSWORD?');
  });

  it.each(['IMAP_PASSWORD=swordf#ish', 'export IMAP_PASSWORD = swordf#ish', 'IMAP_PASSWORD=#swordf'])(
    '%s: the value would be cut in silence',
    (line) => {
      writeFileSync(join(dir, '.env'), `DATA_DIR=data # where it is\nOTHER=a#b\n${line}\n`);
      const ran = mailroom(['poll']);
      expect([ran.exit, ran.err]).toEqual([78, expect.stringContaining('IMAP_PASSWORD: a # ends the value')]);
      expect(ran.err).not.toContain('sword');
    },
  );

  it.each([
    ['DATA_DIR data7', "line 2 isn't KEY=value"],
    ['DATA_DIR="data6', 'line 2, DATA_DIR: its " is never closed'],
    ['DATA_DIR=a\0b', "isn't UTF-8 text"],
  ])('%s: not taken for a setting that is not there', (line, mistake) => {
    writeFileSync(join(dir, '.env'), `TIMEZONE=UTC\n${line}\n`);
    const ran = mailroom(['poll']);
    expect([ran.exit, ran.err]).toEqual([78, expect.stringContaining(mistake)]);
    expect(existsSync(join(dir, 'data'))).toBe(false);
  });

  it('a byte order mark, line ends of Windows, values over several lines, and small letters', () => {
    writeFileSync(join(dir, '.env'), `\ufeffDATA_DIR=elsewhere\r\nOTHER="a\nb=c#d\n"\r\ntimezone=Mars\r\n`);
    const ran = mailroom(['poll']);
    expect([ran.exit, existsSync(join(dir, 'elsewhere', 'mailroom.db'))]).toEqual([0, true]);
    expect(ran.err).toContain('timezone means nothing to mailroom. Did you mean TIMEZONE?');
  });

  it('a SQLite that was built for another Node: what to do, and the database is left alone', () => {
    const code =
      "process.dlopen = () => { throw Object.assign(new Error('wrong ABI'), { code: 'ERR_DLOPEN_FAILED' }); }";
    const env = { NODE_OPTIONS: `--import data:text/javascript;base64,${Buffer.from(code).toString('base64')}` };
    for (const words of [['status'], ['poll'], ['doctor']]) {
      const ran = mailroom(words, env);
      expect([ran.exit, ran.out + ran.err]).toEqual([78, expect.stringContaining('npm ci')]);
      expect(ran.out + ran.err).not.toContain('backup');
    }
  });

  it('a # in quotes, before a comment, or in what is not ours is as it should be', () => {
    writeFileSync(join(dir, '.env'), `DATA_DIR=data # where it is\nOTHER=a#b\nLOG_LEVEL="info"#\n#TIMEZONE=a#b\n`);
    expect(mailroom(['poll']).exit).toBe(0);
  });

  it.each([
    [{ IMAP_HOST: '127.0.0.1', IMAP_PORT: '1', IMAP_SECURITY: 'none', IMAP_USER: 'u', IMAP_PASSWORD: 'swordfish' }, 69],
    [{ TEMPLATES_DIR: 'nowhere' }, 78],
  ])('%o: %i, in words, without a stack', (env, exit) => {
    const ran = mailroom(['poll'], env);
    expect(ran.exit).toBe(exit);
    expect(ran.err).not.toMatch(/\n\s+at |swordfish/);
  });

  it('a data folder that is a file: 78', () => {
    writeFileSync(join(dir, 'data'), '');
    expect(mailroom(['poll']).exit).toBe(78);
  });
});

describe('triage', () => {
  it('one object a line in the order of the files; what cannot be read is told after the others, 65', () => {
    writeFileSync(join(dir, 'empty.eml'), '');
    const ran = mailroom([
      'triage',
      '--json',
      join(SAMPLES, '02-incomplete.eml'),
      'missing.eml',
      join(SAMPLES, '01-complete.eml'),
      'empty.eml',
    ]);
    const lines = ran.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(ran.exit).toBe(65);
    expect(lines.map(({ file }) => file.split('/').at(-1))).toEqual([
      '02-incomplete.eml',
      'missing.eml',
      '01-complete.eml',
      'empty.eml',
    ]);
    expect(Object.keys(lines[1])).toEqual(['file', 'error']);
    expect(lines[3].kind).toBe('unreadable');
    expect(Object.keys(lines[0])).toEqual([
      'file',
      'messageId',
      'kind',
      'disposition',
      'reasons',
      'fields',
      'problems',
      'provenance',
      'extras',
      'text',
      'reply',
    ]);
    expect(lines[0]).toMatchObject({ kind: 'submission', disposition: 'clarify', reply: 'clarification' });
    expect(lines[2]).toMatchObject({
      kind: 'submission',
      disposition: 'acknowledge',
      reply: 'acknowledgment',
      problems: [],
    });
    expect(Object.keys(lines[2].fields)).toEqual([
      'datasetName',
      'datasetUrl',
      'hostingRequested',
      'contactEmail',
      'termsAccepted',
      'datasetCard',
    ]);
    expect(Object.keys(lines[2].provenance.datasetName)).toEqual(['line', 'part', 'quoted', 'raw', 'label']);
    for (const problem of lines[0].problems) expect(Object.keys(problem)).toEqual(['field', 'code', 'message']);
  });

  it('reads standard input, and touches nothing', () => {
    const ran = mailroom(['triage', '--json', '-'], {}, offer());
    expect([ran.exit, parsed(ran).file, parsed(ran).disposition]).toEqual([0, '-', 'acknowledge']);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('speaks to people too', () => {
    const ran = mailroom(['triage', join(SAMPLES, '02-incomplete.eml')]);
    expect(ran.out).toContain('submission, clarify; reply: clarification');
  });
});

describe('a day at the desk', () => {
  it('from mail to decision, by commands alone', () => {
    arrive(offer({ url: '' }));
    const poll = mailroom(['poll', '--json']);
    expect(poll.exit).toBe(0);
    expect(Object.keys(parsed(poll))).toEqual([
      'discovered',
      'read',
      'kinds',
      'dispositions',
      'sent',
      'deferred',
      'failed',
      'uncertain',
      'ms',
    ]);
    expect(parsed(poll)).toMatchObject({
      discovered: 1,
      read: 1,
      kinds: { submission: 1 },
      dispositions: { clarify: 1 },
      sent: 1,
      failed: 0,
    });
    expect(sent()).toHaveLength(1);

    const [submission] = parsed(mailroom(['list', '--json']));
    expect(Object.keys(submission)).toEqual([
      'reference',
      'status',
      'contributor',
      'fields',
      'missing',
      'createdAt',
      'updatedAt',
    ]);
    expect(submission).toMatchObject({
      reference: 'DS-0001',
      status: 'incomplete',
      contributor: 'ann@example.org',
      missing: ['datasetUrl'],
    });
    expect(submission.fields).toMatchObject({
      datasetName: 'Harbour Tides',
      datasetUrl: null,
      hostingRequested: false,
    });
    expect(submission.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

    const [message] = parsed(mailroom(['list', '--messages', '--json']));
    expect(Object.keys(message)).toEqual([
      'id',
      'messageId',
      'from',
      'subject',
      'kind',
      'disposition',
      'reasons',
      'submission',
      'state',
      'class',
      'at',
    ]);
    expect(message).toMatchObject({
      id: 'M-0001',
      messageId: '<1@mail.example.org>',
      disposition: 'clarify',
      class: 'waiting for the contributor',
    });

    const shown = parsed(mailroom(['show', 'ds-0001', '--json']));
    expect(Object.keys(shown).slice(7)).toEqual(['messages', 'history', 'replies', 'events']);
    expect(Object.keys(shown.messages[0])).toEqual(['id', 'messageId', 'from', 'kind', 'disposition', 'at']);
    expect(shown.history[0]).toMatchObject({
      field: 'datasetName',
      from: null,
      to: 'Harbour Tides',
      messageId: '<1@mail.example.org>',
    });
    expect(shown.replies[0]).toMatchObject({ template: 'clarification', to: 'ann@example.org', state: 'sent' });
    expect(shown.events[0]).toMatchObject({ type: 'opened' });

    const [reply] = parsed(mailroom(['outbox', '--all', '--json']));
    expect(Object.keys(reply)).toEqual([
      'id',
      'messageId',
      'to',
      'template',
      'submission',
      'state',
      'stage',
      'attempts',
      'notBefore',
      'response',
      'at',
    ]);
    expect(parsed(mailroom(['outbox', '--json']))).toEqual([]);

    const refused = mailroom(['accept', 'DS-0001']);
    expect([refused.exit, refused.out]).toEqual([65, '']);
    expect(refused.err).toContain("DS-0001 isn't complete: the dataset's location is open.");

    arrive(offer({ id: '2', from: 'Ann Example <ann@example.org>' }));
    expect(parsed(mailroom(['poll', '--json']))).toMatchObject({ read: 1, sent: 1 });
    const accepted = mailroom(['accept', 'DS-0001', 'Welcome', '--json']);
    expect([accepted.exit, parsed(accepted).letters[0]?.template]).toEqual([0, 'accepted']);
    expect(parsed(mailroom(['poll', '--json']))).toMatchObject({ read: 0, sent: 1 });
    expect(parsed(mailroom(['list', '--json']))[0].status).toBe('accepted');
    expect(sent()).toHaveLength(3);

    expect(mailroom(['explain', 'M-0001']).out).toContain('submission -> clarify');
    expect(parsed(mailroom(['explain', '1@mail.example.org', '--json'])).id).toBe('M-0001');
    expect(mailroom(['digest']).exit).toBe(0);
    expect(mailroom(['export']).out).toContain('"DS-0001","accepted"');
    const [consent] = JSON.parse(mailroom(['export', '--of', 'consent', '--json']).out);
    expect(consent).toMatchObject({ reference: 'DS-0001', accepted: true, words: 'Yes', dmarc: 'unknown' });
    expect(consent.termsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(mailroom(['export', '--of', 'history']).out).toContain('"DS-0001",');
    expect(mailroom(['export', '--of', 'secrets'])).toMatchObject({ exit: 64 });
    expect(mailroom(['status']).exit).toBe(0);
    expect(parsed(mailroom(['backup', '--json'])).file).toMatch(/mailroom-.*\.db$/);
  });

  it('looking at nothing makes nothing', () => {
    for (const words of [['list'], ['list', '--messages'], ['outbox']]) {
      const ran = mailroom([...words, '--json']);
      expect([ran.exit, ran.out]).toEqual([0, '[]\n']);
    }
    expect(mailroom(['show', 'DS-0001']).exit).toBe(65);
    expect(mailroom(['explain', 'M-0001']).exit).toBe(65);
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['accept', 'DS-0001'],
    ['close', 'M-0001'],
    ['release', '--since', '2026-11-01'],
    ['outbox', 'cancel', '1'],
    ['forget', 'ann@example.org', '--yes'],
    ['backup'],
  ])('deciding where nothing was received: 65, and nothing is made (%s)', (...words) => {
    const ran = mailroom(words, { DATA_DIR: 'date' });
    expect([ran.exit, ran.err, ran.out]).toEqual([
      65,
      'mailroom: nothing was received yet: there is no date/mailroom.db\n',
      '',
    ]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('everything written is for this user alone', () => {
    arrive(offer());
    mailroom(['poll']);
    for (const name of ['mailroom.db', 'signing.key']) expect(statSync(join(dir, 'data', name)).mode & 0o077).toBe(0);
  });

  it('a second worker leaves it to the first: 75', () => {
    mailroom(['poll']);
    const lease = takeLease(join(dir, 'data', 'worker.lock'));
    const ran = mailroom(['poll']);
    lease?.release();
    expect(ran).toMatchObject({
      exit: 75,
      err: 'mailroom: another mailroom is at work in data; this one leaves it to it\n',
    });
    expect(mailroom(['poll']).exit).toBe(0);
  });
});

describe('release', () => {
  it('says that the same reply was sent before, and sends none', () => {
    const headers = [
      'From: Ann Example <ann@example.org>',
      'To: data@thealliance.ai',
      'Message-ID: <q@mail.example.org>',
    ];
    const date = `Date: ${new Date().toUTCString()}`;
    arrive([...headers, date, 'Subject: A question', '', 'May I send two datasets at once?', ''].join('\n'));
    expect(mailroom(['poll']).exit).toBe(0);
    expect(sent()).toHaveLength(1);
    const released = mailroom(['release', 'M-0001']);
    expect(released.exit).toBe(0);
    expect(released.err).toContain("The letter (receipt) to ann@example.org was sent before; it isn't sent again\n");
    expect(mailroom(['poll']).exit).toBe(0);
    expect(sent()).toHaveLength(1);
  });
});

describe('receive', () => {
  it('a mail is in the spool before exit 0, and the next pass reads it', () => {
    const ran = mailroom(['receive'], {}, offer());
    expect([ran.exit, ran.out]).toEqual([0, '']);
    expect(readdirSync(join(dir, 'data', 'spool', 'new'))).toHaveLength(1);
    expect(parsed(mailroom(['poll', '--json']))).toMatchObject({ discovered: 1, read: 1, sent: 1 });
  });

  it('nothing on standard input: 65, and nothing in the spool', () => {
    expect(mailroom(['receive'])).toMatchObject({
      exit: 65,
      err: 'mailroom: standard input is empty: there is no mail to receive\n',
    });
    expect(readdirSync(join(dir, 'data', 'spool', 'new'))).toEqual([]);
  });

  it('whatever else is wrong: 75, so that the mail server keeps the mail', () => {
    expect(mailroom(['receive'], { TIMEZONE: 'Mars' }, offer()).exit).toBe(75);
    writeFileSync(join(dir, 'data'), '');
    expect(mailroom(['receive'], {}, offer()).exit).toBe(75);
  });
});

describe('demo', () => {
  it('tells of each mail and where to look, and can be run again', () => {
    for (const _ of [1, 2]) {
      const ran = mailroom(['demo'], { IMAP_HOST: 'imap.example.org', IMAP_USER: 'u', IMAP_PASSWORD: 'p' });
      expect([ran.exit, ran.err]).toEqual([0, '']);
      const count = readdirSync(SAMPLES).filter((name) => name.endsWith('.eml')).length;
      expect(ran.out.match(/^M-\d{4} /gm)).toHaveLength(count);
      expect(existsSync(join(dir, /^Digest: +(.+)$/m.exec(ran.out)?.[1] ?? ''))).toBe(true);
      expect(existsSync(join(dir, /^Database: +(.+)$/m.exec(ran.out)?.[1] ?? ''))).toBe(true);
      expect(readdirSync(join(dir, /^Replies: +(.+)$/m.exec(ran.out)?.[1] ?? '')).length).toBeGreaterThan(5);
    }
  });

  it('empties no folder that it did not make', () => {
    mkdirSync(join(dir, 'data', 'demo'), { recursive: true });
    writeFileSync(join(dir, 'data', 'demo', 'thesis.txt'), 'years of work');
    expect(mailroom(['demo']).exit).toBe(78);
    expect(readdirSync(join(dir, 'data', 'demo'))).toEqual(['thesis.txt']);
  });
});

describe('care', () => {
  it('doctor: all is well, or what to do next', () => {
    const well = parsed(mailroom(['doctor', '--json']));
    expect(well.ok).toBe(true);
    expect(well.checks.map(({ name }: { name: string }) => name)).toEqual([
      'settings',
      'templates',
      'folder',
      'database',
      'clock',
      'worker',
      'incoming',
      'outgoing',
      'people',
    ]);
    const wrong = mailroom(['doctor'], { IMAP_PORT: 'x', TIMEZONE: 'Mars' });
    expect([wrong.exit, wrong.out.match(/^MEND {2}settings/gm)?.length]).toEqual([78, 2]);
    const away = mailroom(['doctor'], {
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: '1',
      SMTP_SECURITY: 'none',
      REVIEWERS: 'rev@example.org',
    });
    expect([away.exit, away.out]).toEqual([69, expect.stringMatching(/MEND {2}outgoing .*\n +-> Correct SMTP_PORT/)]);
  });

  it('init writes settings for this user alone, and has them checked', () => {
    const words = [
      'init',
      '--provider',
      'imap',
      '--address',
      'data@example.org',
      '--user',
      'data',
      '--imap-host',
      '127.0.0.1',
      '--smtp-host',
      '127.0.0.1',
    ];
    expect(mailroom(words)).toMatchObject({
      exit: 64,
      err: expect.stringContaining('from the variable IMAP_PASSWORD'),
    });
    const ran = mailroom([...words, '--reviewers', 'rev@example.org'], { IMAP_PASSWORD: 'sword # "fish"' });
    expect([ran.exit, statSync(join(dir, '.env')).mode & 0o777]).toEqual([69, 0o600]);
    expect(ran.out).toMatch(/^ok {4}settings {3}data@example\.org/);
    expect(readFileSync(join(dir, '.env'), 'utf8')).toContain(`IMAP_PASSWORD='sword # "fish"'\n`);
    expect(`${ran.out}${ran.err}`).not.toContain('sword');
    expect(mailroom(words, { IMAP_PASSWORD: 'x' }).exit).toBe(78);
  });

  it('a restored backup sends nothing until somebody says so', () => {
    arrive(offer());
    mailroom(['poll']);
    const { file } = parsed(mailroom(['backup', '--json']));
    for (const name of ['mailroom.db', 'mailroom.db-wal', 'mailroom.db-shm'])
      rmSync(join(dir, 'data', name), { force: true });
    cpSync(join(dir, file), join(dir, 'data', 'mailroom.db'));
    arrive(offer({ id: '2', url: 'https://data.example.org/lakes', from: 'bo@example.org' }));
    expect(parsed(mailroom(['poll', '--json']))).toMatchObject({ read: 1, sent: 0 });
    expect(mailroom(['status']).exit).toBe(69);
    expect(mailroom(['doctor']).out).toMatch(/MEND {2}sending .*\n +-> .*doctor --resume/);
    expect(mailroom(['doctor', '--resume']).exit).toBe(0);
    expect(parsed(mailroom(['poll', '--json']))).toMatchObject({ sent: 1 });
  });

  it("replay --apply decides by today's form what still waits for a person, and nothing else", () => {
    const words = {
      'Dataset name': 'Zorp',
      'Dataset location (URL)': 'Quib',
      'I want the Alliance to host it': 'Frax',
    };
    const inOther = (text: string): string =>
      Object.entries(words).reduce((mail, [label, word]) => mail.replace(label, word), text);
    arrive(offer({ id: 'old' }));
    const strange = inOther(offer({ id: 'new', url: 'https://data.example.org/lakes', from: 'Bo <bo@example.org>' }));
    arrive(strange.replace(/^(My|I agree).*\n/gm, '').replace('Harbour Tides', 'Lake Levels'));
    mailroom(['poll']);
    expect(parsed(mailroom(['list', '--json']))).toHaveLength(1);
    cpSync('templates', join(dir, 'words'), { recursive: true });
    const form = JSON.parse(readFileSync('templates/form.json', 'utf8'));
    for (const field of form.fields)
      field.aliases.push(...Object.entries(words).flatMap(([label, word]) => (label === field.label ? [word] : [])));
    writeFileSync(join(dir, 'words', 'form.json'), JSON.stringify(form));
    const env = { TEMPLATES_DIR: 'words' };
    expect(parsed(mailroom(['replay', '--json'], env))).toHaveLength(1);
    expect(parsed(mailroom(['list', '--json'], env))).toHaveLength(1);
    expect(mailroom(['replay', '--apply'], env).err).toContain('is now submission, clarify');
    expect(parsed(mailroom(['list', '--json'], env))).toMatchObject([
      { reference: 'DS-0001', status: 'ready' },
      { reference: 'DS-0002', status: 'incomplete', fields: { datasetUrl: 'https://data.example.org/lakes' } },
    ]);
    expect(parsed(mailroom(['replay', '--json'], env))).toEqual([]);
    expect(parsed(mailroom(['poll', '--json'], env))).toMatchObject({ sent: 1 });
  });

  it("replay shows what today's rules read differently; forget erases a person", () => {
    arrive(offer());
    mailroom(['poll']);
    expect(parsed(mailroom(['replay', '--json']))).toEqual([]);
    expect(mailroom(['forget', 'ann@example.org']).exit).toBe(64);
    expect(parsed(mailroom(['forget', 'Ann@Example.org', '--yes', '--json']))).toMatchObject({
      messages: 1,
      submissions: ['DS-0001'],
    });
    expect(mailroom(['list', '--messages', '--json']).out).not.toContain('ann@example.org');
  });

  it('metrics stand in a file that the collector, another user, can read', () => {
    arrive(offer({ url: '' }));
    mailroom(['poll']);
    expect(mailroom(['status', '--metrics', 'mailroom.prom']).exit).toBe(0);
    const path = join(dir, 'mailroom.prom');
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(readdirSync(dir).filter((name) => name.startsWith('mailroom.prom'))).toEqual(['mailroom.prom']);
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    // https://prometheus.io/docs/instrumenting/exposition_formats/: a name that was described, labels, a number; each once.
    const described = new Set<string>();
    const samples = new Map<string, number>();
    for (const line of lines) {
      const [, kind, name = ''] = /^# (HELP|TYPE) (mailroom_[a-z_]+) (?:gauge|[A-Z0-9].+)$/.exec(line) ?? [];
      if (kind === 'TYPE') described.add(name);
      if (kind !== undefined) continue;
      const [, sample = '', metric = '', value = ''] = /^((\w+)(?:\{\w+="[a-z_-]+"\})?) (\d+)$/.exec(line) ?? [];
      expect([line, described.has(metric), samples.has(sample)]).toEqual([line, true, false]);
      samples.set(sample, Number(value));
    }
    expect(samples.get('mailroom_up')).toBe(1);
    expect(samples.get('mailroom_messages{class="waiting_for_the_contributor"}')).toBe(1);
    expect(samples.get('mailroom_replies{state="sent"}')).toBe(1);
    expect(samples.get('mailroom_oldest_unsent_age_seconds')).toBe(0);
    expect(Math.abs((samples.get('mailroom_last_good_pass_seconds') ?? 0) - Date.now() / 1000)).toBeLessThan(60);
    expect(mailroom(['status', '--metrics', 'nowhere/mailroom.prom'])).toMatchObject({
      exit: 78,
      err: expect.stringContaining('nowhere/mailroom.prom does not exist'),
    });
  });

  it('status says what waits, and since when; its exit code is for monitoring', async () => {
    expect(mailroom(['status'])).toMatchObject({
      exit: 69,
      out: expect.stringMatching(/^TROUBLE: there was no pass yet\n/),
    });
    const away = { SMTP_HOST: '127.0.0.1', SMTP_PORT: '1', SMTP_SECURITY: 'none' };
    expect(mailroom(['poll']).exit).toBe(0);
    arrive(offer());
    expect(mailroom(['poll'], away)).toMatchObject({
      exit: 69,
      err: expect.stringMatching(/^mailroom: no reply can leave: nothing answers at 127\.0\.0\.1:1/m),
    });
    const waits = parsed(mailroom(['status', '--json']));
    expect(waits).toMatchObject({ ok: true, outbox: { ready: 1 }, oldestUnread: null });
    for (const at of [waits.oldestUnsent, waits.lastGoodPass, waits.nextPoll, waits.nextDigest])
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    await new Promise((later) => setTimeout(later, 1100));
    expect(mailroom(['status'], { WATCHDOG_AFTER: '1s' })).toMatchObject({
      exit: 69,
      out: expect.stringMatching(/^TROUBLE: no good pass for \d+ s\b.*nothing answers/),
    });
  });
});

describe('run', () => {
  it('does its passes and ends in order on SIGTERM', async () => {
    arrive(offer());
    const { PATH = '', HOME = '' } = process.env;
    const worker = spawn(process.execPath, [MAIN, 'run'], {
      cwd: dir,
      env: { PATH, HOME, POLL_SCHEDULE: '* * * * * *' },
    });
    let log = '';
    worker.stderr.on('data', (chunk) => {
      log += chunk;
    });
    const ended = new Promise((end) => worker.once('exit', (code, signal) => end([code, signal])));
    const until = async (words: string) => {
      while (!log.includes(words)) await new Promise((next) => setTimeout(next, 50));
    };
    await until('"event":"pass"');
    arrive(offer({ id: '2', url: 'https://data.example.org/lakes', from: 'bo@example.org' }));
    await until('"message":"M-0002"');
    expect(mailroom(['poll']).exit).toBe(75);
    worker.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(log).toContain('mailroom ends');
    expect(parsed(mailroom(['list', '--json']))).toHaveLength(2);
    expect(log).not.toMatch(/ann@example\.org|bo@example\.org/);
  });

  it('survives trouble that passes, and stands back from it', async () => {
    const { PATH = '', HOME = '' } = process.env;
    const env = {
      PATH,
      HOME,
      POLL_SCHEDULE: '* * * * * *',
      IMAP_HOST: '127.0.0.1',
      IMAP_PORT: '1',
      IMAP_SECURITY: 'none',
      IMAP_USER: 'u',
      IMAP_PASSWORD: 'p',
    };
    const worker = spawn(process.execPath, [MAIN, 'run'], { cwd: dir, env });
    let log = '';
    worker.stderr.on('data', (chunk) => {
      log += chunk;
    });
    const ended = new Promise((end) => worker.once('exit', (code) => end(code)));
    while (!log.includes('"event":"pass"')) await new Promise((next) => setTimeout(next, 50));
    await new Promise((next) => setTimeout(next, 2500));
    expect(log.match(/"event":"pass"/g)).toHaveLength(1);
    worker.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

it('a reader that stops early ends it quietly', () => {
  cpSync(SAMPLES, join(dir, 'mails'), { recursive: true });
  const ran = spawnSync(
    'sh',
    ['-c', `"${process.execPath}" "${MAIN}" triage --json mails/*.eml mails/*.eml mails/*.eml | head -n 1`],
    { cwd: dir, encoding: 'utf8' },
  );
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  expect(JSON.parse(ran.stdout).file).toBe('mails/01-complete.eml');
});
