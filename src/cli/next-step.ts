/**
 * What to do about a server that doesn't let us in: a table of causes and next steps, read top to bottom, the first that fits.
 */
import { PORTS, type Server } from '../config/servers.ts';
import type { Protocol } from '../io/network.ts';
import { PortError } from '../ports.ts';
import { minute } from './print.ts';

type Trouble = {
  readonly server: Server;
  readonly protocol: Protocol;
  /** Every code that the error and its causes carry: the system's, OpenSSL's, the libraries'. */
  readonly codes: ReadonlySet<string>;
  /** Their messages, in lower case. */
  readonly text: string;
  readonly isLogin: boolean;
  readonly isStartTls: boolean;
  readonly now: number;
};

/** The next step after `error` at `server`; `now` in epoch ms, as a certificate may be good and the clock wrong. */
export const nextStep = (error: unknown, server: Server, protocol: Protocol, now: number): string => {
  const chain = causesOf(error);
  const some = (name: string, value: unknown) => chain.some((each) => each[name] === value);
  const trouble: Trouble = {
    server,
    protocol,
    now,
    codes: new Set(
      chain
        .flatMap((each) => [each['code'], each['originalCode']])
        .filter((code) => code !== undefined)
        .map(String),
    ),
    text: chain
      .map((each) => `${String(each['message'])} ${String(each['response'] ?? '')}`)
      .join(' ')
      .toLowerCase(),
    isLogin:
      some('authenticationFailed', true) ||
      some('code', 'EAUTH') ||
      some('code', 'ENOAUTH') ||
      chain.some((each) => each['trouble'] === 'authentication'),
    isStartTls: some('tlsFailed', true) || some('command', 'STARTTLS'),
  };
  const [, step] = STEPS.find(([fits]) => fits(trouble)) ?? LAST;
  return step(trouble);
};

/** An error, its cause, the cause of that. */
const causesOf = (error: unknown): readonly Readonly<Record<string, unknown>>[] => {
  const chain: Readonly<Record<string, unknown>>[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 5; at = at.cause)
    chain.push({ ...at, message: at.message, ...(at instanceof PortError ? { trouble: at.trouble } : {}) });
  return chain;
};

type Row = readonly [fits: (trouble: Trouble) => boolean, step: (trouble: Trouble) => string];

const coded =
  (...codes: readonly string[]): Row[0] =>
  (trouble) =>
    codes.some((code) => trouble.codes.has(code));

const CERTIFICATE_AGE = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];
const UNKNOWN_ISSUER = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

const STEPS: readonly Row[] = [
  [
    coded('ENOTFOUND', 'EDNS'),
    ({ protocol, server }) => `Correct ${protocol}_HOST. If it is right, ask this machine: getent hosts ${server.host}`,
  ],
  [
    coded('EAI_AGAIN'),
    () => "Mend this machine's network or name server (/etc/resolv.conf), then again: mailroom doctor",
  ],
  [
    coded(...CERTIFICATE_AGE),
    ({ now }) =>
      `Is it ${minute(now)} UTC now? If not, set the clock (timedatectl). If so, the server's owner must renew its certificate.`,
  ],
  [
    coded('ERR_TLS_CERT_ALTNAME_INVALID'),
    ({ protocol, text }) => `Set ${protocol}_HOST to a name that is in its certificate${namesIn(text)}.`,
  ],
  [
    // Node reads that variable when it starts, before any .env.
    ({ codes, text }) => UNKNOWN_ISSUER.some((code) => codes.has(code)) || text.includes('certificate'),
    () =>
      "Have your server's authority trusted: export NODE_EXTRA_CA_CERTS=/path/to/ca.pem before mailroom starts (in the shell or the unit; in .env it comes too late).",
  ],
  [
    coded('ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'),
    ({ protocol, server }) =>
      `Set ${protocol}_SECURITY=starttls, or ${protocol}_PORT=${PORTS[protocol].tls}; ${server.port} is no port that begins with TLS.`,
  ],
  [
    ({ isStartTls }) => isStartTls,
    ({ protocol }) => `Set ${protocol}_SECURITY=tls and ${protocol}_PORT=${PORTS[protocol].tls}.`,
  ],
  [({ isLogin }) => isLogin, (trouble) => loginStep(trouble)],
  [
    coded('ECONNREFUSED'),
    ({ protocol, server }) =>
      `Correct ${protocol}_PORT (${PORTS[protocol][server.security]} is usual with ${server.security}${otherWay(protocol, server)}) or ${protocol}_HOST, or start the server.`,
  ],
  [coded('EHOSTUNREACH', 'ENETUNREACH'), () => "Mend this machine's network: no way leads there now."],
  [
    ({ codes, text }) =>
      ['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'ETIMEDOUT'].some((code) => codes.has(code)) || text.includes('timeout'),
    ({ protocol, server }) =>
      server.security === 'tls'
        ? `Let the firewall pass port ${server.port}, or correct ${protocol}_PORT.`
        : `If ${server.port} is a port that begins with TLS, set ${protocol}_SECURITY=tls; else let the firewall pass it.`,
  ],
  [({ text }) => text.includes('no such mailbox'), () => 'Set IMAP_MAILBOX to one of the folders that it has.'],
];

const LAST: Row = [
  () => true,
  ({ protocol, server }) =>
    `Try again later. If it goes on, show this line to whoever runs ${server.host}, and check the ${protocol}_ keys.`,
];

/** Many servers listen only at the one port or only at the other. */
const otherWay = (protocol: Protocol, { security }: Server): string =>
  security === 'tls' ? `, ${PORTS[protocol].starttls} with ${protocol}_SECURITY=starttls` : '';

/** The names that Node read in the certificate, as it words them. */
const namesIn = (text: string): string => {
  const [, names] = /cert's altnames: ([^"]{1,200})/.exec(text) ?? [];
  return names === undefined ? '' : ` (${names.replaceAll('dns:', '').trim()})`;
};

const GOOGLE = /(?:^|\.)(?:gmail|google|googlemail)\.com$/i;
const MICROSOFT = /(?:^|\.)(?:office365|outlook|office)\.com$/i;

const loginStep = ({ server: { host, login }, protocol, text }: Trouble): string => {
  if (text.includes('5.7.139') || text.includes('5.7.30') || text.includes('smtpclientauthentication'))
    return 'Let this mailbox send by SMTP, in Exchange Online: Set-CASMailbox ADDRESS -SmtpClientAuthenticationDisabled $false';
  if (login.kind === 'oauth')
    return MICROSOFT.test(host)
      ? "Check the OAUTH_ keys, the administrator's consent, and Add-MailboxPermission for this mailbox (docs/providers.md)."
      : 'Check the OAUTH_ keys, or give consent again and set the new OAUTH_REFRESH_TOKEN (docs/providers.md).';
  if (GOOGLE.test(host))
    return `Make an app password at myaccount.google.com/apppasswords and set ${protocol}_PASSWORD to it.`;
  if (MICROSOFT.test(host))
    return 'Set OAUTH_PROVIDER=microsoft and the OAUTH_ keys: passwords are not taken there any more.';
  return `Correct ${protocol}_USER and ${protocol}_PASSWORD; many providers want an app password, which their web pages make.`;
};
