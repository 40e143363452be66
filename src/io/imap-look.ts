/**
 * What an IMAP server says of itself and of our folders, for `doctor`. Nothing is flagged, moved or written.
 */
import type { Mail } from '../config/servers.ts';
import { PortError } from '../ports.ts';
import { type ImapOptions, openReadOnly, openSession, type Session } from './imap-session.ts';

/** The folder for copies: not asked for, with a name that the server may suggest (RFC 6154), or as it was found. */
type SentLook =
  | { readonly kind: 'unset'; readonly suggested: string | null }
  | { readonly kind: 'missing'; readonly has: readonly string[] }
  | { readonly kind: 'read-only' }
  | { readonly kind: 'writable' };

export type ImapLook = {
  readonly exists: number;
  /** INTERNALDATE of the newest message by the server's clock, epoch ms; null where there is none. */
  readonly newest: number | null;
  /** Whether it speaks IMAP4rev1, which is all that we need (RFC 3501 6.1.1). */
  readonly isCapable: boolean;
  readonly sent: SentLook;
};

/** Logs in, and looks at the folders that `server` names. Throws PortError; where its mailbox is missing, one that names those that there are. */
export const lookAtImap = async (server: Mail, options: ImapOptions): Promise<ImapLook> => {
  const inbox = await lookAtInbox(server, options);
  const session = await openSession(server, options);
  try {
    const isCapable = ['IMAP4rev1', 'IMAP4rev2'].some((name) => session.client.capabilities.has(name));
    return { ...inbox, isCapable, sent: await lookForSent(session, server.sentMailbox) };
  } finally {
    await session.close();
  }
};

const lookAtInbox = async (server: Mail, options: ImapOptions): Promise<Pick<ImapLook, 'exists' | 'newest'>> => {
  const inbox = await openReadOnly(server, server.mailbox, options);
  try {
    const exists = inbox.exists();
    const [last] = exists === 0 ? [] : await inbox.fetchFrom(exists, { uid: true, internalDate: true });
    const date = last?.internalDate instanceof Date ? last.internalDate.getTime() : Number.NaN;
    return { exists, newest: Number.isNaN(date) ? null : date };
  } finally {
    await inbox.close();
  }
};

const lookForSent = async ({ client, run }: Session, path: string | null): Promise<SentLook> => {
  const folders = await run(() => client.list());
  if (path === null) {
    const suggested = folders.find(({ specialUse }) => specialUse === '\\Sent');
    return { kind: 'unset', suggested: suggested?.path ?? null };
  }
  try {
    // SELECT: only then does the server say whether we may write there (RFC 3501 6.3.1).
    const opened = await run(() => client.mailboxOpen(path));
    return { kind: opened.readOnly === true ? 'read-only' : 'writable' };
  } catch (error) {
    if (!(error instanceof PortError) || error.trouble !== 'configuration') throw error;
    return { kind: 'missing', has: folders.slice(0, 20).map((folder) => folder.path) };
  }
};
