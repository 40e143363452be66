import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OAuth } from '../../src/config/servers.ts';
import { hidden } from '../../src/config/values.ts';
import { openImap } from '../../src/io/imap.ts';
import { openTokens } from '../../src/io/oauth.ts';
import { openSmtp } from '../../src/io/smtp.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../support/dovecot.ts';
import { localImap, localSmtp } from '../support/imap.ts';
import { startTokenServer, type TokenServer } from '../support/token-server.ts';

let server: TokenServer;
let dir: string;
beforeEach(async () => {
  server = await startTokenServer('inbox');
  dir = mkdtempSync(join(tmpdir(), 'oauth-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

const app = { clientId: 'app', clientSecret: hidden('app secret') } as const;
const microsoftApp: OAuth = { provider: 'microsoft', grant: 'client-credentials', tenant: 'example.org', ...app };
const google: OAuth = { provider: 'google', grant: 'refresh-token', ...app, refreshToken: hidden('first') };
const microsoft: OAuth = {
  provider: 'microsoft',
  grant: 'refresh-token',
  tenant: 'example.org',
  ...app,
  refreshToken: hidden('first'),
};

const keep = () => join(dir, 'oauth.json');
const open = (oauth: OAuth) => openTokens(oauth, { user: 'data@example.org', keep: keep(), endpoint: server.endpoint });

describe('what is asked of the provider', () => {
  test('Google, refresh token', async () => {
    expect(await open(google)(false)).toBe('token-1');
    expect(server.asked).toEqual([
      { grant_type: 'refresh_token', client_id: 'app', client_secret: 'app secret', refresh_token: 'first' },
    ]);
  });

  test('Google, service account with delegation: a signed assertion names account, mailbox and scope', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keyFile = join(dir, 'key.json');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(
      keyFile,
      JSON.stringify({ client_email: 'robot@example.org', private_key: pem, private_key_id: 'k1' }),
    );
    await open({ provider: 'google', grant: 'service-account', keyFile })(false);
    const [header = '', claims = '', signature = ''] = (server.asked[0]?.['assertion'] ?? '').split('.');
    const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(server.asked[0]?.['grant_type']).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(decoded(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect(decoded(claims)).toMatchObject({
      iss: 'robot@example.org',
      sub: 'data@example.org',
      scope: 'https://mail.google.com/',
      aud: server.endpoint,
    });
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
  });

  test('Microsoft, client credentials', async () => {
    await open(microsoftApp)(false);
    expect(server.asked[0]).toMatchObject({
      grant_type: 'client_credentials',
      client_id: 'app',
      scope: 'https://outlook.office365.com/.default',
    });
  });

  test('Microsoft, refresh token', async () => {
    await open(microsoft)(false);
    expect(server.asked[0]).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'first',
      scope: expect.stringContaining('IMAP.AccessAsUser.All'),
    });
  });
});

describe('how long a token is used', () => {
  test('one token for many who want it at once, and afterwards; a fresh one when it was refused', async () => {
    const tokens = open(google);
    expect(await Promise.all([tokens(false), tokens(false), tokens(false)])).toEqual(['token-1', 'token-1', 'token-1']);
    expect(await tokens(false)).toBe('token-1');
    expect(await tokens(true)).toBe('token-2');
    expect(server.asked).toHaveLength(2);
  });

  test('a token with less than five minutes left is not used', async () => {
    server.answer = (count) => ({ body: { access_token: `short-${count}`, expires_in: 299 } });
    const tokens = open(google);
    expect([await tokens(false), await tokens(false)]).toEqual(['short-1', 'short-2']);
  });

  test('a refresh token that the provider exchanged is kept, for its owner alone, and used from then on', async () => {
    server.answer = (count) => ({
      body: { access_token: `a${count}`, expires_in: 1, refresh_token: count === 1 ? 'second' : 'third' },
    });
    const tokens = open(microsoft);
    await tokens(false);
    await tokens(false);
    expect(statSync(keep()).mode & 0o777).toBe(0o600);
    await open(microsoft)(false);
    expect(server.asked.map((fields) => fields['refresh_token'])).toEqual(['first', 'second', 'third']);
    expect(readFileSync(keep(), 'utf8')).not.toContain('first');
  });

  test('a new refresh token in the settings supersedes the kept one; a damaged file is passed over', async () => {
    server.answer = () => ({ body: { access_token: 'a', expires_in: 1, refresh_token: 'second' } });
    await open(microsoft)(false);
    await open({ ...microsoft, refreshToken: hidden('new consent') })(false);
    writeFileSync(keep(), '{');
    await open(microsoft)(false);
    expect(server.asked.map((fields) => fields['refresh_token'])).toEqual(['first', 'new consent', 'first']);
  });
});

describe('what goes wrong', () => {
  const refused = (error: string) => ({
    status: 400,
    body: { error, error_description: 'AADSTS70008: expired\r\nTrace ID: 1' },
  });

  test.each([
    [
      'the consent ended',
      () => refused('invalid_grant'),
      'authentication',
      /invalid_grant AADSTS70008: expired.*OAUTH_REFRESH_TOKEN/,
    ],
    ['a wrong secret', () => refused('invalid_client'), 'authentication', /OAUTH_CLIENT_SECRET/],
    ['too many requests', () => ({ status: 429, body: '' }), 'throttled', /fewer/],
    [
      'the provider is down',
      () => ({ status: 503, body: refused('temporarily_unavailable').body }),
      'unavailable',
      /503/,
    ],
    ['a page instead of JSON', () => ({ status: 200, body: '<html>' }), 'unavailable', /200/],
    ['a refusal that nobody specified', () => ({ status: 403, body: 'no' }), 'unavailable', /403/],
  ] as const)('%s', async (_reason, answer, trouble, words) => {
    server.answer = answer;
    const asking = open(google)(false);
    await expect(asking).rejects.toMatchObject({ trouble, message: expect.stringMatching(words) });
    await asking.catch((error: Error) => expect(error.message).not.toMatch(/app secret|first/));
  });

  test('nothing listens', async () => {
    await server.stop();
    const refused = { trouble: 'unavailable', message: expect.stringContaining('ECONNREFUSED') };
    await expect(open(google)(false)).rejects.toMatchObject(refused);
  });

  test.each([
    ['is not there', null, /does not exist/],
    ['is no JSON', 'x', /is not the JSON key/],
    ['holds no key', '{"client_email":"a","private_key":"x"}', /private key can't be used/],
  ])('a key file that %s', async (_reason, text, words) => {
    const keyFile = join(dir, 'key.json');
    if (text !== null) writeFileSync(keyFile, text);
    const asking = open({ provider: 'google', grant: 'service-account', keyFile })(false);
    await expect(asking).rejects.toMatchObject({ trouble: 'configuration', message: expect.stringMatching(words) });
  });

  test('a refused token source: the account is refused, no mail is failed', async () => {
    server.answer = () => refused('invalid_grant');
    const transport = openSmtp(localSmtp(1, { login: { kind: 'oauth', user: 'data@example.org' } }), {
      tokens: open(google),
    });
    const envelope = { from: 'a@example.org', to: 'b@example.org', envelopeId: 'x' };
    const result = await transport.send(envelope, Buffer.from('Subject: x\r\n\r\n'), () => expect.unreachable());
    expect(result).toMatchObject({ kind: 'account', problem: 'authentication' });
  });
});

const isHere = hasDovecot();

const dovecotTaking = (mechanism: string): Promise<Dovecot> => {
  const conf = join(dir, 'oauth2.conf');
  const rules = [
    'introspection_mode = post',
    'active_attribute = active',
    'active_value = true',
    'username_attribute = username',
  ];
  writeFileSync(conf, [...rules, `introspection_url = ${server.introspection}`, ''].join('\n'));
  const passdb = `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${conf}\n}\n`;
  return startDovecot({ inbox: 'secret' }, `auth_mechanisms = plain ${mechanism}\n${passdb}`);
};

test.runIf(isHere).each(['xoauth2', 'oauthbearer'])('a token opens a mailbox on Dovecot by %s', async (mechanism) => {
  const dovecot = await dovecotTaking(mechanism);
  const tokens = open(google);
  const look = async () => {
    const mailbox = openImap(localImap(dovecot.imap, { login: { kind: 'oauth', user: 'inbox' } }), { tokens });
    return mailbox.discover(null).finally(() => mailbox.close());
  };
  try {
    expect((await look()).exists).toBe(0);
    if (mechanism === 'oauthbearer') return;
    // Taken back before its time: renewed once. One mechanism is enough, as Dovecot takes its time over a refusal.
    server.active.clear();
    expect((await look()).exists).toBe(0);
    expect(server.asked).toHaveLength(2);
  } finally {
    await dovecot.stop();
  }
});

test('a token opens an SMTP session by XOAUTH2', async () => {
  const seen: (string | undefined)[] = [];
  const smtp = new SMTPServer({
    authMethods: ['XOAUTH2'],
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: (auth, _session, done) => {
      seen.push(auth.accessToken);
      if (auth.accessToken === 'token-2') done(null, { user: auth.username ?? '' });
      else done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
    },
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => done());
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const address = smtp.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const transport = openSmtp(localSmtp(port, { login: { kind: 'oauth', user: 'inbox' } }), { tokens: open(google) });
  const envelope = { from: 'a@example.org', to: 'b@example.org', envelopeId: 'x' };
  expect(await transport.send(envelope, Buffer.from('Subject: x\r\n\r\n'), async () => undefined)).toMatchObject({
    kind: 'accepted',
  });
  expect(seen).toEqual(['token-1', 'token-2']);
  await transport.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
});
