/**
 * A mailbox on an IMAP server (RFC 3501). Discovery asks for nothing that a sender can influence, and never by SEARCH or by
 * flags: a person who reads, flags or moves mail first changes nothing.
 */
import type { Mail } from '../config/servers.ts';
import { type Discovery, type Listed, type Mailbox, type Mark, PortError } from '../ports.ts';
import { readBatches } from './imap-read.ts';
import { type ImapOptions, type OpenMailbox, openReadOnly } from './imap-session.ts';

/** UIDs before the mark that are listed again: some servers give them out of order. */
const OVERLAP = 50;

/**
 * The mailbox of `server`, by a connection of its own that opens with the first call and closes with `close`. A listing that is short
 * is asked for once more; throws PortError where there is mail and none is listed.
 */
export const openImap = (server: Mail, options: ImapOptions = {}): Mailbox => {
  let opening: Promise<OpenMailbox> | null = null;
  const opened = (): Promise<OpenMailbox> => {
    opening ??= openReadOnly(server, server.mailbox, options);
    return opening;
  };
  const sizes = new Map<string, number>();
  return {
    name: nameOf(server),
    discover: async (mark) => {
      const discovery = await discover(await opened(), server, mark);
      for (const { key, size } of discovery.arrivals) sizes.set(key, size);
      return discovery;
    },
    read: async function* (keys) {
      if (keys.length > 0) yield* readBatches(await opened(), keys, sizes);
    },
    close: async () => {
      const mailbox = await opening?.catch(() => null);
      await mailbox?.close();
    },
  };
};

const nameOf = (server: Mail): string => {
  const user = server.login.kind === 'none' ? '' : `${encodeURIComponent(server.login.user)}@`;
  const scheme = server.security === 'none' ? 'imap' : 'imaps';
  return `${scheme}://${user}${server.host}:${server.port}/${encodeURIComponent(server.mailbox)}`;
};

const discover = async (mailbox: OpenMailbox, server: Mail, mark: Mark | null): Promise<Discovery> => {
  const from = firstUid(mailbox.epoch, mark);
  let found = mailbox.exists() === 0 ? new Map<number, Listed>() : await list(mailbox, from);
  // From 1 all must be there.
  const isShort = (): boolean => from === 1 && found.size < mailbox.exists();
  if (isShort()) found = new Map([...found, ...(await list(mailbox, from))]);
  // Some can be missing for good: a damaged message that a server counts and can't list must not stop all the others.
  if (isShort() && found.size === 0)
    throw new PortError(
      'unavailable',
      `${server.host} says that ${server.mailbox} holds ${mailbox.exists()} messages, and lists none of them`,
    );
  const arrivals = [...found.values()].sort((a, b) => Number(a.key) - Number(b.key));
  return { epoch: mailbox.epoch, arrivals, exists: mailbox.exists() };
};

const firstUid = (epoch: string, mark: Mark | null): number => {
  if (mark === null || epoch === 'none' || mark.epoch !== epoch) return 1;
  const uid = Number(mark.key);
  return Number.isSafeInteger(uid) ? Math.max(1, uid + 1 - OVERLAP) : 1;
};

/** The messages from this UID on. Rows that are told of unasked have no size, and `n:*` gives the last message whatever n is. */
const list = async (mailbox: OpenMailbox, from: number): Promise<Map<number, Listed>> => {
  const rows = await mailbox.rows(`${from}:*`, ['INTERNALDATE', 'RFC822.SIZE']);
  const found = new Map<number, Listed>();
  for (const { uid, size, date } of rows) {
    // An INTERNALDATE that can't be read must not make old mail out of new: its Received fields tell its age.
    if (uid >= from && size !== undefined) found.set(uid, { key: String(uid), receivedAt: date ?? Date.now(), size });
  }
  return found;
};
