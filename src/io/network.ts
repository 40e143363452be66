/**
 * What both protocols share on the way to a server: where it is, TLS as it must be, and what a failed connection means.
 */
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { isLoopback, type Server } from '../config/servers.ts';
import { systemCode } from '../error.ts';
import { PortError, type PortTrouble } from '../ports.ts';

/** An access token for SASL XOAUTH2; `fresh` asks for a new one, after the last was refused. Throws PortError. */
export type TokenSource = (fresh: boolean) => Promise<string>;

export type Protocol = 'IMAP' | 'SMTP';

/** Throws PortError where a password would leave this machine in clear text. */
export const checkSecurity = (server: Server, protocol: Protocol): void => {
  if (server.security !== 'none' || isLoopback(server.host)) return;
  throw new PortError(
    'configuration',
    `${protocol}_SECURITY=none would send the password to ${server.host} in clear text; use tls or starttls`,
  );
};

/** TLS 1.2 or newer with a certificate that is verified (RFC 8314 4.1, RFC 9325); `ca` is one more authority, in PEM. */
export const tlsOptions = (server: Server, ca: string | null): ConnectionOptions => ({
  minVersion: 'TLSv1.2',
  rejectUnauthorized: true,
  // RFC 6066 3: a name, never an address.
  ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
  ...(ca === null ? {} : { ca }),
});

const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What a connection that failed means for people, or null where it isn't the network. */
export const networkTrouble = (error: unknown, server: Server, protocol: Protocol): PortError | null => {
  const place = `${server.host}:${server.port}`;
  const trouble = (kind: PortTrouble, message: string) => new PortError(kind, message, { cause: error });
  // nodemailer puts its own code over the system's.
  const original = error instanceof Error && 'originalCode' in error ? String(error.originalCode) : '';
  // After STARTTLS, nodemailer tells of it in words alone.
  const isCertificate = systemCode(error) === 'ETLS' && error instanceof Error && error.message.includes('certificate');
  for (const code of [original, systemCode(error)]) {
    if (CERTIFICATE_CODES.has(code) || isCertificate)
      return trouble(
        'configuration',
        `the certificate of ${place} can't be verified (${code || 'its issuer is not trusted'}): check ${protocol}_HOST; for a private authority set NODE_EXTRA_CA_CERTS`,
      );
    switch (code) {
      case 'ENOTFOUND':
        return trouble('configuration', `no such host: ${server.host}; check ${protocol}_HOST and this machine's DNS`);
      case 'ECONNREFUSED':
        return trouble(
          'unavailable',
          `nothing answers at ${place}: check ${protocol}_HOST and ${protocol}_PORT, or the server is down`,
        );
      case 'EAI_AGAIN':
        return trouble(
          'unavailable',
          `the name ${server.host} could not be looked up now; this machine may be offline`,
        );
      case 'EHOSTUNREACH':
      case 'ENETUNREACH':
        return trouble('unavailable', `${place} can't be reached; this machine may be offline`);
      case 'CONNECT_TIMEOUT':
      case 'GREETING_TIMEOUT':
        return trouble(
          'unavailable',
          `${place} did not answer in time; check ${protocol}_PORT and ${protocol}_SECURITY if this goes on`,
        );
      case 'ERR_SSL_WRONG_VERSION_NUMBER':
      case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
        return trouble(
          'configuration',
          `${place} does not speak TLS at once; try ${protocol}_SECURITY=starttls, or another ${protocol}_PORT`,
        );
    }
  }
  return null;
};
