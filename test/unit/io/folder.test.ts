import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceDurably, writeDurably } from '../../../src/durable.ts';
import { diskError, folderAt, hasDatabase, openFolder } from '../../../src/io/folder.ts';
import { signingKey } from '../../../src/io/secret.ts';
import { PortError } from '../../../src/ports.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'folder-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

const troubleOf = (work: () => unknown): PortError => {
  try {
    work();
  } catch (error) {
    if (error instanceof PortError) return error;
    throw error;
  }
  throw new Error('no trouble');
};

test('DATA_DIR is made with all that belongs into it, for its owner alone; again is fine', () => {
  const path = join(dir, 'a', 'data');
  const folder = openFolder(path);
  for (const made of [
    path,
    folder.digests,
    ...['new', 'cur', 'tmp'].flatMap((name) =>
      [folder.mailbox, folder.sent, folder.spool].map((box) => join(box, name)),
    ),
  ])
    expect(modeOf(made)).toBe(0o700);
  expect(folder.database).toBe(join(path, 'mailroom.db'));
  expect(openFolder(path)).toEqual(folder);
});

test('a file where DATA_DIR should be', () => {
  writeFileSync(join(dir, 'file'), '');
  for (const path of [join(dir, 'file'), join(dir, 'file', 'data')])
    expect(troubleOf(() => openFolder(path))).toMatchObject({
      trouble: 'configuration',
      message: expect.stringContaining('not a directory'),
    });
});

test('no database yet is another thing than a folder that cannot be looked into', () => {
  expect(hasDatabase(folderAt(join(dir, 'none')))).toBe(false);
  symlinkSync('loop', join(dir, 'loop'));
  expect(() => hasDatabase(folderAt(join(dir, 'loop')))).toThrow(/loop/);
});

// Root may write anywhere, whatever the permissions say.
test.runIf(process.getuid?.() !== 0)('a folder that can not be written', () => {
  chmodSync(dir, 0o500);
  expect(troubleOf(() => openFolder(join(dir, 'data')))).toMatchObject({
    trouble: 'configuration',
    message: expect.stringContaining('no permission'),
  });
});

test.runIf(existsSync('/dev/full'))('a full disk says so, and that nothing is lost', () => {
  symlinkSync('/dev/full', join(dir, 'full'));
  const error = troubleOf(() => {
    try {
      writeFileSync(join(dir, 'full'), 'x');
    } catch (full) {
      throw diskError(full, dir);
    }
  });
  expect(error).toMatchObject({ trouble: 'full', message: expect.stringContaining('nothing was lost') });
});

test.each([
  ['ENOSPC', 'full', /disk is full/],
  ['EDQUOT', 'full', /disk is full/],
  ['EROFS', 'configuration', /read-only/],
  ['EACCES', 'configuration', /no permission/],
  ['ENOTDIR', 'configuration', /not a directory/],
  ['ENOENT', 'configuration', /does not exist/],
  ['EIO', 'unavailable', /input/],
])('%s is %s', (code, trouble, words) => {
  expect(diskError(Object.assign(new Error('input/output error'), { code }), '/data')).toMatchObject({
    trouble,
    message: expect.stringMatching(words),
  });
});

test('the signing key is made once, 32 octets, for its owner alone', () => {
  const key = signingKey(dir);
  expect(key).toHaveLength(32);
  expect(signingKey(dir)).toEqual(key);
  expect(modeOf(join(dir, 'signing.key'))).toBe(0o600);
  expect(signingKey(mkdtempSync(join(dir, 'other-')))).not.toEqual(key);
});

test('what a killed process left behind does not stop the next', () => {
  writeFileSync(join(dir, `signing.key.${process.pid}`), 'half');
  expect(signingKey(dir)).toHaveLength(32);
  expect(existsSync(join(dir, `signing.key.${process.pid}`))).toBe(false);
});

test('a key that others could read is closed to them', () => {
  const key = signingKey(dir);
  const path = join(dir, 'signing.key');
  const text = readFileSync(path);
  rmSync(path);
  writeFileSync(path, text, { mode: 0o644 });
  expect(signingKey(dir)).toEqual(key);
  expect(modeOf(path)).toBe(0o600);
});

test.each(['', 'short', 'g'.repeat(64)])(
  'a damaged key (%j) is not replaced: old replies would lose their thread',
  (text) => {
    writeFileSync(join(dir, 'signing.key'), text);
    const error = troubleOf(() => signingKey(dir));
    expect(error.trouble).toBe('configuration');
    if (text !== '') expect(error.message).not.toContain(text);
    expect(readFileSync(join(dir, 'signing.key'), 'utf8')).toBe(text);
  },
);

test('a durable file is never written over by accident, and replaced as a whole', () => {
  const path = join(dir, 'file');
  writeDurably(path, Buffer.from('one'));
  expect(() => writeDurably(path, Buffer.from('two'))).toThrow(/EEXIST/);
  replaceDurably(path, Buffer.from('two'));
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(modeOf(path)).toBe(0o600);
});
