/**
 * A transport to a server that fails as a test tells it to: what the fault tests of SMTP share.
 */
import { afterEach, beforeEach, expect } from 'vitest';
import { hidden } from '../../src/config/values.ts';
import { openSmtp } from '../../src/io/smtp.ts';
import type { SmtpOptions } from '../../src/io/smtp-connect.ts';
import type { DeliveryResult } from '../../src/mail/delivery.ts';
import { type FakeSmtp, type SmtpFault, startFakeSmtp } from './fake-smtp.ts';
import { localSmtp } from './imap.ts';

export let smtp: FakeSmtp;
beforeEach(async () => {
  smtp = await startFakeSmtp();
});
afterEach(() => smtp.stop());

export const envelope = { from: 'data@example.org', to: 'ann@example.org', envelopeId: 'r.1@example.org' };
export const bytes = Buffer.from(`Subject: reply\r\n\r\n${'a line\r\n'.repeat(20_000)}`);
export const quick: SmtpOptions = { answerTimeout: 300, connectTimeout: 300, restAfterFailure: 1000 };
export const login = { kind: 'password', user: 'data', password: hidden('secret') } as const;

type Sent = { readonly result: DeliveryResult; readonly stages: number };

/** One mail through a transport of its own. */
export const sendOne = async (
  options: SmtpOptions = quick,
  changes: Parameters<typeof localSmtp>[1] = {},
): Promise<Sent> => {
  const transport = openSmtp(localSmtp(smtp.port, changes), options);
  let stages = 0;
  const result = await transport.send(envelope, bytes, async () => {
    stages += 1;
    expect(smtp.bodyOctets).toBe(0);
  });
  await transport.close();
  return { result, stages };
};

export const at =
  (step: string, answer: string): SmtpFault =>
  (now) =>
    now === step ? answer : undefined;
