/**
 * The Sent folder: a copy of what was sent, for people to see. Whether an uncertain mail is there is seen by reading that folder as
 * any other mailbox (SENT_MAILBOX).
 */
import type { Server } from '../config/servers.ts';
import { PortError } from '../ports.ts';
import { type ImapOptions, openSession } from './imap-session.ts';

export type SentFolder = {
  /**
   * Puts a copy there, as read, on a connection of its own: imapflow 2.1.2 loses flags of a copy while a mailbox is open for reading.
   * Rejects with PortError; the mail itself isn't touched by that, and must not be sent again for it.
   */
  readonly append: (bytes: Uint8Array) => Promise<void>;
};

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
});
