/**
 * Preloaded into a worker (`node --import`), so that the program needn't know: counts every statement that writes or ends a
 * transaction, and every rename of a file, and kills the process before or after the one that `KILL_AT` names (`17 before`). With
 * `KILL_TRACE` it writes down what there is to be killed at, one line each.
 */

/**
 * Preloaded into a worker (`node --import`), so that the program needn't know: counts every statement that writes or ends a
 * transaction, and every rename of a file, and kills the process before or after the one that `KILL_AT` names (`17 before`). With
 * `KILL_TRACE` it writes down what there is to be killed at, one line each.
 */
import fs, { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import Database from 'better-sqlite3';

const [number, edge] = (process.env.KILL_AT ?? '').split(' ');
const trace = process.env.KILL_TRACE;
let count = 0;

const dieIf = (here) => {
  if (Number(number) === count && edge === here) process.kill(process.pid, 'SIGKILL');
};

const step = (what, act) => {
  count += 1;
  if (trace !== undefined) appendFileSync(trace, `${count}\t${what.replace(/\s+/g, ' ').trim().slice(0, 90)}\n`);
  dieIf('before');
  const result = act();
  dieIf('after');
  return result;
};

// VACUUM INTO counts as reading; so does BEGIN.
const ENDS = /^\s*(?:VACUUM|BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)/i;

const wrap = (prototype, name, whatOf) => {
  const real = prototype[name];
  prototype[name] = function (...given) {
    const what = whatOf(this, given);
    const act = () => real.apply(this, given);
    return what === null ? act() : step(what, act);
  };
};

if (isMainThread) {
  const db = new Database(':memory:');
  const statement = Object.getPrototypeOf(db.prepare('SELECT 1'));
  db.close();
  for (const name of ['run', 'get', 'all'])
    wrap(statement, name, ({ readonly, source }) => (readonly && !ENDS.test(source) ? null : source));
  wrap(Database.prototype, 'exec', (_, [sql]) => sql);
  wrap(Database.prototype, 'backup', () => 'backup');
  const rename = fs.renameSync;
  fs.renameSync = (from, to) => step(`rename to ${String(to).replace(/^.*\//, '')}`, () => rename(from, to));
  syncBuiltinESMExports();
}
