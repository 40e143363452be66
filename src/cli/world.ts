/**
 * The real world of a pass: the store, servers or folders, readers and letters that the settings name.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Mail, Server } from '../config/servers.ts';
import type { Config } from '../config.ts';
import { type Folder, lackOfRoom } from '../io/folder.ts';
import { keepHeapsSmall } from '../io/heap.ts';
import type { ImapOptions } from '../io/imap-session.ts';
import { openLog } from '../io/log.ts';
import { openMaildir, openMaildirTransport } from '../io/maildir.ts';
import type { TokenSource } from '../io/network.ts';
import { openTokens } from '../io/oauth.ts';
import { readerIn } from '../io/reader.ts';
import { openThreads } from '../io/threads.ts';
import { openPublicWeb } from '../io/web.ts';
import { openWriter, writerOf } from '../io/writer.ts';
import type { Log } from '../ports.ts';
import { type Lease, takeLease } from '../store/lease.ts';
import type { Inlet, PassEvent, World } from '../work/world.ts';
import type { Call } from './call.ts';
import { atDesk, type Desk } from './desk.ts';
import { EXIT, Refusal } from './exit.ts';
import { cardRulesOf } from './templates.ts';

/** The log that the settings ask for. */
const logOf = (config: Config): Log =>
  openLog({ level: config.logLevel, format: config.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json') });

/** The lease of this DATA_DIR: only its holder reads mailboxes and sends. Throws Refusal (75) where another worker has it. */
const leaseOf = (folder: Folder): Lease => {
  const lease = takeLease(join(folder.path, 'worker.lock'));
  if (lease !== null) return lease;
  throw new Refusal(EXIT.tryLater, `another mailroom is at work in ${folder.path}; this one leaves it to it`);
};

/** This thread decides and sends, which keeps one core busy; a thread costs 80 MB and brings nothing beyond the cores there are. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));

/** Gives `use` the whole world of this desk, under the lease, and closes it after. `tell` hears what happens. */
export const inWorld = async <T>(
  call: Call,
  config: Config,
  tell: (event: PassEvent) => void,
  use: (world: World, desk: Desk) => Promise<T>,
): Promise<T> =>
  atDesk(call, config, async (desk) => {
    const lease = leaseOf(desk.folder);
    keepHeapsSmall();
    const { policy, letters } = desk;
    const threads = openThreads({ policy, letters }, { threads: THREADS });
    try {
      return await use(
        {
          ...desk,
          ...(await portsOf(config, desk.folder)),
          connections: config.smtpConnections,
          reader: readerIn(threads, policy),
          render: openWriter(writerOf(letters.templates, letters.mailbox), threads),
          checks: config.checkUrls ? { web: openPublicWeb(), rules: cardRulesOf(config) } : null,
          lackOfRoom: () => lackOfRoom(desk.folder.path),
          retainIgnored: config.retainIgnored,
          random: call.random,
          log: logOf(config),
          tell,
        },
        desk,
      );
    } finally {
      await threads.close();
      lease.release();
    }
  });

const FILES_COPIES = /(?:^|\.)(?:gmail\.com|google\.com|googlemail\.com|office365\.com|outlook\.com)$/i;

/** True for servers that file what is sent through them in the Sent folder themselves: a second copy would only confuse. */
export const filesCopies = ({ host }: Server): boolean => FILES_COPIES.test(host);

/** One source of tokens for both protocols; none where passwords serve. */
export const tokensOf = ({ oauth, imap, smtp, mailbox }: Config, folder: Folder): { readonly tokens?: TokenSource } => {
  if (oauth === null) return {};
  const login = (imap ?? smtp)?.login;
  const user = login?.kind === 'oauth' ? login.user : mailbox.address;
  return { tokens: openTokens(oauth, { user, keep: join(folder.path, 'refresh.token') }) };
};

type Ways = Pick<World, 'inlets' | 'openTransport' | 'keepCopy'>;

/** Ways in and out. The libraries of servers are loaded where there are servers: without, a pass starts in half the time. */
const portsOf = async (config: Config, folder: Folder): Promise<Ways> => {
  const { imap, smtp, firstRun } = config;
  const options = tokensOf(config, folder);
  const incoming =
    imap === null
      ? { inlets: [{ open: () => openMaildir(folder.mailbox), firstRun, mayBeCopies: false }], keepCopy: null }
      : await overImap(imap, config, options);
  const { openSmtp } = smtp === null ? { openSmtp: null } : await import('../io/smtp.ts');
  return {
    // What `receive` took over was promised to be dealt with, whenever it came.
    inlets: [...incoming.inlets, { open: () => openMaildir(folder.spool), firstRun: 'process', mayBeCopies: false }],
    keepCopy: incoming.keepCopy,
    openTransport: () => (smtp && openSmtp ? openSmtp(smtp, options) : openMaildirTransport(folder.sent)),
  };
};

const overImap = async (
  imap: Mail,
  { smtp, firstRun }: Config,
  options: ImapOptions,
): Promise<Pick<Ways, 'inlets' | 'keepCopy'>> => {
  const { openImap } = await import('../io/imap.ts');
  const main: Inlet = { open: () => openImap(imap, options), firstRun, mayBeCopies: true };
  const path = imap.sentMailbox;
  if (path === null) return { inlets: [main], keepCopy: null };
  const { openSentFolder } = await import('../io/imap-sent.ts');
  const keepsCopies = smtp !== null && !filesCopies(smtp);
  // People's own answers close questions; what they wrote before our time is history.
  const people: Inlet = {
    open: () => openImap({ ...imap, mailbox: path }, options),
    firstRun: 'baseline',
    mayBeCopies: true,
  };
  return { inlets: [main, people], keepCopy: keepsCopies ? openSentFolder(imap, path, options).append : null };
};
