/**
 * Access tokens for both protocols (RFC 6749 4.4 and 6, RFC 7523), from Google or Microsoft.
 */
import { hash, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { OAuth } from '../config/servers.ts';
import { replaceDurably } from '../durable.ts';
import { errorMessage, systemCode } from '../error.ts';
import { PortError } from '../ports.ts';
import { diskError } from './folder.ts';
import { printable } from './log.ts';
import type { TokenSource } from './network.ts';

export type TokenOptions = {
  /** Whose mailbox: for a service account that acts for users. */
  readonly user: string;
  /** Where a refresh token that the provider exchanged for a newer one is kept (0600). */
  readonly keep: string;
  /** In place of the provider's own; not a setting, so that no environment can send the secrets elsewhere. */
  readonly endpoint?: string;
};

const MARGIN = 5 * 60_000;
const TIMEOUT = 30_000;

const GOOGLE_ENDPOINT = 'https://oauth2.googleapis.com/token';
const GOOGLE_SCOPE = 'https://mail.google.com/';
const MICROSOFT_APP_SCOPE = 'https://outlook.office365.com/.default';
const MICROSOFT_USER_SCOPE =
  'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access';

/**
 * One source for both protocols: a token is used until five minutes before its end, and asked for once however many want it.
 * Rejects with PortError: `authentication` where the provider refused, so that nobody asks on and on.
 */
export const openTokens = (oauth: OAuth, options: TokenOptions): TokenSource => {
  let current: { readonly token: string; readonly until: number } | null = null;
  let asking: Promise<string> | null = null;

  const renew = async (): Promise<string> => {
    const answer = await ask(endpointOf(oauth, options), grantOf(oauth, options), oauth);
    current = { token: answer.access_token, until: Date.now() + answer.expires_in * 1000 - MARGIN };
    if (answer.refresh_token !== undefined) keepRotated(oauth, options.keep, answer.refresh_token);
    return answer.access_token;
  };

  return async (fresh) => {
    if (asking !== null) return asking;
    if (!fresh && current !== null && Date.now() < current.until) return current.token;
    asking = renew().finally(() => {
      asking = null;
    });
    return asking;
  };
};

const endpointOf = (oauth: OAuth, { endpoint }: TokenOptions): string => {
  if (endpoint !== undefined) return endpoint;
  if (oauth.provider === 'google') return GOOGLE_ENDPOINT;
  return `https://login.microsoftonline.com/${encodeURIComponent(oauth.tenant)}/oauth2/v2.0/token`;
};

type Grant = Readonly<Record<string, string>>;

const grantOf = (oauth: OAuth, options: TokenOptions): Grant => {
  switch (oauth.grant) {
    case 'service-account':
      return {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionOf(oauth.keyFile, options),
      };
    case 'client-credentials':
      return {
        grant_type: 'client_credentials',
        client_id: oauth.clientId,
        client_secret: oauth.clientSecret.reveal(),
        scope: MICROSOFT_APP_SCOPE,
      };
    case 'refresh-token': {
      const secret = oauth.clientSecret === null ? {} : { client_secret: oauth.clientSecret.reveal() };
      const scope = oauth.provider === 'microsoft' ? { scope: MICROSOFT_USER_SCOPE } : {};
      const token = keptToken(options.keep, oauth.refreshToken.reveal());
      return { grant_type: 'refresh_token', client_id: oauth.clientId, ...secret, ...scope, refresh_token: token };
    }
  }
};

// --- service account

const ServiceAccount = z.object({
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
});

/** RFC 7523 2.1: the account says, signed with its key, for whom it wants a token. */
const assertionOf = (keyFile: string, { user, endpoint }: TokenOptions): string => {
  const account = readServiceAccount(keyFile);
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', kid: account.private_key_id };
  const claims = {
    iss: account.client_email,
    sub: user,
    scope: GOOGLE_SCOPE,
    aud: endpoint ?? GOOGLE_ENDPOINT,
    iat: now,
    exp: now + 3600,
  };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  try {
    return `${signed}.${sign('sha256', Buffer.from(signed), account.private_key).toString('base64url')}`;
  } catch (error) {
    throw new PortError('configuration', `OAUTH_KEY_FILE ${keyFile}: its private key can't be used`, { cause: error });
  }
};

const readServiceAccount = (keyFile: string): z.infer<typeof ServiceAccount> => {
  const text = readText(keyFile);
  const parsed = ServiceAccount.safeParse(jsonOf(text ?? ''));
  if (parsed.success) return parsed.data;
  const what =
    text === null ? 'does not exist' : 'is not the JSON key of a service account (client_email, private_key)';
  throw new PortError('configuration', `OAUTH_KEY_FILE ${keyFile} ${what}`);
};

// --- refresh tokens that the provider exchanges

const Kept = z.object({ for: z.string(), refreshToken: z.string().min(1) });

/** Says which configured token the kept one came from, without holding it: another one in the settings starts anew. */
const fingerprint = (token: string): string => hash('sha256', token);

const keptToken = (path: string, configured: string): string => {
  const kept = Kept.safeParse(jsonOf(readText(path) ?? ''));
  return kept.success && kept.data.for === fingerprint(configured) ? kept.data.refreshToken : configured;
};

const keepRotated = (oauth: OAuth, path: string, token: string): void => {
  if (oauth.grant !== 'refresh-token') return;
  const configured = oauth.refreshToken.reveal();
  if (token === keptToken(path, configured)) return;
  try {
    replaceDurably(path, Buffer.from(`${JSON.stringify({ for: fingerprint(configured), refreshToken: token })}\n`));
  } catch (error) {
    throw diskError(error, path);
  }
};

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw diskError(error, path);
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

// --- the request

const Granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().default(3600),
  refresh_token: z.string().min(1).optional(),
});
const Refused = z.object({ error: z.string(), error_description: z.string().default('') });

const ask = async (endpoint: string, grant: Grant, oauth: OAuth): Promise<z.infer<typeof Granted>> => {
  const host = new URL(endpoint).host;
  const unavailable = (why: string, cause?: unknown) =>
    new PortError('unavailable', `no access token from ${host}: ${why}; tried again later`, { cause });
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams(grant),
    // The secrets go to the provider and to nobody that it points at.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch((error: unknown) => {
    // What fetch itself says is "fetch failed".
    throw unavailable(errorMessage(error instanceof Error && error.cause !== undefined ? error.cause : error), error);
  });
  const text = await response.text().catch((error: unknown) => {
    throw unavailable('its answer was cut off', error);
  });
  const granted = Granted.safeParse(jsonOf(text));
  if (response.ok && granted.success) return granted.data;
  if (response.status === 429) throw new PortError('throttled', `${host} asks for fewer requests for tokens`);
  const refused = Refused.safeParse(jsonOf(text));
  if (!refused.success || response.status >= 500) throw unavailable(`it answered ${response.status}`);
  throw new PortError('authentication', refusal(host, refused.data, oauth));
};

const refusal = (
  host: string,
  { error, error_description: description }: z.infer<typeof Refused>,
  oauth: OAuth,
): string => {
  const said = printable(`${error} ${description.split('\n', 1)[0] ?? ''}`.trim());
  return `${host} refused a token (${said}); ${adviceFor(error, oauth)}`;
};

const adviceFor = (error: string, oauth: OAuth): string => {
  if (error !== 'invalid_grant') return 'check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET, and what the app may do';
  switch (oauth.grant) {
    case 'refresh-token':
      return 'the consent has ended or was taken back: give it again and set OAUTH_REFRESH_TOKEN (at Google, an app in testing loses it after 7 days)';
    case 'service-account':
      return 'check that the account may act for this mailbox (domain-wide delegation, scope https://mail.google.com/), and the clock';
    case 'client-credentials':
      return 'check OAUTH_TENANT and the admin consent';
  }
};
