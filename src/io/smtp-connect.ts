/**
 * A connection to an SMTP server, encrypted and logged in (RFC 3207, RFC 4954), and what it means where there is none.
 */
import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionCustomAuthHandler,
  type SMTPConnectionOptions,
} from 'nodemailer/lib/smtp-connection';
import type { Server } from '../config/servers.ts';
import type { DeliveryResult } from '../mail/delivery.ts';
import { PortError } from '../ports.ts';
import { networkTrouble, type TokenSource, tlsOptions } from './network.ts';
import { failureOf, resultOf, type SmtpFailure } from './smtp-result.ts';

export type SmtpOptions = {
  /** Where tokens come from, for a login of kind `oauth`. */
  readonly tokens?: TokenSource;
  /** One more certificate authority, in PEM. */
  readonly ca?: string;
  /** ms. RFC 5321 4.5.3.2.6: ten minutes for the answer to the final dot; less makes mail doubled. */
  readonly answerTimeout?: number;
  /** ms, from MAIL to 354. RFC 5321 4.5.3.2.2: five minutes; until then nothing was sent, so giving up costs nothing. */
  readonly envelopeTimeout?: number;
  /** ms, from 354 to the answer to the final dot, for a server that keeps talking without an end. */
  readonly bodyTimeout?: number;
  /** ms. */
  readonly connectTimeout?: number;
  /** ms, from the first packet to being logged in, however much the server talks meanwhile. */
  readonly loginTimeout?: number;
  /** After the server couldn't be reached or refused the login, how long not to try again, ms. */
  readonly restAfterFailure?: number;
};

/** For what `SmtpOptions` leaves open. */
export const DEFAULTS = {
  answerTimeout: 600_000,
  envelopeTimeout: 300_000,
  bodyTimeout: 1_200_000,
  connectTimeout: 30_000,
  loginTimeout: 180_000,
  restAfterFailure: 60_000,
} as const;

/** Connects and logs in; throws what `resultOfConnecting` reads. */
export const connect = async (server: Server, options: SmtpOptions): Promise<SMTPConnection> => {
  try {
    return await connectOnce(server, options, false);
  } catch (error) {
    // A token can expire or be taken back early: one fresh one, then it is the account.
    if (server.login.kind !== 'oauth' || failureOf(error).code !== 535) throw error;
    return connectOnce(server, options, true);
  }
};

const connectOnce = async (server: Server, options: SmtpOptions, freshToken: boolean): Promise<SMTPConnection> => {
  const auth = await credentials(server, options, freshToken);
  const connection = new SMTPConnection(connectionOptions(server, options));
  let limit: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const late = (): void => reject(new Error(`${server.host} did not let us in within its time`));
      limit = setTimeout(late, options.loginTimeout ?? DEFAULTS.loginTimeout);
      // Stays for the connection's life: an error nobody listens to would end the process.
      connection.on('error', reject);
      connection.once('end', () => reject(new Error('the server closed the connection')));
      connection.connect((error) => {
        if (error) reject(error);
        else if (auth === null) resolve();
        else connection.login(auth, (refused) => (refused ? reject(refused) : resolve()));
      });
    });
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(limit);
  }
};

const credentials = async (
  server: Server,
  options: SmtpOptions,
  freshToken: boolean,
): Promise<SMTPConnectionAuth | null> => {
  const { login } = server;
  switch (login.kind) {
    case 'none':
      return null;
    case 'password':
      return { user: login.user, pass: login.password.reveal() };
    case 'oauth': {
      if (options.tokens === undefined)
        throw new PortError('configuration', 'OAUTH_PROVIDER must name where tokens come from');
      return { user: login.user, pass: await options.tokens(freshToken), method: 'XOAUTH2' };
    }
  }
};

/** https://developers.google.com/workspace/gmail/imap/xoauth2-protocol: a refusal comes as 334 with its reason, and an empty line ends it. */
const xoauth2: SMTPConnectionCustomAuthHandler = async ({ auth, sendCommand }) => {
  const { user, pass } = auth.credentials;
  const token = Buffer.from(`user=${user}\u0001auth=Bearer ${pass}\u0001\u0001`).toString('base64');
  const answer = await sendCommand(`AUTH XOAUTH2 ${token}`);
  const last = answer.status === 334 ? await sendCommand('') : answer;
  if (last.status !== 235) throw new Error('Invalid login');
};

const connectionOptions = (server: Server, options: SmtpOptions): SMTPConnectionOptions => {
  const { answerTimeout, connectTimeout } = { ...DEFAULTS, ...options };
  return {
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    // Without this a server (or whoever is in between) that doesn't offer STARTTLS gets the password in clear text.
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    connectionTimeout: connectTimeout,
    greetingTimeout: connectTimeout,
    dnsTimeout: connectTimeout / 2,
    socketTimeout: answerTimeout,
    customAuth: { XOAUTH2: xoauth2 },
    logger: false,
    tls: tlsOptions(server, options.ca ?? null),
  };
};

/** No connection, no token, or no login: nothing was sent, and no other mail would be. */
export const resultOfConnecting = (error: unknown, server: Server): DeliveryResult => {
  const result = resultOfTrying(error, server);
  return result.kind === 'deferred' ? { kind: 'account', problem: 'unreachable', response: result.response } : result;
};

const resultOfTrying = (error: unknown, server: Server): DeliveryResult => {
  const said = error instanceof PortError ? error : networkTrouble(error, server, 'SMTP');
  if (said === null) {
    const failure = withoutPassword(failureOf(error), server);
    return explained(resultOf(failure, 'pre-data'), failure, server);
  }
  return said.trouble === 'authentication'
    ? { kind: 'account', problem: 'authentication', response: said.message }
    : { kind: 'deferred', response: said.message };
};

/** A shorter one stands in many words that are none of it. */
const SHORTEST_PASSWORD = 4;

/** Some servers repeat the command that they refuse; what they answer is logged, kept and shown. */
const withoutPassword = (failure: SmtpFailure, { login }: Server): SmtpFailure => {
  const password = login.kind === 'password' ? login.password.reveal() : '';
  if (login.kind !== 'password' || password.length < SHORTEST_PASSWORD) return failure;
  const forms = [`\0${login.user}\0${password}`, password].map((text) => Buffer.from(text).toString('base64'));
  const response = [password, ...forms].reduce((text, form) => text.replaceAll(form, '[hidden]'), failure.response);
  return { ...failure, response };
};

/** What to do about a refused login, or about a server without STARTTLS. */
const explained = (result: DeliveryResult, failure: SmtpFailure, server: Server): DeliveryResult => {
  const { host, login } = server;
  if (failure.command === 'STARTTLS') {
    const response = `${host} offers no STARTTLS, so nothing was sent to it (${result.response}); try SMTP_SECURITY=tls with SMTP_PORT=465`;
    return { kind: 'deferred', response };
  }
  if (result.kind !== 'account' || result.problem !== 'authentication') return result;
  const keys = login.kind === 'oauth' ? 'the OAUTH_ settings' : 'SMTP_USER and SMTP_PASSWORD';
  const response = `${host} refused the login; check ${keys} (many providers want an app password here): ${result.response}`;
  return { ...result, response };
};
