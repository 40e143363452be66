/**
 * Settings of an IMAP or SMTP server on loopback, and mail put into it as other programs would.
 */
import { ImapFlow } from 'imapflow';
import type { Mail, Server } from '../../src/config/servers.ts';
import { hidden } from '../../src/config/values.ts';

/** The mailbox of `inbox` with password `secret`, in clear text on loopback. */
export const localImap = (port: number, changes: Partial<Mail> = {}): Mail => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  login: { kind: 'password', user: 'inbox', password: hidden('secret') },
  mailbox: 'INBOX',
  sentMailbox: 'Sent',
  ...changes,
});

export const localSmtp = (port: number, changes: Partial<Server> = {}): Server => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  login: { kind: 'none' },
  ...changes,
});

/** What another mail program does with the mailbox meanwhile. */
export const asAnotherClient = async <T>(
  port: number,
  user: string,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> => {
  const auth = { user, pass: 'secret' };
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth,
    logger: false,
    disableAutoIdle: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
    client.close();
  }
};
