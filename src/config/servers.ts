/**
 * The settings of the two mail servers and of how to log in there; what must be given together, and what can't be.
 */
import type { Settings } from './settings.ts';
import type { Hidden } from './values.ts';

/** How to log in: `none` only at a server on this same machine, `oauth` with a token of `Config.oauth`. */
type Login =
  | { readonly kind: 'password'; readonly user: string; readonly password: Hidden }
  | { readonly kind: 'oauth'; readonly user: string }
  | { readonly kind: 'none' };

export type Server = {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly login: Login;
};

/** The server that mail is read from; `sentMailbox` = where copies of what was sent are kept, null = nowhere. */
export type Mail = Server & { readonly mailbox: string; readonly sentMailbox: string | null };

/** Where access tokens come from: RFC 6749 4.4, 6; RFC 7523. */
export type OAuth =
  | { readonly provider: 'google'; readonly grant: 'service-account'; readonly keyFile: string }
  | {
      readonly provider: 'google';
      readonly grant: 'refresh-token';
      readonly clientId: string;
      readonly clientSecret: Hidden;
      readonly refreshToken: Hidden;
    }
  | {
      readonly provider: 'microsoft';
      readonly grant: 'client-credentials';
      readonly tenant: string;
      readonly clientId: string;
      readonly clientSecret: Hidden;
    }
  | {
      readonly provider: 'microsoft';
      readonly grant: 'refresh-token';
      readonly tenant: string;
      readonly clientId: string;
      readonly clientSecret: Hidden | null;
      readonly refreshToken: Hidden;
    };

type Texts = Readonly<Record<string, string | undefined>>;
type Protocol = 'IMAP' | 'SMTP';

/** RFC 8314 7, RFC 9051 2.1, RFC 6409 3.1, RFC 5321 4.5.4.2. */
export const PORTS = {
  IMAP: { tls: 993, starttls: 143, none: 143 },
  SMTP: { tls: 465, starttls: 587, none: 25 },
} as const;

/** True for the names and addresses that never leave this machine (RFC 1122 3.2.1.3, RFC 4291 2.5.3, RFC 6761 6.3). */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);

/** One server's settings, or null where no host is named. */
export const serverOf = (set: Settings, protocol: Protocol): Server | null => {
  const host = set[`${protocol}_HOST`];
  if (host === undefined) return null;
  const security = set[`${protocol}_SECURITY`];
  return { host, security, port: set[`${protocol}_PORT`] ?? PORTS[protocol][security], login: loginOf(set, protocol) };
};

const loginOf = (set: Settings, protocol: Protocol): Login => {
  const user = set[`${protocol}_USER`];
  const password = set[`${protocol}_PASSWORD`];
  if (set.OAUTH_PROVIDER !== undefined) return { kind: 'oauth', user: user ?? set.MAILBOX_ADDRESS.address };
  return user !== undefined && password !== undefined ? { kind: 'password', user, password } : { kind: 'none' };
};

/** Where tokens come from, or null; `crossMistakes` has seen to it that the parts of one way are all there. */
export const oauthOf = (set: Settings): OAuth | null => {
  const { OAUTH_PROVIDER: provider, OAUTH_CLIENT_ID: clientId, OAUTH_CLIENT_SECRET: clientSecret } = set;
  const { OAUTH_REFRESH_TOKEN: refreshToken, OAUTH_KEY_FILE: keyFile, OAUTH_TENANT: tenant } = set;
  if (provider === 'google' && keyFile !== undefined) return { provider, grant: 'service-account', keyFile };
  if (clientId === undefined) return null;
  if (provider === 'google' && clientSecret && refreshToken)
    return { provider, grant: 'refresh-token', clientId, clientSecret, refreshToken };
  if (provider !== 'microsoft' || tenant === undefined) return null;
  if (refreshToken)
    return { provider, grant: 'refresh-token', tenant, clientId, clientSecret: clientSecret ?? null, refreshToken };
  return clientSecret ? { provider, grant: 'client-credentials', tenant, clientId, clientSecret } : null;
};

/** Mistakes that only show when settings are seen together. Takes the texts, so that it speaks even where one of them is wrong. */
export const crossMistakes = (env: Texts): readonly string[] => [
  ...serverMistakes(env, 'IMAP'),
  ...serverMistakes(env, 'SMTP'),
  ...oauthMistakes(env),
];

const serverMistakes = (env: Texts, protocol: Protocol): readonly string[] => {
  const at = (key: string) => env[`${protocol}_${key}`]?.trim();
  const host = at('HOST');
  if (host === undefined) {
    const alone = ['USER', 'PASSWORD'].filter((key) => at(key) !== undefined);
    return alone.map((key) => `${protocol}_${key}: is set, but ${protocol}_HOST isn't: name the server too.`);
  }
  return [...securityMistakes(protocol, host, at('SECURITY')), ...loginMistakes(env, protocol, host)];
};

const securityMistakes = (protocol: Protocol, host: string, security: string | undefined): readonly string[] =>
  security?.toLowerCase() === 'none' && !isLoopback(host)
    ? [
        `${protocol}_SECURITY: none sends passwords and mail in the clear, so it is for this machine only (localhost). Use tls or starttls for ${host}.`,
      ]
    : [];

const loginMistakes = (env: Texts, protocol: Protocol, host: string): readonly string[] => {
  if (env['OAUTH_PROVIDER'] !== undefined) return [];
  const missing = ['USER', 'PASSWORD'].filter((key) => env[`${protocol}_${key}`] === undefined);
  // A relay on this same machine takes mail from local programs without a login.
  if (protocol === 'SMTP' && isLoopback(host) && missing.length === 2) return [];
  return missing.map((key) => `${protocol}_${key}: is needed to log in to ${host}, or set OAUTH_PROVIDER.`);
};

const oauthMistakes = (env: Texts): readonly string[] => {
  const has = (key: string) => env[`OAUTH_${key}`] !== undefined;
  const parts = ['TENANT', 'CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN', 'KEY_FILE'];
  const lacks = (keys: readonly string[], why: string) =>
    keys.filter((key) => !has(key)).map((key) => `OAUTH_${key}: is needed ${why}.`);
  const provider = env['OAUTH_PROVIDER']?.trim().toLowerCase();
  if (provider === undefined)
    return parts.filter(has).map((key) => `OAUTH_${key}: is set, but OAUTH_PROVIDER isn't: say google or microsoft.`);
  if (provider === 'google' && has('KEY_FILE')) return [];
  if (provider === 'google')
    return lacks(
      ['CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN'],
      'for google (or OAUTH_KEY_FILE of a service account)',
    );
  if (provider !== 'microsoft') return [];
  const rest = has('REFRESH_TOKEN') ? [] : lacks(['CLIENT_SECRET'], 'for microsoft (or OAUTH_REFRESH_TOKEN)');
  return [...lacks(['TENANT', 'CLIENT_ID'], 'for microsoft'), ...rest];
};
