import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/error.ts';
import { keptReading } from '../../../src/store/kept.ts';
import { migrationsIn } from '../../../src/store/migrate.ts';
import { openStore, setPragmas, storeOver } from '../../../src/store/open.ts';
import { APPLICATION_ID } from '../../../src/store/restored.ts';
import { decided } from '../../../src/triage/decided.ts';
import { arrive, discovery, folder, INBOX, ignore, keys, listed, NOW, open, opened, reading, take } from './support.ts';

const REAL = migrationsIn(new URL('../../../src/store/schema/', import.meta.url));
const NEXT = { version: REAL.length + 1, name: 'next.sql', sql: 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT' };

/** Runs `work` as a user who owns nothing here: permissions don't bind root. */
const asNobody = (work: () => void): void => {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    work();
  } finally {
    if (root) process.seteuid?.(0);
  }
};

const troubleOf = (work: () => unknown): StoreError => {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('no trouble');
};

describe('openStore', () => {
  it('makes a private database in a private folder', () => {
    const path = join(folder(), 'data', 'mailroom.db');
    openStore(path).close();
    const store = opened(path);
    store.admit(INBOX, discovery([]), 'process', NOW);
    for (const name of readdirSync(join(path, '..')).filter((each) => each.startsWith('mailroom.db')))
      expect(statSync(join(path, '..', name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('is durable on every connection: an existing WAL database would come up with less', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path).close();
    const db = new Database(path);
    expect(db.pragma('synchronous', { simple: true }), 'as it comes').toBe(1);
    setPragmas(db, 1234);
    const found = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'busy_timeout'].map((name) =>
      db.pragma(name, { simple: true }),
    );
    expect(found).toEqual(['wal', 2, 1, 0, 1234]);
    db.close();
  });

  it('syncs each change but those that may be durable soon, and the next after those again', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path).close();
    const db = new Database(path);
    setPragmas(db, 0);
    const store = storeOver(db, path);
    const synchronous = () => db.pragma('synchronous', { simple: true });
    expect(store.batch(synchronous)).toBe(2);
    expect(store.batch(synchronous, 'soon')).toBe(1);
    expect(store.batch(() => store.batch(synchronous, 'soon'))).toBe(2);
    expect(() =>
      store.batch(() => {
        throw new Error('no');
      }, 'soon'),
    ).toThrow('no');
    expect(store.batch(synchronous)).toBe(2);
    store.close();
  });

  it('makes a database private that others could read', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path).close();
    chmodSync(path, 0o644);
    opened(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves no -wal behind when it is closed, so that a copied file is whole', () => {
    const path = join(folder(), 'mailroom.db');
    const store = openStore(path);
    take(store, 'one', open());
    store.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(opened(path).messages()).toHaveLength(1);
  });

  it('finds a sound database sound', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path).close();
    expect(opened(path, { check: true }).integrity()).toEqual([]);
  });
});

/** A database as an earlier version of the program left it. */
const ofVersion = (path: string, version: number): Database.Database => {
  const db = new Database(path);
  for (const { sql } of REAL.slice(0, version)) db.exec(sql);
  db.pragma(`user_version = ${version}`);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  return db;
};

describe('migration', () => {
  it('copies an existing database first, and keeps what is in it', () => {
    const path = join(folder(), 'mailroom.db');
    const before = openStore(path);
    take(before, 'one', open());
    before.close();
    const after = opened(path, { migrations: [...REAL, NEXT] });
    expect(after.messages()).toHaveLength(1);
    const copy = `${path}-before-v${NEXT.version}`;
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(opened(copy).messages()).toHaveLength(1);
  });

  it('folds all submissions anew, as the fold may be another one now', () => {
    const path = join(folder(), 'mailroom.db');
    const before = openStore(path);
    take(before, 'one', open());
    const folded = before.submissions();
    before.close();
    const db = new Database(path);
    db.exec(`UPDATE submission SET folded = json_remove(folded, '$.fields'), status = 'ready'`);
    db.close();
    expect(opened(path).submissions()).not.toEqual(folded);
    expect(opened(path, { migrations: [...REAL, NEXT] }).submissions()).toEqual(folded);
  });

  it('leaves a database as it was when a step fails', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path).close();
    const broken = { ...NEXT, sql: `${NEXT.sql}; CREATE TABLE message (id INTEGER)` };
    expect(() => openStore(path, { migrations: [...REAL, broken] })).toThrow('already exists');
    expect(opened(path).messages()).toEqual([]);
  });

  it('takes letters out of the outbox, with all that was known of them', () => {
    const path = join(folder(), 'mailroom.db');
    const db = ofVersion(path, 1);
    const draft = (to: string) => JSON.stringify({ to: { name: '', address: to }, text: `Dear ${to}` });
    const add = db.prepare(
      `INSERT INTO outbox (id, message_id, recipient, domain, template, subject, automatic, state, stage, attempts, not_before,
         created_at, draft, bytes)
       VALUES (?, ?, ?, 'example.org', 'receipt', 'Hello', 0, ?, ?, ?, 5, 5, ?, ?)`,
    );
    add.run(3, '<a@example.org>', 'ann@example.org', 'ready', null, 0, draft('ann@example.org'), null);
    add.run(5, '<b@example.org>', 'bo@example.org', 'ready', null, 2, draft('bo@example.org'), Buffer.from('frozen'));
    add.run(8, '<c@example.org>', 'cy@example.org', 'sending', 'data', 1, draft('cy@example.org'), Buffer.from('gone'));
    db.close();

    const store = opened(path);
    expect(store.outbox(true).map(({ id, to, state, attempts }) => [id, to, state, attempts])).toEqual([
      [3, 'ann@example.org', 'ready', 0],
      [5, 'bo@example.org', 'ready', 2],
      [8, 'cy@example.org', 'sending', 1],
    ]);
    expect(store.due(NOW, 9).map(({ draft, bytes }) => [draft, bytes && String(bytes)])).toEqual([
      [expect.objectContaining({ text: 'Dear ann@example.org' }), null],
      [expect.objectContaining({ text: 'Dear bo@example.org' }), 'frozen'],
    ]);
    expect(store.claim(5, null, NOW)).toBe(true);
    expect(store.recover(NOW)).toEqual({ ready: 1, uncertain: 1 });
    expect(store.integrity()).toEqual([]);
    const after = new Database(path);
    expect(after.pragma('foreign_key_check')).toEqual([]);
    expect(
      after.prepare(`SELECT name FROM sqlite_schema WHERE sql LIKE '%whole%'`).all(),
      'the old one is gone',
    ).toEqual([]);
    expect(after.prepare('SELECT * FROM ledger').all(), 'the view is of the new one').toEqual([]);
    after.close();
  });

  it('puts events of one cause together, in the order in which they came', () => {
    const path = join(folder(), 'mailroom.db');
    const db = ofVersion(path, 3);
    const opened1 = { type: 'opened', by: 'ann@example.org', name: 'Änn', subject: 'An offer', messageId: null };
    const note = (text: string) => ({ type: 'noted', text });
    const add = db.prepare(
      `INSERT INTO event (submission, cause, n, at, type, actor, event) VALUES (?, ?, ?, ?, '', '{"kind":"time"}', ?)`,
    );
    const events = [
      ['DS-0001', 'M-0001', 0, 5, opened1],
      ['DS-0001', 'M-0001', 1, 5, note('a')],
      ['DS-0002', 'M-0001', 0, 5, opened1],
      ['DS-0001', 'M-0002', 0, 6, note('b')],
      ['DS-0001', 'M-0001', 2, 5, note('c')],
      ['DS-0001', 'M-0001', 3, 9, note('d')],
    ] as const;
    db.exec(
      `INSERT INTO submission (number, reference, status, contributor, asked, needs_person, created_at, updated_at, folded)
       SELECT value, 'DS-000' || value, 'ready', 'ann@example.org', 0, 0, 5, 5, '{}' FROM json_each('[1, 2]')`,
    );
    for (const [submission, cause, n, at, event] of events) add.run(submission, cause, n, at, JSON.stringify(event));
    const decision = JSON.stringify({
      ...decided('submission', { is: 'acknowledge', submission: 'DS-0001' }, { submission: 'DS-0001' }),
      events: events.map(([submission, , , , event]) => ({ submission, event })),
    });
    db.prepare(
      `INSERT INTO message (id, content_key, copy_key, arrival, shown_from, subject, received_at, decided_at, kind, disposition,
         decision, reading) VALUES (1, 'x', 'x', 1, '', '', 5, 5, 'submission', 'acknowledge', ?, ?)`,
    ).run(decision, keptReading(reading('one')));
    db.exec(`INSERT INTO mailbox (id, name) VALUES (1, 'p')`);
    db.exec(
      `INSERT INTO arrival (id, mailbox, epoch, key, received_at, size, discovered_at, state, message)
       VALUES (1, 1, '1', '1', 5, 5, 5, 'decided', 1)`,
    );
    db.close();

    const store = opened(path);
    const now = (reference: string) =>
      store.submission(reference)?.events.map(({ cause, n, at, event }) => [cause, n, at, event]);
    const was = (reference: string) => events.filter(([of]) => of === reference).map(([, ...rest]) => rest);
    expect(now('DS-0001')).toEqual(was('DS-0001'));
    expect(now('DS-0002')).toEqual(was('DS-0002'));
    expect(store.submission('DS-0001')?.submission.notes.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(store.message('M-0001')?.events, 'those of its decision').toEqual(
      [0, 1, 4, 2].map((at) => ({ submission: events[at]?.[0], event: events[at]?.[4] })),
    );
    expect(store.message('M-0001')?.disposition).toEqual({ is: 'acknowledge', submission: 'DS-0001' });
    const file = new Database(path);
    expect(file.prepare('SELECT count(*) AS n FROM happening').get()).toEqual({ n: 5 });
    file.close();
  });

  it('goes through all steps at once for a new database', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path, { migrations: [...REAL, NEXT] }).close();
    expect(readdirSync(join(path, '..')), 'nothing to copy').toEqual(['mailroom.db']);
  });

  it('wants its files numbered without a gap', () => {
    const schema = folder();
    writeFileSync(join(schema, '0002-late.sql'), '');
    expect(() => migrationsIn(new URL(`file://${schema}/`))).toThrow('expected migration number 1');
  });
});

describe('a database that must not be touched', () => {
  it('is one from a newer version', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path, { migrations: [...REAL, NEXT] }).close();
    const before = readFileSync(path);
    const trouble = troubleOf(() => openStore(path));
    expect(trouble.trouble).toBe('newer');
    expect(trouble.message).toMatch(/was written by a newer mailroom .* Install that version again/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("is another program's", () => {
    const path = join(folder(), 'mailroom.db');
    const other = new Database(path);
    other.exec('CREATE TABLE theirs (id INTEGER)');
    other.close();
    chmodSync(path, 0o640);
    const before = readFileSync(path);
    expect(troubleOf(() => openStore(path))).toMatchObject({ trouble: 'foreign' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it.each([
    ['text', Buffer.from('this is a text, and long enough to be looked at as a page of a database\n'.repeat(99))],
    ['a header and then noise', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8000, 0xa5)])],
  ])('is a file that holds %s', (_name, content) => {
    const path = join(folder(), 'mailroom.db');
    writeFileSync(path, content);
    const trouble = troubleOf(() => openStore(path));
    expect(trouble.trouble).toBe('corrupt');
    expect(trouble.message).toContain('It was left as it is');
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('is one with damage inside, found by the check at the start of a worker', () => {
    const path = join(folder(), 'mailroom.db');
    const store = openStore(path);
    store.batch(() => {
      for (let n = 0; n < 200; n++) take(store, `mail ${n}`, open());
    });
    store.close();
    const content = readFileSync(path);
    content.fill(0xa5, 4096 * 60);
    writeFileSync(path, content);
    expect(troubleOf(() => openStore(path, { check: true }))).toMatchObject({ trouble: 'corrupt' });
    const careless = opened(path);
    expect(troubleOf(() => careless.messages())).toMatchObject({ trouble: 'corrupt' });
  });
});

describe('a place that cannot be written', () => {
  it('is a folder without permission', () => {
    const place = folder();
    chmodSync(place, 0o555);
    asNobody(() => {
      expect(troubleOf(() => openStore(join(place, 'mailroom.db')))).toMatchObject({ trouble: 'readonly' });
      expect(troubleOf(() => openStore(join(place, 'data', 'mailroom.db')))).toMatchObject({ trouble: 'readonly' });
    });
  });

  it("is somebody else's database", () => {
    const place = folder();
    const path = join(place, 'mailroom.db');
    openStore(path).close();
    chmodSync(place, 0o755);
    chmodSync(path, 0o444);
    asNobody(() => expect(troubleOf(() => openStore(path))).toMatchObject({ trouble: 'readonly' }));
  });

  it('is a folder, or below a file', () => {
    const place = folder();
    mkdirSync(join(place, 'a-folder'));
    writeFileSync(join(place, 'a-file'), '');
    expect(troubleOf(() => openStore(join(place, 'a-folder')))).toMatchObject({ trouble: 'unavailable' });
    expect(troubleOf(() => openStore(join(place, 'a-file', 'mailroom.db')))).toMatchObject({ trouble: 'unavailable' });
  });
});

describe('two at once', () => {
  it('read while one writes; a second writer is told to come back', () => {
    const path = join(folder(), 'mailroom.db');
    const one = opened(path);
    const two = opened(path, { timeout: 20 });
    one.batch(() => {
      take(one, 'one', open());
      expect(two.messages()).toEqual([]);
      const trouble = troubleOf(() => two.admit(INBOX, discovery([listed('9')]), 'process', NOW));
      expect(trouble.trouble).toBe('busy');
      expect(trouble.message).toContain('Try again');
    });
    expect(two.messages()).toHaveLength(1);
    two.admit(INBOX, discovery([listed('9')]), 'process', NOW);
    expect(one.messages()).toHaveLength(2);
  });
});

describe('a full disk', () => {
  it('loses nothing, says so, and goes on when there is room', () => {
    const path = join(folder(), 'mailroom.db');
    openStore(path).close();
    const db = new Database(path);
    const store = storeOver(db, path);
    const arrival = arrive(store, 'one');
    const cause = {
      kind: 'mail' as const,
      arrival,
      source: Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))),
      reading: reading('one'),
    };
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 2}`);
    const trouble = troubleOf(() => store.commit(cause, keys(), NOW, open()));
    expect(trouble).toMatchObject({ trouble: 'full', message: expect.stringContaining('Make room') });
    expect(store.messages()).toMatchObject([{ state: 'discovered' }]);
    expect(store.outbox(true)).toEqual([]);
    db.pragma('max_page_count = 100000');
    expect(store.commit(cause, keys(), NOW, () => ignore).id).toBe('M-0001');
    expect(store.integrity()).toEqual([]);
    store.close();
  });
});
