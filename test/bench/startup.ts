/**
 * Start-up of the command line, and a pass that finds nothing new.
 */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { runPass } from '../../src/work/pass.ts';
import { takeTurns, timed } from './measure.ts';
import { inFreshDir, withWorld } from './ours.ts';
import { runMailroom } from './process.ts';
import { configFor } from './reading.ts';
import { PASSWORD, type Servers, settingsFor } from './servers.ts';
import type { Row } from './table.ts';

const execute = promisify(execFile);

/** What the server and the connection to it cost: log in, open, ask for what came after the last one, log out. */
const askOnly = async ({ imap }: Servers, user: string): Promise<void> => {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: imap, secure: false, doSTARTTLS: false, logger: false },
    auth: { user, pass: PASSWORD },
  });
  await client.connect();
  const { uidNext } = await client.mailboxOpen('INBOX', { readOnly: true });
  await client.fetchAll(
    `${Math.max(1, Number(uidNext) - 50)}:*`,
    { uid: true, internalDate: true, size: true },
    { uid: true },
  );
  await client.logout();
};

const benchIdle = (servers: Servers, rounds: number): Promise<Row> =>
  inFreshDir((dir) =>
    withWorld(configFor(servers, 'small', { DATA_DIR: dir }), async (world) => {
      const pass = () => runPass(world, new AbortController().signal);
      await pass();
      const took = await takeTurns(rounds, {
        pass: () => timed(pass),
        server: () => timed(() => askOnly(servers, 'small')),
      });
      return {
        what: "A pass with nothing new, beyond the server's own time",
        measured: took.pass - took.server,
        unit: ' ms',
        target: { most: 50 },
        detail: `${took.pass.toFixed(0)} ms, of which the server ${took.server.toFixed(0)} ms`,
      };
    }),
  );

/** `list` over a store with submissions in it. */
const benchCommands = (servers: Servers, rounds: number): Promise<readonly Row[]> =>
  inFreshDir(async (dir) => {
    await runMailroom(dir, ['poll'], { ...settingsFor(servers, 'few'), TEMPLATES_DIR: resolve('templates') });
    const took = await takeTurns(rounds, {
      node: () => timed(() => execute(process.execPath, ['-e', '0'])),
      help: async () => (await runMailroom(dir, ['--help'], {})).ms,
      list: async () => (await runMailroom(dir, ['list'], {})).ms,
    });
    const row = (what: string, ms: number): Row => ({
      what,
      measured: ms,
      unit: ' ms',
      target: { most: 150 },
      detail: `${(ms / took.node).toFixed(1)} times the start of Node itself (${took.node.toFixed(0)} ms)`,
    });
    return [row('`mailroom --help`', took.help), row('`mailroom list`, 20 submissions', took.list)];
  });

/** The mailbox `few` holds 20 offers. */
export const benchStartup = async (servers: Servers, rounds: number): Promise<readonly Row[]> => [
  ...(await benchCommands(servers, rounds)),
  await benchIdle(servers, rounds),
];
