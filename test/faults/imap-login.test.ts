import { expect, test } from 'vitest';
import { hidden } from '../../src/config/values.ts';
import { at, discover, imap, troubled } from '../support/faulty-mailbox.ts';

test('fault: the server hangs before its greeting | user sees: did not answer in time | guaranteed: the pass ends', async () => {
  imap.greeting = 'hang';
  await troubled('unavailable', /did not answer in time/);
});

test('fault: BYE too many connections | user sees: throttled | guaranteed: not taken for a wrong password', async () => {
  imap.greeting = '* BYE too many connections from your address';
  await troubled('throttled', /too many connections/);
});

test('fault: NO [UNAVAILABLE] at login | user sees: unavailable, tried again | guaranteed: the account is not called refused', async () => {
  imap.fault = at('PASSWORD', () => ['TAG NO [UNAVAILABLE] user database is down']);
  await troubled('unavailable', /did not say why|user database is down/);
});

test('fault: NO [LIMIT] at login | user sees: throttled | guaranteed: the account is not called refused', async () => {
  imap.fault = at('PASSWORD', () => ['TAG NO [LIMIT] slow down']);
  await troubled('throttled', /slow down/);
});

test('fault: NO [AUTHENTICATIONFAILED] | user sees: which settings to check, and of an app password | guaranteed: the password is not shown', async () => {
  const login = { kind: 'password', user: 'inbox', password: hidden('wrong') } as const;
  const attempt = discover(null, {}, { login });
  await troubled('authentication', /IMAP_USER and IMAP_PASSWORD .*app password/, attempt);
  await attempt.catch((error: Error) => expect(error.message).not.toContain('wrong'));
});

test('fault: NO without a code at login (Microsoft) | user sees: what to check if it goes on | guaranteed: the account is not called refused', async () => {
  imap.fault = at('PASSWORD', () => ['TAG NO LOGIN failed.']);
  await troubled('unavailable', /LOGIN failed.*IMAP_USER/);
});

test('fault: the connection drops at login | user sees: unavailable | guaranteed: the program goes on', async () => {
  imap.fault = at('PASSWORD', () => 'drop');
  await troubled('unavailable', /./);
});

test('fault: a refused token | user sees: nothing, or the OAUTH_ settings | guaranteed: one fresh token is tried, then no more', async () => {
  imap.capabilities = 'IMAP4rev1 AUTH=XOAUTH2 SASL-IR';
  const asked: boolean[] = [];
  imap.fault = (command) =>
    command.name === 'AUTHENTICATE' ? [`${command.tag} NO [AUTHENTICATIONFAILED] expired`] : undefined;
  const tokens = async (fresh: boolean) => {
    asked.push(fresh);
    return 'token';
  };
  await troubled('authentication', /OAUTH_/, discover(null, { tokens }, { login: { kind: 'oauth', user: 'inbox' } }));
  expect(asked).toEqual([false, true]);
});

test('fault: STARTTLS not offered | user sees: what to set instead | guaranteed: no password leaves in clear text', async () => {
  await troubled('configuration', /STARTTLS/, discover(null, {}, { security: 'starttls' }));
  expect(imap.seen.some((line) => /AUTHENTICATE|LOGIN|PASSWORD/.test(line))).toBe(false);
});

test('fault: clear text asked for beyond this machine | user sees: which setting is wrong | guaranteed: no connection is made', async () => {
  await troubled('configuration', /IMAP_SECURITY=none/, discover(null, {}, { host: 'imap.example.org' }));
});

test('fault: the mailbox does not exist | user sees: those that do | guaranteed: nothing is created', async () => {
  imap.fault = (command) => {
    if (command.name === 'EXAMINE') return [`${command.tag} NO no such mailbox`];
    return command.name === 'LIST' && command.text.includes('Offers') ? [`${command.tag} OK`] : undefined;
  };
  await troubled('configuration', /IMAP_MAILBOX.*INBOX/, discover(null, {}, { mailbox: 'Offers' }));
});
