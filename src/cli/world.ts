/**
 * The real world of a pass: the store, servers or folders, readers and letters that the settings name.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Folder } from '../io/folder.ts';
import { openImap } from '../io/imap.ts';
import { openSentFolder } from '../io/imap-sent.ts';
import { openLog } from '../io/log.ts';
import { openMaildir, openMaildirTransport } from '../io/maildir.ts';
import { composeMail } from '../io/mime.ts';
import type { TokenSource } from '../io/network.ts';
import { openTokens } from '../io/oauth.ts';
import { openReader } from '../io/reader.ts';
import { openSmtp } from '../io/smtp.ts';
import { openPublicWeb } from '../io/web.ts';
import type { Log } from '../ports.ts';
import { type Lease, takeLease } from '../store/lease.ts';
import type { Policy } from '../triage/decision.ts';
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

/** This thread decides and writes, which keeps one core busy; a thread costs 80 MB and brings nothing beyond the cores there are. */
const READERS = Math.max(1, Math.min(4, availableParallelism() - 1));

/** Gives `use` the whole world of this desk, under the lease, and closes it after. `tell` hears what happens. */
export const inWorld = async <T>(
  call: Call,
  config: Config,
  tell: (event: PassEvent) => void,
  use: (world: World, desk: Desk) => Promise<T>,
): Promise<T> =>
  atDesk(call, config, async (desk) => {
    const lease = leaseOf(desk.folder);
    const reader = openReader(desk.policy, { threads: READERS });
    try {
      return await use(
        {
          ...desk,
          ...portsOf(config, desk.folder),
          reader,
          checks: config.checkUrls ? { web: openPublicWeb(), rules: cardRulesOf(config) } : null,
          retainIgnored: config.retainIgnored,
          random: call.random,
          log: logOf(config),
          tell,
          render: renderFor(desk.policy),
        },
        desk,
      );
    } finally {
      await reader.close();
      lease.release();
    }
  });

const renderFor =
  (policy: Policy): World['render'] =>
  (draft, now) =>
    composeMail(draft, { date: now, mailbox: policy.mailbox.address });

/** Those file what is sent through them in the Sent folder themselves: a second copy would only confuse. */
const FILES_COPIES = /(?:^|\.)(?:gmail\.com|google\.com|googlemail\.com|office365\.com|outlook\.com)$/i;

/** One source of tokens for both protocols; none where passwords serve. */
export const tokensOf = ({ oauth, imap, smtp, mailbox }: Config, folder: Folder): { readonly tokens?: TokenSource } => {
  if (oauth === null) return {};
  const login = (imap ?? smtp)?.login;
  const user = login?.kind === 'oauth' ? login.user : mailbox.address;
  return { tokens: openTokens(oauth, { user, keep: join(folder.path, 'refresh.token') }) };
};

const portsOf = (config: Config, folder: Folder): Pick<World, 'inlets' | 'openTransport' | 'keepCopy'> => {
  const { imap, smtp } = config;
  const options = tokensOf(config, folder);
  const sent = imap?.sentMailbox ?? null;
  const main: Inlet = {
    open: () => (imap ? openImap(imap, options) : openMaildir(folder.mailbox)),
    firstRun: config.firstRun,
  };
  // What `receive` took over was promised to be dealt with, whenever it came.
  const spool: Inlet = { open: () => openMaildir(folder.spool), firstRun: 'process' };
  // People's own answers close questions; what they wrote before our time is history.
  const people: readonly Inlet[] =
    imap && sent !== null ? [{ open: () => openImap({ ...imap, mailbox: sent }, options), firstRun: 'baseline' }] : [];
  const keepsCopies = smtp !== null && !FILES_COPIES.test(smtp.host);
  return {
    inlets: [main, spool, ...people],
    keepCopy: imap && sent !== null && keepsCopies ? openSentFolder(imap, sent, options).append : null,
    openTransport: () => (smtp ? openSmtp(smtp, options) : openMaildirTransport(folder.sent)),
  };
};
