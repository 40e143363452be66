/**
 * The Sent folder: a copy of what was sent for people to see, and evidence of whether an uncertain mail was.
 */
import type { Server } from '../config/servers.ts';
import { messageIds, readHeaders } from '../mail/header.ts';
import { PortError } from '../ports.ts';
import { type ImapOptions, openReadOnly, openSession } from './imap-session.ts';

/** Each call uses a connection of its own: imapflow 2.1.2 loses flags of a copy while a mailbox is open for reading. */
export type SentFolder = {
  /** Puts a copy there, as read. Rejects with PortError; the mail itself isn't touched by that, and must not be sent again for it. */
  readonly append: (bytes: Uint8Array) => Promise<void>;
  /** Whether the mail with this Message-ID (in angle brackets) is among the newest there. Rejects with PortError rather than say no in doubt. */
  readonly has: (messageId: string) => Promise<boolean>;
};

/** How many of the newest mails are looked through. */
const NEWEST = 500;

/** The folder `path` of `server`; nothing is opened yet. */
export const openSentFolder = (server: Server, path: string, options: ImapOptions = {}): SentFolder => ({
  append: async (bytes) => {
    const session = await openSession(server, options);
    try {
      const kept = await session.run(() => session.client.append(path, Buffer.from(bytes), ['\\Seen']));
      if (kept === false) throw new PortError('unavailable', `${server.host} did not take the copy for ${path}`);
    } finally {
      await session.close();
    }
  },
  has: async (messageId) => {
    const mailbox = await openReadOnly(server, path, options);
    try {
      const exists = mailbox.exists();
      if (exists === 0) return false;
      // Not by SEARCH: imapflow gives an empty result for a lost connection, some servers for a full mailbox.
      const first = Math.max(1, exists - NEWEST + 1);
      const rows = await mailbox.fetchFrom(first, { uid: true, headers: ['message-id'] });
      if (rows.length === 0)
        throw new PortError('unavailable', `${server.host} lists nothing of the ${exists} messages in ${path}`);
      return rows.some(({ headers }) => headers !== undefined && isIn(headers, messageId));
    } finally {
      await mailbox.close();
    }
  },
});

/** In the Message-ID field alone: an answer to the mail names it too, in others. */
const isIn = (header: Uint8Array, messageId: string): boolean =>
  messageIds(readHeaders(header), 'message-id').includes(messageId);
