/**
 * Reading a mailbox: the full sources by bare imapflow, and what our mailbox gives for the same mails, listing included.
 */
import { ImapFlow } from 'imapflow';
import { type Config, readConfig } from '../../src/config.ts';
import { openImap } from '../../src/io/imap.ts';
import { takeTurns, timed } from './measure.ts';
import { PASSWORD, type Servers, settingsFor } from './servers.ts';
import { type Row, ratio } from './table.ts';

/** Full sources of all mails, as imapflow's own documentation does it. */
export const fetchBare = async ({ imap }: Servers, user: string): Promise<readonly Buffer[]> => {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: imap, secure: false, doSTARTTLS: false, logger: false },
    auth: { user, pass: PASSWORD },
    // As the one to compare with: no deflate, which loopback doesn't need.
    disableCompression: true,
  });
  await client.connect();
  await client.mailboxOpen('INBOX', { readOnly: true });
  const sources: Buffer[] = [];
  for await (const { source } of client.fetch('1:*', { uid: true, source: true })) if (source) sources.push(source);
  await client.logout();
  return sources;
};

/** The settings of a whole program, checked. */
export const configFor = (servers: Servers, user: string, more: Readonly<Record<string, string>> = {}): Config => {
  const read = readConfig({ ...settingsFor(servers, user), ...more });
  if (!read.ok) throw new Error(read.mistakes.join('\n'));
  return read.config;
};

const readOurs = async (servers: Servers, user: string): Promise<number> => {
  const { imap } = configFor(servers, user);
  if (imap === null) throw new Error('no server to read from');
  const mailbox = openImap(imap);
  const { arrivals } = await mailbox.discover(null);
  let read = 0;
  for await (const answer of mailbox.read(arrivals.map(({ key }) => key))) if (answer.kind === 'source') read += 1;
  await mailbox.close();
  return read;
};

const both = (servers: Servers, user: string, rounds: number) => {
  let bareCount = 0;
  return takeTurns(rounds, {
    bare: () =>
      timed(async () => {
        bareCount = (await fetchBare(servers, user)).length;
      }),
    ours: () =>
      timed(async () => {
        const read = await readOurs(servers, user);
        if (read !== bareCount) throw new Error(`imapflow gave ${bareCount} mails, ours ${read}`);
      }),
  });
};

/** `counts`: how many mails the mailboxes `small` and `large` hold. */
export const benchReading = async (
  servers: Servers,
  counts: { readonly small: number; readonly large: number },
  rounds: number,
): Promise<readonly Row[]> => {
  const small = await both(servers, 'small', rounds);
  const large = await both(servers, 'large', rounds);
  return [
    ratio('Reading small mails / bare fetch of their sources', [small.ours, small.bare], counts.small, { most: 1.2 }),
    ratio('Bare fetch of a mailbox, a fifth with attachments / our reading', [large.bare, large.ours], counts.large, {
      least: 2,
    }),
  ];
};
