import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hidden } from '../../src/config/values.ts';
import { openImap } from '../../src/io/imap.ts';
import { openSmtp } from '../../src/io/smtp.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../support/dovecot.ts';
import { localImap, localSmtp } from '../support/imap.ts';

const login = { kind: 'password', user: 'data', password: hidden('secret') } as const;
const envelope = { from: 'data@example.org', to: 'ann@example.org', envelopeId: 'x' };

type Smtp = { readonly port: number; readonly stop: () => Promise<void> };

/** Takes a password only over TLS, and tells in its answer whether there was any. */
const startSmtp = async (secure: boolean, files: ReturnType<typeof makeCertificate>): Promise<Smtp> => {
  const server = new SMTPServer({
    secure,
    key: files.key,
    cert: files.certificate,
    logger: false,
    onAuth: (_auth, session, done) =>
      session.secure ? done(null, { user: 'data' }) : done(new Error('in clear text')),
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => done());
    },
  });
  // Clients that refuse the certificate hang up in the handshake.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
};

describe('SMTP over TLS', () => {
  let dir: string;
  let files: ReturnType<typeof makeCertificate>;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'tls-'));
    files = makeCertificate(dir);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test.each(['tls', 'starttls'] as const)(
    '%s: mail and password go encrypted, to a server whose certificate is trusted',
    async (security) => {
      const server = await startSmtp(security === 'tls', files);
      const settings = localSmtp(server.port, { host: 'localhost', security, login });
      const trusting = openSmtp(settings, { ca: files.certificate });
      expect(await trusting.send(envelope, Buffer.from('Subject: x\r\n\r\n'), async () => undefined)).toMatchObject({
        kind: 'accepted',
      });
      await trusting.close();
      const careful = openSmtp(settings);
      const result = await careful.send(envelope, Buffer.from('Subject: x\r\n\r\n'), () => expect.unreachable());
      expect(result).toMatchObject({
        problem: 'unreachable',
        response: expect.stringContaining('certificate of localhost'),
      });
      await careful.close();
      await server.stop();
    },
  );
});

const isHere = hasDovecot();

describe.runIf(isHere)('IMAP over TLS', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ inbox: 'secret' });
  });
  afterAll(() => dovecot.stop());

  test.each(['tls', 'starttls'] as const)(
    '%s: to a server whose certificate is trusted, and to no other',
    async (security) => {
      const settings = localImap(security === 'tls' ? dovecot.imaps : dovecot.imap, { host: 'localhost', security });
      const trusting = openImap(settings, { ca: dovecot.ca });
      expect((await trusting.discover(null)).exists).toBe(0);
      await trusting.close();
      const careful = openImap(settings);
      await expect(careful.discover(null)).rejects.toMatchObject({
        trouble: 'configuration',
        message: expect.stringContaining('certificate'),
      });
      await careful.close();
    },
  );

  test('a port that speaks no TLS at once: which setting to try', async () => {
    const mailbox = openImap(localImap(dovecot.imap, { host: 'localhost', security: 'tls' }), { ca: dovecot.ca });
    await expect(mailbox.discover(null)).rejects.toMatchObject({
      trouble: 'configuration',
      message: expect.stringContaining('starttls'),
    });
    await mailbox.close();
  });
});
