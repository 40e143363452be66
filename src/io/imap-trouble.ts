/**
 * What an IMAP error means for the people who run the program (RFC 5530, RFC 3501 7.1).
 */
import type { Server } from '../config/servers.ts';
import { errorMessage } from '../error.ts';
import { PortError } from '../ports.ts';
import { networkTrouble } from './network.ts';

/** What imapflow tells of a failure, as far as it is used. */
type Failure = {
  readonly isLogin: boolean;
  /** `NO` or `BAD`. */
  readonly status: string;
  /** RFC 5530, such as `AUTHENTICATIONFAILED`. */
  readonly code: string;
  /** imapflow's own or Node's. */
  readonly kind: string;
  readonly isMissing: boolean;
  readonly text: string;
};

/** The only answers that say that the login itself is wrong; UNAVAILABLE, INUSE, LIMIT and SERVERBUG say that it may be right. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AUTHENTICATIONFAILED',
  'AUTHORIZATIONFAILED',
  'EXPIRED',
  'PRIVACYREQUIRED',
]);
const LIMITS: ReadonlySet<string> = new Set(['LIMIT', 'OVERQUOTA', 'THROTTLED']);

const failureOf = (error: unknown): Failure => {
  const fields: Readonly<Record<string, unknown>> = error instanceof Error ? { ...error } : {};
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const message = errorMessage(error);
  return {
    isLogin: fields['authenticationFailed'] === true,
    status: text('responseStatus'),
    code: text('serverResponseCode').toUpperCase(),
    kind: text('code'),
    isMissing: fields['mailboxMissing'] === true,
    text: text('responseText') || text('reason') || text('response') || message,
  };
};

/** True where the server said NO to the login in words that mean it. */
export const isLoginRefused = (error: unknown): boolean => {
  const failure = failureOf(error);
  return failure.isLogin && failure.status === 'NO' && (REFUSALS.has(failure.code) || failure.code === '');
};

/** A PortError for whatever imapflow threw. */
export const imapTrouble = (error: unknown, server: Server): PortError => {
  if (error instanceof PortError) return error;
  const failure = failureOf(error);
  const options = { cause: error };
  const { host } = server;
  if (isThrottled(failure))
    return new PortError('throttled', `${host} asks for fewer connections: ${failure.text}`, options);
  if (failure.isLogin) return loginTrouble(failure, server, error);
  const network = networkTrouble(error, server, 'IMAP');
  if (network !== null) return network;
  if (failure.isMissing) return new PortError('configuration', `no such mailbox on ${host}: ${failure.text}`, options);
  if (isStartTlsRefused(error))
    return new PortError(
      'configuration',
      `${host} offers no STARTTLS, so nothing was sent to it; try IMAP_SECURITY=tls with IMAP_PORT=993`,
      options,
    );
  const said = failure.status === '' ? '' : ` answered ${failure.status}`;
  return new PortError('unavailable', `${host}${said}: ${failure.text}; tried again at the next pass`, options);
};

const isThrottled = ({ kind, code, text }: Failure): boolean =>
  kind === 'ETHROTTLE' || LIMITS.has(code) || text.toLowerCase().includes('too many');

const isStartTlsRefused = (error: unknown): boolean =>
  error instanceof Error && 'tlsFailed' in error && error.tlsFailed === true;

const loginTrouble = (failure: Failure, server: Server, cause: unknown): PortError => {
  const { host, login } = server;
  const keys = login.kind === 'oauth' ? 'the OAUTH_ settings' : 'IMAP_USER and IMAP_PASSWORD';
  if (failure.status === 'NO' && REFUSALS.has(failure.code)) {
    const advice =
      login.kind === 'oauth' ? 'check them, or give consent again' : 'many providers want an app password here';
    return new PortError('authentication', `${keys} were refused by ${host} (${failure.text}); ${advice}`, { cause });
  }
  // No code: it may be the password or the server (Microsoft says just "LOGIN failed."), so it isn't called the password's fault.
  const message = `${host} did not accept the login and did not say why (${failure.text}); if this goes on, check ${keys}`;
  return new PortError('unavailable', message, { cause });
};
