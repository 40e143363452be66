import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { arrivals } from '../../../src/store/arrivals.ts';
import { retention } from '../../../src/store/care.ts';
import { commit } from '../../../src/store/commit.ts';
import { migrate, migrationsIn } from '../../../src/store/migrate.ts';
import { outbox } from '../../../src/store/outbox.ts';
import { passes } from '../../../src/store/passes.ts';

/** Statements that a person's order runs, not a pass. */
const NOT_OF_THE_PASS = [/SET state = 'discovered', released = 1\s+WHERE state = 'baseline'/];

/** Run once in a pass, or once for fifty letters. */
const NOT_OF_EACH_MAIL = [/FROM mailbox JOIN arrival/, /LEFT JOIN octets .*\s+WHERE state = 'ready'/];

const prepared = (): { readonly db: Database.Database; readonly statements: readonly string[] } => {
  const db = new Database(':memory:');
  migrate(db, ':memory:', migrationsIn(new URL('../../../src/store/schema/', import.meta.url)));
  const statements: string[] = [];
  const recorder = new Proxy(db, {
    get: (target, name) => {
      if (name !== 'prepare') {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (sql: string) => {
        statements.push(sql);
        return target.prepare(sql);
      };
    },
  });
  arrivals(recorder);
  commit(recorder, () => '');
  outbox(recorder);
  passes(recorder, null, () => {});
  retention(recorder);
  return { db, statements };
};

/** The plan's lines, with nulls for parameters. */
const planOf = (db: Database.Database, sql: string): readonly string[] => {
  const statement = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  const named = [...new Set([...sql.matchAll(/@(\w+)/g)].map((match) => match[1] ?? ''))];
  const parameters =
    named.length > 0
      ? [Object.fromEntries(named.map((name) => [name, null]))]
      : [...sql.matchAll(/\?/g)].map(() => null);
  return statement.all(...parameters).map((row) => row.detail);
};

/** Walks that are bounded: ids that were handed over, subqueries with a LIMIT, passes (10,000 are kept), indexes of only what is looked for. */
const BOUNDED = [
  /^SCAN pass\b/,
  /^SCAN (json_each|CONSTANT ROW|latest$|\(subquery)/,
  /USING (COVERING )?INDEX outbox_(limited|nth|leaving)/,
];

/** A walk over a whole table. */
const walks = (plan: readonly string[]): readonly string[] =>
  plan.filter((line) => line.startsWith('SCAN ') && !BOUNDED.some((pattern) => pattern.test(line)));

describe('the statements of a pass', () => {
  const { db, statements } = prepared();
  const ofThePass = [...new Set(statements)].filter(
    (sql) => !NOT_OF_THE_PASS.some((pattern) => pattern.test(sql.trim())),
  );

  it('are there', () => {
    expect(ofThePass.length).toBeGreaterThan(50);
  });

  it('are planned once: SQLite plans a LIMIT anew with each value of its parameter', () => {
    const ofEachMail = ofThePass.filter((sql) => !NOT_OF_EACH_MAIL.some((pattern) => pattern.test(sql)));
    expect(ofEachMail.filter((sql) => /LIMIT\s+[?@]/.test(sql))).toEqual([]);
  });

  it.each(ofThePass.map((sql) => [sql.replace(/\s+/g, ' ').trim().slice(0, 110), sql]))('%s', (_short, sql) => {
    expect(walks(planOf(db, sql)), planOf(db, sql).join('\n')).toEqual([]);
  });

  it('would show a walk', () => {
    expect(walks(planOf(db, 'SELECT * FROM message WHERE subject = ?'))).toEqual(['SCAN message']);
  });
});
