/**
 * One connection to an IMAP server, used once (RFC 3501): every answer is checked, because imapflow 2.1.2 turns a lost
 * connection into an empty list. Only the files `imap*.ts` know imapflow.
 */
import { type FetchMessageObject, type FetchQueryObject, ImapFlow } from 'imapflow';
import type { Server } from '../config/servers.ts';
import { PortError } from '../ports.ts';
import { fetchRows, type Item, type Row } from './imap-rows.ts';
import { imapTrouble, isLoginRefused } from './imap-trouble.ts';
import { checkSecurity, type TokenSource, tlsOptions } from './network.ts';

export type ImapOptions = {
  /** Where tokens come from, for a login of kind `oauth`. */
  readonly tokens?: TokenSource;
  /** One more certificate authority, in PEM. */
  readonly ca?: string;
  /** Wall clock for one command, ms; then the connection is closed. What the caller does in between doesn't count. */
  readonly timeLimit?: number;
  /** ms. */
  readonly connectTimeout?: number;
  /** Without an octet from the server, ms. */
  readonly silenceTimeout?: number;
};

const DEFAULTS = { timeLimit: 240_000, connectTimeout: 30_000, silenceTimeout: 60_000 } as const;
const LOGOUT_TIMEOUT = 3_000;
/** The longest that a timer of Node can be. */
const NEVER = 2 ** 31 - 1;

export type Session = {
  readonly client: ImapFlow;
  /** The result of a command, checked: rejects with PortError where it failed or where the connection is gone after it. */
  readonly run: <T>(command: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** Connects and logs in. Throws PortError. */
export const openSession = async (server: Server, options: ImapOptions): Promise<Session> => {
  checkSecurity(server, 'IMAP');
  try {
    return await logIn(server, options, false);
  } catch (error) {
    // A token can expire or be taken back early: one fresh one, then it is the account.
    const isStale = server.login.kind === 'oauth' && isLoginRefused(error);
    if (!isStale) throw imapTrouble(error, server);
  }
  return logIn(server, options, true).catch((error: unknown) => {
    throw imapTrouble(error, server);
  });
};

const logIn = async (server: Server, options: ImapOptions, freshToken: boolean): Promise<Session> => {
  const client = new ImapFlow({
    ...clientOptions(server, options),
    auth: await credentials(server, options, freshToken),
  });
  let lost: unknown = null;
  // Before connect(), and for good: an error nobody listens to ends the process.
  client.on('error', (error: unknown) => {
    lost = error;
  });

  const { timeLimit, silenceTimeout } = { ...DEFAULTS, ...options };
  const inTime = withinTime(client, server, { whole: timeLimit, silence: silenceTimeout });
  const run = async <T>(command: () => Promise<T>): Promise<T> => {
    const answer = await inTime(command()).catch((error: unknown) => {
      throw imapTrouble(error, server);
    });
    if (!client.usable) throw imapTrouble(lost ?? new Error('the connection was lost'), server);
    return answer;
  };

  const close = async (): Promise<void> => {
    // A goodbye that gets no answer, or a wrong one, changes nothing.
    const limits = { whole: LOGOUT_TIMEOUT, silence: LOGOUT_TIMEOUT };
    if (client.usable) await withinTime(client, server, limits)(client.logout()).catch(() => undefined);
    client.close();
  };

  try {
    await inTime(client.connect());
    return { client, run, close };
  } catch (error) {
    // imapflow 2.1.2 leaves the socket open when the login fails.
    client.close();
    throw error;
  }
};

type Limits = { readonly whole: number; readonly silence: number };

/**
 * What the server answers, or PortError and a closed connection: after `whole` ms, since some servers dribble for ever, or when
 * nothing comes for `silence` ms. Not by imapflow's own timeout, which also counts the time between two commands.
 */
const withinTime =
  (client: ImapFlow, server: Server, limits: Limits) =>
  async <T>(answer: Promise<T>): Promise<T> => {
    const timers: NodeJS.Timeout[] = [];
    const late = new Promise<never>((_, reject) => {
      const give = (why: string): void => {
        reject(new PortError('unavailable', `${server.host} ${why}; the next pass goes on`));
        client.close();
      };
      timers.push(setTimeout(() => give(`took longer than ${limits.whole / 1000} s`), limits.whole));
      let received = client.stats().received;
      const listen = (): void => {
        const now = client.stats().received;
        if (now === received) give(`said nothing for ${limits.silence / 1000} s`);
        received = now;
      };
      timers.push(setInterval(listen, limits.silence));
    });
    return Promise.race([answer, late]).finally(() => timers.forEach(clearInterval));
  };

const credentials = async (server: Server, options: ImapOptions, freshToken: boolean) => {
  const { login } = server;
  switch (login.kind) {
    case 'none':
      throw new PortError('configuration', `IMAP_USER and IMAP_PASSWORD are needed to log in to ${server.host}`);
    case 'password':
      return { user: login.user, pass: login.password.reveal() };
    case 'oauth': {
      if (options.tokens === undefined)
        throw new PortError('configuration', 'OAUTH_PROVIDER must name where tokens come from');
      return { user: login.user, accessToken: await options.tokens(freshToken) };
    }
  }
};

const clientOptions = (server: Server, options: ImapOptions) => {
  const { connectTimeout, timeLimit } = { ...DEFAULTS, ...options };
  return {
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    // True demands STARTTLS; without it imapflow would log in over clear text where the server offers none.
    doSTARTTLS: server.security === 'starttls',
    tls: tlsOptions(server, options.ca ?? null),
    logger: false as const,
    connectionTimeout: connectTimeout,
    greetingTimeout: connectTimeout / 2,
    socketTimeout: NEVER,
    maxLockHoldTime: timeLimit,
    disableAutoIdle: true,
    // A server that turns on IMAP4rev2 may answer SEARCH with nothing for a full mailbox.
    disableAutoEnable: true,
    disableIMAP4rev2: true,
    disableCompression: true,
    disableBinary: true,
    maxLineLength: 4 * 1024 * 1024,
    maxLiteralSize: 32 * 1024 * 1024,
    maxResponseSize: 40 * 1024 * 1024,
  };
};

/** An open mailbox: read only, nothing is flagged, moved or deleted. */
export type OpenMailbox = {
  /** UIDVALIDITY in decimal, or `none` (RFC 3501 6.3.1). */
  readonly epoch: string;
  /** What the server says that the mailbox holds now. */
  readonly exists: () => number;
  /** `UID FETCH range items`; rows of other messages may be among them. Rejects with PortError rather than give too few. */
  readonly rows: (range: string, items: readonly Item[]) => Promise<readonly Row[]>;
  /** The same for what `rows` can't ask for. */
  readonly fetch: (range: string, query: FetchQueryObject) => Promise<readonly FetchMessageObject[]>;
  /** The same for all from this sequence number on. */
  readonly fetchFrom: (sequence: number, query: FetchQueryObject) => Promise<readonly FetchMessageObject[]>;
  readonly close: () => Promise<void>;
};

/** Connects and opens `path` with EXAMINE. Throws PortError. */
export const openReadOnly = async (server: Server, path: string, options: ImapOptions): Promise<OpenMailbox> => {
  const session = await openSession(server, options);
  const { client, run } = session;
  try {
    await run(() => client.mailboxOpen(path, { readOnly: true }));
    const mailbox = () => {
      if (client.mailbox === false) throw new PortError('unavailable', `${server.host} closed the mailbox ${path}`);
      return client.mailbox;
    };
    const checked = async <T>(command: () => Promise<T>): Promise<T> => {
      const found = await run(command);
      mailbox();
      return found;
    };
    // Typed as bigint, yet undefined where the server sent none.
    const uidValidity: bigint | undefined = mailbox().uidValidity;
    return {
      epoch: uidValidity === undefined ? 'none' : uidValidity.toString(),
      exists: () => {
        const exists: number | undefined = mailbox().exists;
        if (exists === undefined)
          throw new PortError('unavailable', `${server.host} did not say how many messages ${path} holds`);
        return exists;
      },
      rows: (range, items) => checked(() => fetchRows(client, range, items)),
      fetch: (range, query) => checked(() => client.fetchAll(range, query, { uid: true })),
      fetchFrom: (sequence, query) => checked(() => client.fetchAll(`${sequence}:*`, query)),
      close: session.close,
    };
  } catch (error) {
    const helped =
      error instanceof PortError && error.trouble === 'configuration' ? await naming(error, client, path) : error;
    await session.close();
    throw helped;
  }
};

/** A mailbox that doesn't exist: say which do. */
const naming = async (error: PortError, client: ImapFlow, path: string): Promise<PortError> => {
  const folders = await client.list().catch(() => []);
  const names = folders.slice(0, 20).map((folder) => folder.path);
  const choice = names.length === 0 ? '' : `; it has: ${names.join(', ')}`;
  const message = `IMAP_MAILBOX or SENT_MAILBOX names "${path}": ${error.message}${choice}`;
  return new PortError('configuration', message, { cause: error });
};
