/**
 * The key that signs thread references and order links: made on first use, kept in DATA_DIR, never printed.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../durable.ts';
import { systemCode } from '../error.ts';
import { PortError } from '../ports.ts';
import { diskError } from './folder.ts';

const NAME = 'signing.key';
const HEX_KEY = /^[0-9a-f]{64}$/;

/**
 * The 32 bytes of the signing key in `dir`. Throws PortError where the file can't be read or holds something else: a new
 * key in its place would turn every reply that is on its way into a stranger's.
 */
export const signingKey = (dir: string): Uint8Array => {
  const path = join(dir, NAME);
  const text = readKey(path) ?? makeKey(path);
  if (!HEX_KEY.test(text)) {
    throw new PortError(
      'configuration',
      `${path} does not hold a signing key; restore it from a backup, or remove it and old replies lose their thread`,
    );
  }
  return Buffer.from(text, 'hex');
};

const readKey = (path: string): string | null => {
  try {
    const text = readFileSync(path, 'latin1').trim();
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return text;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw diskError(error, path);
  }
};

/** By link, not rename: where two processes start at once, the first key stays and both use it. */
const makeKey = (path: string): string => {
  const fresh = `${path}.${process.pid}`;
  try {
    // Left by a process that was killed here, and in a container every process has the same number.
    rmSync(fresh, { force: true });
    writeDurably(fresh, Buffer.from(`${randomBytes(32).toString('hex')}\n`));
    try {
      linkSync(fresh, path);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    unlinkSync(fresh);
    return readFileSync(path, 'latin1').trim();
  } catch (error) {
    throw diskError(error, path);
  }
};
