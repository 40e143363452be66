import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KEYS } from '../../src/config/settings.ts';
import { type Config, readConfig } from '../../src/config.ts';

const good = (env: Record<string, string>): Config => {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.mistakes.join('\n'));
  return result.config;
};
const mistakes = (env: Record<string, string>): readonly string[] => {
  const result = readConfig(env);
  return result.ok ? [] : result.mistakes;
};

describe('defaults', () => {
  it('are those of the table in the design', () => {
    expect(good({})).toEqual({
      mailbox: { name: '', address: 'data@thealliance.ai' },
      dataDir: 'data',
      templatesDir: null,
      imap: null,
      smtp: null,
      smtpConnections: 1,
      oauth: null,
      reviewers: [],
      operator: [],
      pollSchedule: '*/2 * * * *',
      digestSchedule: '0 7 * * 1-5',
      timeZone: 'UTC',
      firstRun: 'process',
      replyMaxAge: 14 * 86_400_000,
      replyLimit: { count: 10, within: 86_400_000 },
      clarifyLimit: 3,
      burstLimit: 50,
      totalLimit: { count: 200, within: 3_600_000 },
      remindAfter: 7 * 86_400_000,
      lapseAfter: 30 * 86_400_000,
      trustedAuthservIds: [],
      ownLists: [],
      plusAddressing: false,
      checkUrls: false,
      watchdogAfter: 3_600_000,
      retainIgnored: 90 * 86_400_000,
      logLevel: 'info',
      logFormat: null,
    });
  });

  it('an empty value is one that is not set', () => {
    expect(good({ IMAP_HOST: '', MAILBOX_ADDRESS: '  ', REPLY_LIMIT: '' })).toEqual(good({}));
  });

  it('.env.example has a line for every key, and no other', () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const keys = [...text.matchAll(/^#?([A-Z][A-Z_]*)=/gm)].map((match) => match[1]);
    expect(keys).toEqual([...KEYS]);
  });

  it('.env.example shows the defaults as they are', () => {
    const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const shown = [...text.matchAll(/^#([A-Z][A-Z_]*)=(.+)$/gm)].map((match) => [match[1], match[2]]);
    expect({ ...good(Object.fromEntries(shown)), templatesDir: null }).toEqual(good({}));
  });
});

const IMAP = { IMAP_HOST: 'imap.example.org', IMAP_USER: 'data@example.org', IMAP_PASSWORD: 'swordfish' };

describe('servers', () => {
  it('IMAP waits with what is there already, at the port that the security implies', () => {
    const { imap, firstRun } = good({ ...IMAP, IMAP_SECURITY: 'STARTTLS', SENT_MAILBOX: 'Sent' });
    expect(imap).toMatchObject({
      host: 'imap.example.org',
      port: 143,
      security: 'starttls',
      mailbox: 'INBOX',
      sentMailbox: 'Sent',
    });
    expect(firstRun).toBe('baseline');
  });

  it('a password shows itself only when asked', () => {
    const { imap } = good(IMAP);
    expect(
      `${JSON.stringify(imap)}${inspect(imap, { depth: 9 })}${imap?.login.kind === 'password' ? imap.login.password : ''}`,
    ).not.toContain('swordfish');
    expect(imap?.login.kind === 'password' && imap.login.password.reveal()).toBe('swordfish');
  });

  it('a relay on this machine needs no login', () => {
    expect(good({ SMTP_HOST: 'localhost', SMTP_SECURITY: 'none' }).smtp).toEqual({
      host: 'localhost',
      port: 25,
      security: 'none',
      login: { kind: 'none' },
    });
  });

  it('with OAuth the user is the mailbox where none is named', () => {
    const { imap, oauth } = good({
      IMAP_HOST: 'outlook.example.org',
      OAUTH_PROVIDER: 'microsoft',
      OAUTH_TENANT: 't',
      OAUTH_CLIENT_ID: 'c',
      OAUTH_CLIENT_SECRET: 's',
    });
    expect(imap?.login).toEqual({ kind: 'oauth', user: 'data@thealliance.ai' });
    expect(oauth).toMatchObject({ provider: 'microsoft', grant: 'client-credentials', tenant: 't', clientId: 'c' });
  });

  it.each([
    ['service account', { OAUTH_PROVIDER: 'google', OAUTH_KEY_FILE: 'key.json' }, 'service-account'],
    [
      'refresh token',
      { OAUTH_PROVIDER: 'google', OAUTH_CLIENT_ID: 'c', OAUTH_CLIENT_SECRET: 's', OAUTH_REFRESH_TOKEN: 'r' },
      'refresh-token',
    ],
    [
      'public client',
      { OAUTH_PROVIDER: 'microsoft', OAUTH_TENANT: 't', OAUTH_CLIENT_ID: 'c', OAUTH_REFRESH_TOKEN: 'r' },
      'refresh-token',
    ],
  ])('OAuth by %s', (_, env, grant) => {
    expect(good(env).oauth?.grant).toBe(grant);
  });
});

describe('values', () => {
  it.each([
    [
      'REVIEWERS',
      ' Ann@Example.org, bo@example.org;  cy@example.org ',
      'reviewers',
      ['ann@example.org', 'bo@example.org', 'cy@example.org'],
    ],
    ['MAILBOX_ADDRESS', 'Data Desk <Data@Example.ORG>', 'mailbox', { name: 'Data Desk', address: 'Data@example.org' }],
    ['REPLY_LIMIT', '0/30s', 'replyLimit', { count: 0, within: 30_000 }],
    ['PLUS_ADDRESSING', 'Yes', 'plusAddressing', true],
    ['TIMEZONE', 'Europe/Berlin', 'timeZone', 'Europe/Berlin'],
    ['LOG_LEVEL', 'DEBUG', 'logLevel', 'debug'],
    ['OWN_LISTS', 'Data.Example.org <team.example.org>', 'ownLists', ['data.example.org', 'team.example.org']],
    ['FIRST_RUN', 'baseline', 'firstRun', 'baseline'],
  ])('%s=%s', (key, text, name, value) => {
    expect(good({ [key]: text })[name as keyof Config]).toEqual(value);
  });

  it('the reviewers get the alerts unless somebody else is named', () => {
    expect(good({ REVIEWERS: 'Ann Example <A@example.org>, b@example.org c@example.org' }).reviewers).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
    expect(good({ REVIEWERS: 'a@example.org' }).operator).toEqual(['a@example.org']);
    expect(good({ REVIEWERS: 'a@example.org', OPERATOR: 'o@example.org' }).operator).toEqual(['o@example.org']);
  });
});

describe('mistakes', () => {
  it.each([
    ['IMAP_PORT', 'abc', 'not a number'],
    ['IMAP_PORT', '70000', 'no such port'],
    ['IMAP_PORT', '99.3', 'not whole'],
    ['IMAP_SECURITY', 'ssl', 'not one of the three'],
    ['REMIND_AFTER', '7', 'no unit'],
    ['REMIND_AFTER', '0d', 'never or at once?'],
    ['REMIND_AFTER', '-1d', 'negative'],
    ['REMIND_AFTER', '999999999d', 'beyond the clock'],
    ['REPLY_LIMIT', '10', 'within how long?'],
    ['REPLY_LIMIT', '10/1d/2', 'too many parts'],
    ['POLL_SCHEDULE', 'every minute', 'not cron'],
    ['POLL_SCHEDULE', '61 * * * *', 'no such minute'],
    ['TIMEZONE', 'Mars/Olympus', 'no such zone'],
    ['MAILBOX_ADDRESS', 'data', 'no domain'],
    ['MAILBOX_ADDRESS', 'a@example.org, b@example.org', 'two'],
    ['REVIEWERS', 'a@example.org, bo', 'one of them is none'],
    ['REVIEWERS', 'Ann <a@example.org> Bo <b@example.org>', 'nothing stands between them'],
    ['IMAP_HOST', 'imaps://imap.example.org', 'a URL'],
    ['PLUS_ADDRESSING', 'maybe', 'neither'],
    ['LOG_FORMAT', 'xml', 'not one of the two'],
  ])('%s=%s (%s)', (key, text) => {
    const found = mistakes({ [key]: text });
    expect(found.filter((line) => line.startsWith(`${key}: `))).toHaveLength(1);
    expect(found[0]).toContain(JSON.stringify(text));
  });

  it('are all told at once, those of single keys and those of keys together', () => {
    const found = mistakes({
      IMAP_HOST: 'imap.example.org',
      IMAP_PORT: 'x',
      IMAP_SECURITY: 'none',
      TIMEZONE: 'x',
      REPLY_MAX_AGE: 'x',
    });
    expect(found.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'IMAP_PORT',
      'TIMEZONE',
      'REPLY_MAX_AGE',
      'IMAP_SECURITY',
      'IMAP_USER',
      'IMAP_PASSWORD',
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['IMAP_SECURITY', { ...IMAP, IMAP_SECURITY: 'none' }, 'in the clear to another machine'],
    ['SMTP_PASSWORD', { SMTP_HOST: 'smtp.example.org', SMTP_USER: 'u' }, 'half a login'],
    ['SMTP_USER', { SMTP_USER: 'u' }, 'a login, but where?'],
    ['OAUTH_CLIENT_ID', { OAUTH_CLIENT_ID: 'c' }, 'whose?'],
    [
      'OAUTH_REFRESH_TOKEN',
      { OAUTH_PROVIDER: 'google', OAUTH_CLIENT_ID: 'c', OAUTH_CLIENT_SECRET: 's' },
      'one part missing',
    ],
    [
      'OAUTH_TENANT',
      { OAUTH_PROVIDER: 'microsoft', OAUTH_CLIENT_ID: 'c', OAUTH_CLIENT_SECRET: 's' },
      'one part missing',
    ],
    [
      'OAUTH_CLIENT_SECRET',
      { OAUTH_PROVIDER: 'microsoft', OAUTH_CLIENT_ID: 'c', OAUTH_TENANT: 't' },
      'neither secret nor token',
    ],
  ])('%s: %o (%s)', (key, env) => {
    expect(mistakes(env).map((line) => line.split(':')[0])).toEqual([key]);
  });

  it('never repeat a secret', () => {
    expect(mistakes({ SMTP_PASSWORD: 'swordfish', OAUTH_CLIENT_SECRET: 'swordfish' }).join()).not.toContain(
      'swordfish',
    );
  });
});

describe('keys that mean nothing', () => {
  it.each([
    ['IMAP_PASS', 'IMAP_PASSWORD'],
    ['IMAP_PASWORD', 'IMAP_PASSWORD'],
    ['SMTP_USERNAME', 'SMTP_USER'],
    ['MAILROOM_DATA_DIR', 'DATA_DIR'],
    ['REVIEWER', 'REVIEWERS'],
  ])('%s hints at %s', (name, meant) => {
    const result = readConfig({ [name]: 'x' });
    expect(result.ok && result.warnings).toEqual([`${name} means nothing to mailroom. Did you mean ${meant}?`]);
  });

  it.each(['HOME', 'PATH', 'LANG', 'TERM', 'PORT', 'HOSTNAME', 'EMAIL', 'MAIL', 'MAILTO', 'TZ'])(
    '%s of the shell is left alone',
    (name) => {
      const result = readConfig({ [name]: 'x' });
      expect(result.ok && result.warnings).toEqual([]);
    },
  );
});

it('a reminder that comes when it is over is warned of', () => {
  const result = readConfig({ REMIND_AFTER: '30d', LAPSE_AFTER: '7d' });
  expect(result.ok && result.warnings).toEqual([
    expect.stringContaining('REMIND_AFTER is no shorter than LAPSE_AFTER'),
  ]);
});
