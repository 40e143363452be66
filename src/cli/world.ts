/**
 * The real world of a pass: the store, servers or folders, readers and letters that the settings name.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Config, policyOf } from '../config.ts';
import { type Folder, openFolder } from '../io/folder.ts';
import { openImap } from '../io/imap.ts';
import { openLog } from '../io/log.ts';
import { openMaildir, openMaildirTransport } from '../io/maildir.ts';
import { composeMail } from '../io/mime.ts';
import { openReader } from '../io/reader.ts';
import { signingKey } from '../io/secret.ts';
import { openSmtp } from '../io/smtp.ts';
import type { Log } from '../ports.ts';
import { type Lease, takeLease } from '../store/lease.ts';
import { openStore } from '../store/open.ts';
import { compose } from '../triage/compose.ts';
import type { Policy } from '../triage/decision.ts';
import type { Inlet, PassEvent, World } from '../work/world.ts';
import type { Call } from './call.ts';
import { EXIT, Refusal } from './exit.ts';
import { formOf, lettersOf } from './templates.ts';

/** What an order or a digest needs: the store and the letters, but no mailbox. */
export type Desk = Pick<World, 'store' | 'policy' | 'compose' | 'clock'> & {
  readonly folder: Folder;
  readonly config: Config;
};

/** The log that the settings ask for. */
export const logOf = (config: Config): Log =>
  openLog({ level: config.logLevel, format: config.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json') });

/** Opens DATA_DIR, the store and the letters. The caller closes the store. */
export const openDesk = (call: Call, config: Config): Desk => {
  const { form, terms } = formOf(config);
  const letters = lettersOf(config, form);
  const folder = openFolder(config.dataDir);
  const policy = policyOf(config, form, signingKey(folder.path), terms);
  const store = openStore(folder.database);
  return { store, policy, folder, config, clock: call.clock, compose: (letter) => compose(letter, letters, policy) };
};

/** Gives `use` the desk, and closes it after. */
export const atDesk = async <T>(call: Call, config: Config, use: (desk: Desk) => T | Promise<T>): Promise<T> => {
  const desk = openDesk(call, config);
  try {
    return await use(desk);
  } finally {
    desk.store.close();
  }
};

/** The lease of this DATA_DIR: only its holder reads mailboxes and sends. Throws Refusal (75) where another worker has it. */
export const leaseOf = (folder: Folder): Lease => {
  const lease = takeLease(join(folder.path, 'worker.lock'));
  if (lease !== null) return lease;
  throw new Refusal(EXIT.tryLater, `another mailroom is at work in ${folder.path}; this one leaves it to it`);
};

/** Gives `use` the whole world of this desk, under the lease, and closes it after. `tell` hears what happens. */
export const inWorld = async <T>(
  call: Call,
  config: Config,
  tell: (event: PassEvent) => void,
  use: (world: World, desk: Desk) => Promise<T>,
): Promise<T> =>
  atDesk(call, config, async (desk) => {
    const lease = leaseOf(desk.folder);
    const reader = openReader(desk.policy);
    try {
      return await use(
        {
          ...desk,
          ...portsOf(config, desk.folder),
          reader,
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

const portsOf = (config: Config, folder: Folder): Pick<World, 'inlets' | 'openTransport'> => {
  const { imap, smtp } = config;
  const open =
    (make: () => ReturnType<typeof openMaildir>): Inlet['open'] =>
    async () =>
      make();
  const main: Inlet = {
    open: open(() => (imap ? openImap(imap) : openMaildir(folder.mailbox))),
    firstRun: config.firstRun,
  };
  // What `receive` took over was promised to be dealt with, whenever it came.
  const spool: Inlet = { open: open(() => openMaildir(folder.spool)), firstRun: 'process' };
  // People's own answers close questions; what they wrote before our time is history.
  const sent = imap?.sentMailbox ?? null;
  const people: readonly Inlet[] =
    imap && sent !== null ? [{ open: open(() => openImap({ ...imap, mailbox: sent })), firstRun: 'baseline' }] : [];
  return {
    inlets: [main, spool, ...people],
    openTransport: () => (smtp ? openSmtp(smtp) : openMaildirTransport(folder.sent)),
  };
};

/** Who gives an order at the command line. */
export const operatorOf = (call: Call): { readonly kind: 'operator'; readonly name: string } => ({
  kind: 'operator',
  name: call.environment['USER'] ?? call.environment['LOGNAME'] ?? 'operator',
});

/** An id that no other order has. */
export const orderId = (what: string): string => `${what}:${randomUUID()}`;
