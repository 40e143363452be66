import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMaildirTransport } from '../../src/io/maildir.ts';
import { openSmtp } from '../../src/io/smtp.ts';
import type { Transport } from '../../src/ports.ts';
import { localSmtp } from '../support/imap.ts';

type Kind = {
  readonly name: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly open: () => Transport;
  /** The mails that arrived, in order, and whether each did before `beforeBody` was called. */
  readonly arrived: () => readonly string[];
};

let dir: string;
const maildirKind: Kind = {
  name: 'Maildir',
  start: async () => {
    dir = mkdtempSync(join(tmpdir(), 'sent-'));
  },
  stop: async () => rmSync(dir, { recursive: true }),
  open: () => openMaildirTransport(dir),
  arrived: () =>
    readdirSync(join(dir, 'new'))
      .map((name) => join(dir, 'new', name))
      .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs)
      .map((path) => readFileSync(path, 'latin1')),
};

let server: SMTPServer;
let port = 0;
const mails: string[] = [];
const smtpKind: Kind = {
  name: 'SMTP',
  start: async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onData: (stream, _session, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1');
        });
        stream.on('end', () => {
          mails.push(text);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  },
  stop: () => new Promise((resolve) => server.close(resolve)),
  open: () => openSmtp(localSmtp(port)),
  arrived: () => mails,
};

const envelope = { from: 'data@example.org', to: 'ann@example.org', envelopeId: 'r.1@example.org' };
const mail = (subject: string) => Buffer.from(`Subject: ${subject}\r\n\r\nhello\r\n.\r\n..dots\r\n`);

describe.each([maildirKind, smtpKind])('a transport: $name', (kind) => {
  beforeAll(() => kind.start());
  afterAll(() => kind.stop());

  test('frozen octets arrive as they are, one mail after the other', async () => {
    const transport = kind.open();
    let calls = 0;
    for (const subject of ['one', 'two', 'three']) {
      const result = await transport.send(envelope, mail(subject), async () => {
        calls += 1;
        expect(kind.arrived === smtpKind.arrived ? mails.length : calls - 1).toBe(calls - 1);
      });
      expect(result).toMatchObject({ kind: 'accepted', response: expect.any(String) });
      expect(calls).toBe(['one', 'two', 'three'].indexOf(subject) + 1);
    }
    await transport.close();
    expect([...kind.arrived()].sort()).toEqual(
      ['one', 'three', 'two'].map((subject) => mail(subject).toString('latin1')),
    );
  });

  test('says that it can send, before and after it did', async () => {
    const transport = kind.open();
    expect(await transport.open()).toBeNull();
    expect(await transport.send(envelope, mail('zero'), async () => {})).toMatchObject({ kind: 'accepted' });
    expect(await transport.open()).toBeNull();
    await transport.close();
  });

  test('if the stage cannot be written, nothing is sent and the error comes out; the next mail goes', async () => {
    const before = kind.arrived().length;
    const transport = kind.open();
    const refusal = new Error('the disk is full');
    await expect(
      transport.send(envelope, mail('never'), () => {
        throw refusal;
      }),
    ).rejects.toBe(refusal);
    expect((await transport.send(envelope, mail('after'), async () => undefined)).kind).toBe('accepted');
    await transport.close();
    expect(kind.arrived().length).toBe(before + 1);
    expect(kind.arrived().join('')).not.toContain('never');
  });

  test('mails handed over at once each get their own answer', async () => {
    const before = kind.arrived().length;
    const transport = kind.open();
    const results = await Promise.all(
      ['a', 'b', 'c'].map((subject) => transport.send(envelope, mail(subject), async () => undefined)),
    );
    expect(results.map((result) => result.kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(kind.arrived().length).toBe(before + 3);
    await transport.close();
  });

  test('close may come without a mail, and twice', async () => {
    const transport = kind.open();
    await transport.close();
    await transport.close();
  });
});

test('a Maildir that cannot be made: the mail waits, and why is said', async () => {
  const transport = openMaildirTransport('/dev/null/sent');
  expect(await transport.send(envelope, mail('x'), async () => undefined)).toMatchObject({
    kind: 'deferred',
    response: expect.stringContaining('not a directory'),
  });
});
