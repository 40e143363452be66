/**
 * Mail in a folder (Maildir): the local mailbox, the spool of `receive`, and where replies go without an SMTP server.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { syncFolder } from '../durable.ts';
import { systemCode } from '../error.ts';
import type { Listed, Mailbox, Transport } from '../ports.ts';
import { emptyAttachments, WHOLE } from './emptied.ts';
import { diskError, makeMaildir } from './folder.ts';

/** UIDVALIDITY of a folder: file names are unique for ever, so it never changes. */
const EPOCH = 'maildir';

/**
 * The Maildir at `dir` as a mailbox. A key is a file's unique name: a mail program that moves a mail from `new` to `cur` or
 * flags it changes nothing. Lists everything each time; throws PortError where the folder can't be read.
 */
export const openMaildir = (dir: string): Mailbox => {
  // Kept from one batch to the next: to list ten thousand files for each fifty would take longer than to read them.
  let paths: ReadonlyMap<string, string> = new Map();
  return {
    name: `maildir:${dir}`,
    discover: async () => {
      paths = await files(dir);
      const arrivals = await list(paths);
      return { epoch: EPOCH, arrivals, exists: arrivals.length };
    },
    read: async function* (keys) {
      for (const key of keys) {
        let answer = await readOne(key, paths.get(key));
        if (answer.kind === 'gone') {
          // Moved since it was listed, not gone: from `new` to `cur`, or flagged.
          paths = await files(dir);
          answer = await readOne(key, paths.get(key));
        }
        yield answer;
      }
    },
    close: async () => {},
  };
};

/** Unique name -> path. `new` is listed first: what moves to `cur` meanwhile is seen twice, never missed. */
const files = async (dir: string): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for (const folder of ['new', 'cur']) {
    const path = join(dir, folder);
    const names = await readdir(path).catch((error: unknown) => {
      throw diskError(error, path);
    });
    for (const name of names) if (!name.startsWith('.')) found.set(name.split(':', 1)[0] ?? name, join(path, name));
  }
  return found;
};

const list = async (paths: ReadonlyMap<string, string>): Promise<readonly Listed[]> => {
  const listed: Listed[] = [];
  for (const [key, path] of paths) {
    const file = await stat(path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw diskError(error, path);
    });
    if (file?.isFile()) listed.push({ key, receivedAt: Math.floor(file.mtimeMs), size: file.size });
  }
  return listed.sort((a, b) => a.receivedAt - b.receivedAt || (a.key < b.key ? -1 : 1));
};

const readOne = async (key: string, path: string | undefined) => {
  if (path === undefined) return { kind: 'gone', key } as const;
  try {
    const { size } = await stat(path);
    const bytes = size <= WHOLE ? await readFile(path) : await emptyAttachments(createReadStream(path));
    return { kind: 'source', key, bytes } as const;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { kind: 'gone', key } as const;
    return { kind: 'failed', key, error: diskError(error, path).message } as const;
  }
};

/**
 * Puts one mail into the Maildir at `dir`, which is made if need be; gives its unique name. The mail is on the disk, whole,
 * when this returns. Throws PortError, and then nothing is there.
 */
export const deliverToMaildir = async (dir: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> => {
  makeMaildir(dir);
  const name = uniqueName();
  const draft = join(dir, 'tmp', name);
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      if (bytes instanceof Uint8Array) writeAll(file, bytes);
      else for await (const chunk of bytes) writeAll(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, join(dir, 'new', name));
    syncFolder(join(dir, 'new'));
    return name;
  } catch (error) {
    for (const path of [draft, join(dir, 'new', name)]) rmSync(path, { force: true });
    throw diskError(error, dir);
  }
};

const writeAll = (file: number, bytes: Uint8Array): void => {
  let at = 0;
  while (at < bytes.length) at += writeSync(file, bytes, at);
};

let delivered = 0;

/** Time, process, count, chance, host: https://cr.yp.to/proto/maildir.html. Mails of one millisecond are listed in the order of their names. */
const uniqueName = (): string => {
  delivered += 1;
  const host = hostname().replaceAll('/', '\\057').replaceAll(':', '\\072');
  const count = String(delivered).padStart(6, '0');
  return `${Math.floor(Date.now() / 1000)}.P${process.pid}Q${count}R${randomBytes(8).toString('hex')}.${host}`;
};

/** Replies delivered into the Maildir at `dir`: how the program does its whole job without an SMTP server. */
export const openMaildirTransport = (dir: string): Transport => ({
  open: async () => null,
  send: async (_envelope, bytes, beforeBody) => {
    await beforeBody();
    const name = await deliverToMaildir(dir, bytes).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    if (name instanceof Error) return { kind: 'deferred', response: name.message };
    return { kind: 'accepted', response: `delivered as ${name}`, serverMessageId: null };
  },
  close: async () => {},
});
