/**
 * One worker at a time. The lock is a transaction in a database of its own: the kernel frees it when its holder dies, however it dies,
 * so there is no stale lock to clean up. Local disks only: network file systems don't keep such locks.
 */
import Database from 'better-sqlite3';
import { createPrivate } from './care.ts';
import { inPlainWords } from './error.ts';

/** Hold it as long as the worker lives: a lease that nobody refers to any more is given up by the garbage collector. */
export type Lease = { readonly release: () => void };

/** The lease on `path` (such as DATA_DIR/worker.lock), or null where another worker has it. Throws StoreError where the file can't be made. */
export const takeLease = (path: string): Lease | null => {
  try {
    createPrivate(path);
    const db = new Database(path, { timeout: 0 });
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
      throw error;
    }
    return { release: () => db.close() };
  } catch (error) {
    throw inPlainWords(error, path);
  }
};
