/**
 * Files that are on the disk when the function returns, whole or not at all.
 */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A new file (0600) with these bytes, synced; throws the system's error, also where it exists. */
export const writeDurably = (path: string, bytes: Uint8Array): void => {
  const file = openSync(path, 'wx', 0o600);
  try {
    let at = 0;
    while (at < bytes.length) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** Puts `bytes` in the place of what was at `path`: after a crash it is either the old file or the new one. */
export const replaceDurably = (path: string, bytes: Uint8Array): void => {
  const fresh = `${path}.${process.pid}.${Date.now()}`;
  writeDurably(fresh, bytes);
  renameSync(fresh, path);
  syncFolder(dirname(path));
};

/** A rename is durable only when its folder is synced. */
export const syncFolder = (path: string): void => {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};
