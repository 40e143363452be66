import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLease } from '../../../src/store/lease.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Outcome } from '../../../src/store/store.ts';
import { decision, folder, NOW, open, opened, sendAll, take, written } from './support.ts';

describe('backup', () => {
  it('is whole, checked and private, and leaves no half copy', async () => {
    const place = folder();
    const store = opened(join(place, 'mailroom.db'));
    take(store, 'one', open());
    const copy = join(place, 'copy.db');
    await store.backup(copy, NOW - 1);
    await store.backup(copy, NOW);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(existsSync(`${copy}.partial`)).toBe(false);
    expect(opened(copy, { check: true }).messages()).toHaveLength(1);
    expect(store.sendingHeld()).toBeNull();
  });

  it('takes nothing over from an attempt that was killed', async () => {
    const place = folder();
    const store = opened(join(place, 'mailroom.db'));
    take(store, 'one', open());
    for (const suffix of ['', '-wal', '-shm'])
      copyFileSync(join(place, 'mailroom.db-wal'), join(place, `copy.db.partial${suffix}`));
    await store.backup(join(place, 'copy.db'), NOW);
    expect(readdirSync(place).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
    expect(opened(join(place, 'copy.db'), { check: true }).messages()).toHaveLength(1);
  });

  it('says why it could not be made, and leaves the older copy', async () => {
    const place = folder();
    const store = opened(join(place, 'mailroom.db'));
    await expect(store.backup(join(place, 'nowhere', 'copy.db'), NOW)).rejects.toMatchObject({
      trouble: 'unavailable',
    });
  });

  it('takes the place of nothing but an older backup: neither the database itself nor a file named by a slip', async () => {
    const place = folder();
    const store = opened(join(place, 'mailroom.db'));
    take(store, 'one', open());
    writeFileSync(join(place, 'thesis.txt'), 'years of work');
    mkdirSync(join(place, 'folder'));
    for (const name of ['mailroom.db', 'mailroom.db-wal', 'thesis.txt', 'folder'])
      await expect(store.backup(join(place, name), NOW), name).rejects.toMatchObject({ trouble: 'foreign' });
    expect(readFileSync(join(place, 'thesis.txt'), 'utf8')).toBe('years of work');
    expect(readdirSync(place).filter((name) => name.includes('partial'))).toEqual([]);
    expect(store.messages()).toHaveLength(1);
  });

  it('sends nothing once it is restored, until a person says so', async () => {
    const place = folder();
    const path = join(place, 'mailroom.db');
    const store = openStore(path);
    take(store, 'one', open());
    await store.backup(join(place, 'copy.db'), NOW);
    sendAll(store);
    store.close();
    copyFileSync(join(place, 'copy.db'), path);
    const restored = opened(path);
    expect(restored.sendingHeld()).toContain('restored from the backup of 2026-11-20T12:00:00.000Z');
    expect(restored.due(NOW, 10)).toEqual([]);
    expect(restored.claim(1, written('x'), NOW)).toBe(false);
    restored.resumeSending();
    expect(restored.sendingHeld()).toBeNull();
    expect(restored.due(NOW, 10)).toHaveLength(1);
  });
});

describe('a restored backup learns from the Sent folder what left after it was made', () => {
  const copyOf = (letter: string) => ({ kind: 'own' as const, messageId: `<${letter}@mailroom.example.org>` });
  const ownMail = (): Outcome => ({ decision: decision({ kind: 'own' }), drafts: [] });

  it('whichever of the two is read first', () => {
    const store = opened();
    take(store, 'one', open());
    take(store, 'copy of the answer to one', ownMail, { reading: copyOf('M-0001') });
    take(store, 'copy of the answer to two', ownMail, { reading: copyOf('M-0004') });
    take(store, 'two', open());
    expect(store.outbox(true).map(({ state, response }) => [state, response])).toEqual([
      ['sent', 'sent: M-0002 refers to it'],
      ['sent', 'sent: M-0003 is it'],
    ]);
    expect(store.due(NOW, 10)).toEqual([]);
    expect(store.waiting(NOW + 1), 'both have had their letter: time acts on them').toEqual(['DS-0001', 'DS-0002']);
  });

  it('and takes no word for a letter from a mail of another kind', () => {
    const store = opened();
    take(store, 'forged', () => ({ decision: decision(), drafts: [] }), {
      reading: { ...copyOf('M-0002'), kind: 'inquiry' },
    });
    take(store, 'two', open());
    expect(store.due(NOW, 10)).toHaveLength(1);
  });
});

describe('a backup in the place of a database whose worker was killed', () => {
  /** What a killed worker left, and a backup over it. */
  const restoredOver = async (): Promise<string> => {
    const place = folder();
    const path = join(place, 'mailroom.db');
    const store = openStore(path);
    take(store, 'one', open());
    await store.backup(join(place, 'copy.db'), NOW);
    take(store, 'two', open());
    copyFileSync(`${path}-wal`, join(place, 'left-wal'));
    store.close();
    copyFileSync(join(place, 'copy.db'), path);
    copyFileSync(join(place, 'left-wal'), `${path}-wal`);
    return path;
  };

  it('is not opened while the -wal of that database lies beside it, and nothing is replayed or removed', async () => {
    const path = await restoredOver();
    const before = [readFileSync(path), readFileSync(`${path}-wal`)];
    expect(() => openStore(path)).toThrow(/-wal beside it belongs to the database that was there before\. Move /);
    expect([readFileSync(path), readFileSync(`${path}-wal`)]).toEqual(before);
  });

  it('is opened once it is moved away, and is the database from then on, its own -wal included', async () => {
    const path = await restoredOver();
    rmSync(`${path}-wal`);
    const restored = openStore(path);
    expect(restored.messages()).toHaveLength(1);
    restored.resumeSending();
    take(restored, 'three', open());
    const left = [path, `${path}-wal`].map((file) => readFileSync(file));
    restored.close();
    for (const [index, bytes] of left.entries()) writeFileSync(index === 0 ? path : `${path}-wal`, bytes);
    expect(opened(path, { check: true }).messages(), 'as a killed worker leaves it').toHaveLength(2);
  });
});

describe('an older file put in the place of the database', () => {
  it('is noticed by the note of the last pass, also when it is no backup of ours', () => {
    const place = folder();
    const path = join(place, 'mailroom.db');
    const old = join(place, 'old.db');
    const first = openStore(path);
    first.passBegan(NOW);
    first.close();
    copyFileSync(path, old);
    const second = openStore(path);
    expect(second.sendingHeld()).toBeNull();
    second.passBegan(NOW);
    second.close();
    copyFileSync(old, path);
    const restored = openStore(path);
    expect(restored.sendingHeld()).toContain('older than the last pass (2)');
    expect(restored.passBegan(NOW), 'passes go on, without sending').toBe(2);
    expect(restored.sendingHeld()).not.toBeNull();
    restored.resumeSending();
    restored.passBegan(NOW);
    restored.close();
    expect(opened(path).sendingHeld()).toBeNull();
    expect(readFileSync(join(place, 'newest.pass'), 'utf8')).toBe('3');
  });

  it('is gone, and a new one in its place: nothing leaves', () => {
    const place = folder();
    const path = join(place, 'mailroom.db');
    const first = openStore(path);
    first.passBegan(NOW);
    first.close();
    for (const name of readdirSync(place)) if (name.startsWith('mailroom.db')) rmSync(join(place, name));
    expect(opened(path).sendingHeld()).toBe(
      'this database is new, but a pass ran in its folder before: the database that knew whom they answered is gone',
    );
  });

  it('is forgotten when the right file is put back, whatever passes ran meanwhile', () => {
    const place = folder();
    const path = join(place, 'mailroom.db');
    const [old, right] = [join(place, 'old.db'), join(place, 'right.db')];
    openStore(path).close();
    copyFileSync(path, old);
    const store = openStore(path);
    store.passBegan(NOW);
    store.close();
    copyFileSync(path, right);
    copyFileSync(old, path);
    const wrong = openStore(path);
    for (let pass = 0; pass < 3; pass++) wrong.passBegan(NOW);
    wrong.close();
    copyFileSync(right, path);
    expect(opened(path).sendingHeld()).toBeNull();
  });

  it.each(['', 'rubbish', '1.5'])('isn\'t suspected because of a note that says "%s"', (content) => {
    const place = folder();
    const path = join(place, 'mailroom.db');
    openStore(path).close();
    writeFileSync(join(place, 'newest.pass'), content);
    expect(opened(path).sendingHeld()).toBeNull();
  });
});

describe('the lease', () => {
  it('is given to one at a time', () => {
    const path = join(folder(), 'worker.lock');
    const first = takeLease(path);
    expect(first).not.toBeNull();
    expect(takeLease(path)).toBeNull();
    first?.release();
    const second = takeLease(path);
    expect(second).not.toBeNull();
    second?.release();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is free again when its holder is killed', async () => {
    const path = join(folder(), 'worker.lock');
    const program = `
      const Database = require('better-sqlite3');
      const db = new Database(process.argv[1], { timeout: 0 });
      db.exec('BEGIN EXCLUSIVE');
      process.stdout.write('held');
      process.stdin.resume().on('end', () => db.close());`;
    const holder = spawn(process.execPath, ['-e', program, path], { stdio: ['pipe', 'pipe', 'ignore'] });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(takeLease(path)).toBeNull();
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await ended;
    const lease = takeLease(path);
    expect(lease).not.toBeNull();
    lease?.release();
  });

  it('says where it could not be taken', () => {
    expect(() => takeLease(join(folder(), 'nowhere', 'worker.lock'))).toThrow(
      expect.objectContaining({ name: 'StoreError', trouble: 'unavailable' }),
    );
  });
});
