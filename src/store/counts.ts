/**
 * How many automatic letters were let go lately. Each letter that is let go gets an ordinal, among all and within its domain, so a
 * window's count is a difference of two ordinals: two look-ups, however much was sent.
 */
import type Database from 'better-sqlite3';
import type { Facts, Keys } from '../triage/decision.ts';
import { domainOf } from './names.ts';

type Nth = { readonly nth: number };

const LAST_IN_ALL =
  'SELECT nth_in_all AS nth FROM outbox WHERE counted_at IS NOT NULL ORDER BY nth_in_all DESC LIMIT 1';
const lastInDomain = (domain: string): string =>
  `SELECT nth_in_domain AS nth FROM outbox AS other
   WHERE other.domain = ${domain} AND counted_at IS NOT NULL ORDER BY nth_in_domain DESC LIMIT 1`;

/** SQL for the ordinals that a letter to this domain (SQL too) gets when it is let go: among all, and within the domain. */
export const nextOrdinals = (domain: string): { readonly inAll: string; readonly inDomain: string } => ({
  inAll: `coalesce((${LAST_IN_ALL}), 0) + 1`,
  inDomain: `coalesce((${lastInDomain(domain)}), 0) + 1`,
});

const statements = (db: Database.Database) => ({
  lastInAll: db.prepare<[], Nth>(LAST_IN_ALL),
  firstInAll: db.prepare<[number], Nth>(
    'SELECT nth_in_all AS nth FROM outbox WHERE counted_at >= ? ORDER BY counted_at, nth_in_all LIMIT 1',
  ),
  lastInDomain: db.prepare<[string], Nth>(lastInDomain('?')),
  firstInDomain: db.prepare<[string, number], Nth>(
    'SELECT nth_in_domain AS nth FROM outbox WHERE domain = ? AND counted_at >= ? ORDER BY counted_at, nth_in_domain LIMIT 1',
  ),
  /** Bounded by REPLY_LIMIT itself: what goes beyond it is held, and not counted. */
  toRecipient: db.prepare<[string, number], { n: number }>(
    'SELECT count(*) AS n FROM outbox WHERE recipient = ? AND counted_at >= ?',
  ),
});

/** A clock that was set back can put an earlier ordinal into a later window; the count is then too low by those, never negative. */
const between = (first: Nth | undefined, last: Nth | undefined): number =>
  first === undefined || last === undefined ? 0 : Math.max(0, last.nth - first.nth + 1);

/** A function that counts for a sender (an address in lower case) within the given windows. */
export const answeredBy = (
  db: Database.Database,
): ((sender: string | null, windows: Keys['windows'], now: number) => Facts['answered']) => {
  const sql = statements(db);
  return (sender, windows, now) => {
    const domain = domainOf(sender ?? '');
    return {
      toSender: sender === null ? 0 : (sql.toRecipient.get(sender, now - windows.reply)?.n ?? 0),
      toDomain: between(sql.firstInDomain.get(domain, windows.pass), sql.lastInDomain.get(domain)),
      inAll: between(sql.firstInAll.get(now - windows.total), sql.lastInAll.get()),
    };
  };
};

/** A function that gives an automatic letter its ordinals, once, when it is let go; of any other letter it does nothing. */
export const countLetter = (db: Database.Database): ((id: number, now: number) => void) => {
  const { inAll, inDomain } = nextOrdinals('outbox.domain');
  const count = db.prepare<[number, number]>(
    `UPDATE outbox SET counted_at = ?, nth_in_all = ${inAll}, nth_in_domain = ${inDomain}
     WHERE id = ? AND automatic = 1 AND counted_at IS NULL`,
  );
  return (id, now) => {
    count.run(now, id);
  };
};
