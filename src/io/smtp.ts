/**
 * Sending through an SMTP server (RFC 5321, RFC 6409), by nodemailer's connection: the files `smtp*.ts` alone know it.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Server } from '../config/servers.ts';
import type { DeliveryResult, Stage } from '../mail/delivery.ts';
import type { Envelope, Transport } from '../ports.ts';
import { checkSecurity } from './network.ts';
import { connect, DEFAULTS, resultOfConnecting, type SmtpOptions } from './smtp-connect.ts';
import { failureOf, resultOf } from './smtp-result.ts';

type Failed = { readonly result: DeliveryResult; readonly until: number };

/**
 * A transport that keeps one connection for many mails and opens another when it died. Each mail's `beforeBody` runs after the
 * server's 354 and before its first octet. Throws PortError at once for a server that would get passwords in clear text.
 */
export const openSmtp = (server: Server, options: SmtpOptions = {}): Transport => {
  checkSecurity(server, 'SMTP');
  const { restAfterFailure, envelopeTimeout, bodyTimeout } = { ...DEFAULTS, ...options };
  let open: SMTPConnection | null = null;
  let failed: Failed | null = null;

  const drop = (): void => {
    open?.close();
    open = null;
  };

  /** A live connection, logged in, or why there is none: asked once, not once for each mail that waits. */
  const connected = async (): Promise<SMTPConnection | DeliveryResult> => {
    if (open !== null && !open.destroyed) return open;
    if (failed !== null && Date.now() < failed.until) return failed.result;
    open = null;
    try {
      open = await connect(server, options);
      failed = null;
      return open;
    } catch (error) {
      const result = resultOfConnecting(error, server);
      failed = { result, until: Date.now() + restAfterFailure };
      return result;
    }
  };

  const sendNow: Transport['send'] = async (envelope, bytes, beforeBody) => {
    const isReused = open !== null;
    const connection = await connected();
    if (!(connection instanceof SMTPConnection)) return connection;
    const attempt = await handOver(connection, { envelope, bytes, beforeBody, envelopeTimeout, bodyTimeout });
    if (attempt.result.kind !== 'accepted') drop();
    // A server may end an idle session just as the next mail starts (RFC 5321 4.5.3.2.7): nothing was sent, so try on a new one.
    if (isReused && attempt.wasIdle) return sendNow(envelope, bytes, beforeBody);
    return attempt.result;
  };

  const openNow: Transport['open'] = async () => {
    const connection = await connected();
    return connection instanceof SMTPConnection ? null : connection;
  };

  // One after the other, whoever calls: two mails on one connection would take each other's answers.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  return {
    open: () => inTurn(openNow),
    send: (...mail) => inTurn(() => sendNow(...mail)),
    close: async () => {
      if (open !== null && !open.destroyed) open.quit();
      open = null;
    },
  };
};

type Attempt = { readonly result: DeliveryResult; readonly wasIdle: boolean };

type Outgoing = {
  readonly envelope: Envelope;
  readonly bytes: Uint8Array;
  readonly beforeBody: () => Promise<void>;
  readonly envelopeTimeout: number;
  readonly bodyTimeout: number;
};

const handOver = async (connection: SMTPConnection, mail: Outgoing): Promise<Attempt> => {
  let stage: Stage = 'pre-data';
  let refusal: { readonly error: unknown } | null = null;
  let isOver = false;
  // nodemailer reads this only after the server agreed to take the mail (354), so its first read is the last moment before the body.
  const body = new Readable({
    read() {
      const begin = async (): Promise<void> => {
        await mail.beforeBody();
        // The connection died while the stage was written.
        if (isOver) return;
        stage = 'data';
        this.push(mail.bytes);
        this.push(null);
      };
      begin().catch((error: unknown) => {
        refusal = { error };
        this.destroy(new Error('not sent'));
      });
    },
  });
  const outcome = await new Promise<Attempt>((done) => {
    const resolve = (attempt: Attempt): void => {
      isOver = true;
      done(attempt);
    };
    const giveUp = (result: DeliveryResult): void => {
      connection.close();
      resolve({ wasIdle: false, result });
    };
    let limit = setTimeout(() => {
      if (stage === 'pre-data')
        return giveUp({ kind: 'deferred', response: 'the server did not take the envelope in time' });
      const response = 'no answer after the mail was sent: the server talks without an end';
      limit = setTimeout(() => giveUp({ kind: 'unknown', response }), mail.bodyTimeout);
    }, mail.envelopeTimeout);
    connection.send(smtpEnvelope(mail.envelope, mail.bytes.length), body, (error, info) => {
      clearTimeout(limit);
      if (error !== null && error !== undefined) {
        const failure = failureOf(error);
        const isCut = failure.code === null || failure.code === 421;
        resolve({ wasIdle: stage === 'pre-data' && isCut && connection.destroyed, result: resultOf(failure, stage) });
        return;
      }
      const answer = { response: info?.response ?? '', serverMessageId: info?.serverMessageId ?? null };
      resolve({ wasIdle: false, result: { kind: 'accepted', ...answer } });
    });
  });
  // Set by a callback, which the compiler doesn't follow.
  const refused = refusal as { readonly error: unknown } | null;
  if (refused === null) return outcome;
  connection.close();
  throw refused.error;
};

/** RFC 3461: a bounce then names the mail by ENVID, and brings its headers only. */
const smtpEnvelope = (envelope: Envelope, size: number) => ({
  from: envelope.from,
  to: [envelope.to],
  size,
  dsn: { ret: 'HDRS', envid: envelope.envelopeId, notify: ['FAILURE', 'DELAY'] },
});
