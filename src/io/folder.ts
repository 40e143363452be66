/**
 * DATA_DIR: what is where, made on first use, readable by its owner alone.
 */
import { accessSync, constants, mkdirSync, statfsSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage, systemCode } from '../error.ts';
import { PortError } from '../ports.ts';

export type Folder = {
  readonly path: string;
  readonly database: string;
  /** Local incoming mail (Maildir). */
  readonly mailbox: string;
  /** Local outgoing mail (Maildir). */
  readonly sent: string;
  /** What `receive` took over (Maildir). */
  readonly spool: string;
  readonly digests: string;
};

/** Where things are under `path`; makes nothing. */
export const folderAt = (path: string): Folder => ({
  path,
  database: join(path, 'mailroom.db'),
  mailbox: join(path, 'mailbox'),
  sent: join(path, 'sent'),
  spool: join(path, 'spool'),
  digests: join(path, 'digests'),
});

/** Whether there is a database yet. Throws PortError where this user may not look: that is another thing than nothing. */
export const hasDatabase = ({ database }: Folder): boolean => {
  try {
    return statSync(database, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw diskError(error, database);
  }
};

/** Makes what is missing (0700) and tries to write. Throws PortError where that can't be done. */
export const openFolder = (path: string): Folder => {
  const folder = folderAt(path);
  makeFolder(path);
  // First: of a read-only file system Node says that folders in it don't exist.
  tryWriting(path);
  for (const maildir of [folder.mailbox, folder.sent, folder.spool]) makeMaildir(maildir);
  makeFolder(folder.digests);
  return folder;
};

/** The three folders of a Maildir. Throws PortError. */
export const makeMaildir = (path: string): void => {
  for (const name of ['tmp', 'new', 'cur']) makeFolder(join(path, name));
};

const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    accessSync(path, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw diskError(error, path);
  }
};

/** Permission bits don't tell of a full disk, and root ignores them: only writing does. */
const tryWriting = (path: string): void => {
  const probe = join(path, `.writable-${process.pid}`);
  try {
    writeFileSync(probe, 'mailroom\n', { mode: 0o600 });
    unlinkSync(probe);
  } catch (error) {
    throw diskError(error, path);
  }
};

/** Below this a pass could end between what a server took and the note of it. */
const LEAST_ROOM = 8 * 1024 * 1024;

/** Why too little can be written at `path`, or null. A file system that doesn't tell has room: writing will show. */
export const lackOfRoom = (path: string): PortError | null => {
  try {
    const { bavail, bsize, blocks } = statfsSync(path);
    if (blocks === 0 || bavail * bsize >= LEAST_ROOM) return null;
    const left = Math.floor((bavail * bsize) / 1024);
    return new PortError(
      'full',
      `${path}: the disk is full but for ${left} kB; free some space. Mail stays where it is until then, nothing is lost`,
    );
  } catch {
    return null;
  }
};

/** A system error at `path`, in words that tell its owner what to do. */
export const diskError = (error: unknown, path: string): PortError => {
  const options = { cause: error };
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new PortError(
        'full',
        `${path}: the disk is full; free some space and start again, nothing was lost`,
        options,
      );
    case 'EROFS':
      return new PortError(
        'configuration',
        `${path} is on a read-only file system; set DATA_DIR to a folder that can be written`,
        options,
      );
    case 'EACCES':
    case 'EPERM':
      return new PortError(
        'configuration',
        `${path}: no permission; give this user the folder, or set DATA_DIR to one that it owns`,
        options,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new PortError(
        'configuration',
        `${path} is not a directory; remove the file or set DATA_DIR elsewhere`,
        options,
      );
    case 'ENOENT':
      return new PortError('configuration', `${path} does not exist`, options);
    default:
      return new PortError('unavailable', `${path}: ${errorMessage(error)}`, options);
  }
};
