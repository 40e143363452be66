import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../src/cli/next-step.ts';
import type { Server } from '../../../src/config/servers.ts';
import { hidden } from '../../../src/config/values.ts';
import { PortError } from '../../../src/ports.ts';

const NOW = Date.UTC(2026, 10, 22, 9, 30);
const server = (over: Partial<Server> = {}): Server => ({
  host: 'mail.example.org',
  port: 993,
  security: 'tls',
  login: { kind: 'password', user: 'data', password: hidden('swordfish') },
  ...over,
});
const coded = (fields: object, message = 'it failed'): Error => Object.assign(new Error(message), fields);
const wrapped = (cause: Error): PortError => new PortError('unavailable', 'in plain words', { cause });
const OAUTH = { kind: 'oauth', user: 'data' } as const;

// What needs no server: the stories of doctor have the others.
describe('the next step', () => {
  it.each<[string, Error, Server, RegExp]>([
    ['DNS is down', wrapped(coded({ code: 'EAI_AGAIN' })), server(), /^Mend this machine's network or name server/],
    ['no such name', coded({ code: 'EDNS' }), server(), /^Correct IMAP_HOST\. .*getent hosts mail\.example\.org$/],
    [
      "nodemailer's own code stands over the system's",
      coded({ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }),
      server(),
      /^Correct IMAP_PORT \(993 is usual with tls, 143 with IMAP_SECURITY=starttls\)/,
    ],
    ['no route', coded({ code: 'ENETUNREACH' }), server(), /no way leads there/],
    [
      'a certificate for another name',
      wrapped(
        coded(
          { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
          "Hostname/IP does not match certificate's altnames: Host: mail.example.org. is not in the cert's altnames: DNS:imap.example.org, DNS:mx.example.org",
        ),
      ),
      server(),
      /^Set IMAP_HOST to a name that is in its certificate \(imap\.example\.org, mx\.example\.org\)\.$/,
    ],
    [
      'an old certificate, or an old clock',
      coded({ code: 'CERT_HAS_EXPIRED' }),
      server(),
      /^Is it 2026-11-22 09:30 UTC/,
    ],
    ['a certificate of tomorrow', coded({ code: 'CERT_NOT_YET_VALID' }), server(), /set the clock/],
    ['a firewall', coded({ code: 'CONNECT_TIMEOUT' }), server(), /^Let the firewall pass port 993/],
    [
      'a server that waits for TLS while we wait for its greeting',
      coded({ code: 'GREETING_TIMEOUT' }),
      server({ security: 'starttls' }),
      /^If 993 is a port that begins with TLS, set IMAP_SECURITY=tls/,
    ],
    ['no STARTTLS', wrapped(coded({ tlsFailed: true })), server(), /^Set IMAP_SECURITY=tls and IMAP_PORT=993\.$/],
    [
      'Gmail and a password',
      wrapped(coded({ authenticationFailed: true })),
      server({ host: 'imap.gmail.com' }),
      /^Make an app password at myaccount\.google\.com\/apppasswords and set IMAP_PASSWORD/,
    ],
    [
      'Microsoft and a password',
      wrapped(coded({ authenticationFailed: true })),
      server({ host: 'outlook.office365.com' }),
      /^Set OAUTH_PROVIDER=microsoft/,
    ],
    [
      'Microsoft and a token',
      new PortError('authentication', 'no token'),
      server({ host: 'outlook.office365.com', login: OAUTH }),
      /^Check the OAUTH_ keys, the administrator's consent/,
    ],
    ['a token', new PortError('authentication', 'no token'), server({ login: OAUTH }), /give consent again/],
    ['what nobody foresaw', new Error('the server was struck by lightning'), server(), /^Try again later\./],
    ['no error at all', coded({}, ''), server(), /^Try again later\./],
  ])('%s', (_, error, at, step) => {
    expect(nextStep(error, at, 'IMAP', NOW)).toMatch(step);
    expect(nextStep(error, at, 'IMAP', NOW)).not.toContain('swordfish');
  });
});
