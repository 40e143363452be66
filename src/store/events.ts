/**
 * Events are kept, and the submission table follows: a cache of their fold, with the columns that queries need.
 */
import type Database from 'better-sqlite3';
import { foldOnto, foldSubmission } from '../triage/fold.ts';
import type { Actor, KeptEvent, Submission, SubmissionEvent } from '../triage/submission.ts';
import { StoreError } from './error.ts';
import { submissionNumber } from './names.ts';

export type EventRow = {
  readonly submission: string;
  readonly cause: string;
  readonly n: number;
  readonly at: number;
  readonly actor: string;
  readonly event: string;
};

const statements = (db: Database.Database) => ({
  next: db.prepare<[string, string], { n: number }>(
    'SELECT coalesce(max(n) + 1, 0) AS n FROM event WHERE submission = ? AND cause = ?',
  ),
  add: db.prepare<[string, string, number, number, string, string, string]>(
    'INSERT INTO event (submission, cause, n, at, type, actor, event) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  folded: db.prepare<[string], { folded: string }>('SELECT folded FROM submission WHERE reference = ?'),
});

const OVER = new Set<Submission['status']>(['declined', 'published', 'withdrawn', 'lapsed']);

/** Mail was attached for a person, or the contributor can't be reached: only a person can move it. */
const needsPerson = (submission: Submission): boolean =>
  !OVER.has(submission.status) &&
  (submission.attached.length > 0 || submission.bounced.some((bounce) => bounce.permanent));

const cacheStatements = (db: Database.Database) => ({
  cache: db.prepare<[number, string, string, string, string | null, number, number, number, number, string]>(
    `INSERT INTO submission
       (number, reference, status, contributor, identity, asked, needs_person, created_at, updated_at, folded)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (reference) DO UPDATE SET status = excluded.status, contributor = excluded.contributor,
       identity = excluded.identity, asked = excluded.asked, needs_person = excluded.needs_person,
       updated_at = excluded.updated_at, folded = excluded.folded`,
  ),
  addParty: db.prepare<[string, number]>(
    'INSERT INTO party (address, number) VALUES (?, ?) ON CONFLICT (address, number) DO NOTHING',
  ),
});

/** A function that writes a fold into the submission table, with the columns that queries need. */
const cacheFold = (db: Database.Database): ((now: Submission) => void) => {
  const sql = cacheStatements(db);
  return (now) => {
    const number = submissionNumber(now.reference);
    sql.cache.run(
      number,
      now.reference,
      now.status,
      now.contributor,
      now.identity,
      now.asked === null ? 0 : 1,
      needsPerson(now) ? 1 : 0,
      now.createdAt,
      now.updatedAt,
      JSON.stringify(now),
    );
    for (const address of [now.contributor, ...now.parties.map((party) => party.address)])
      sql.addParty.run(address.toLowerCase(), number);
  };
};

/** A row of the event table as the fold takes it. */
export const keptEvent = (row: EventRow): KeptEvent => ({
  submission: row.submission,
  at: row.at,
  actor: JSON.parse(row.actor) as Actor,
  cause: row.cause,
  n: row.n,
  event: JSON.parse(row.event) as SubmissionEvent,
});

/** A function that folds a submission's events anew, all of them. */
export const refold = (db: Database.Database): ((reference: string) => void) => {
  const events = db.prepare<[string], EventRow>(
    'SELECT submission, cause, n, at, actor, event FROM event WHERE submission = ? ORDER BY id',
  );
  const cache = cacheFold(db);
  return (reference) => {
    const now = foldSubmission(events.all(reference).map(keptEvent));
    if (now !== null) cache(now);
  };
};

/** One decision's events, with what they have in common. */
export type Happening = {
  readonly cause: string;
  readonly at: number;
  readonly actor: (submission: string) => Actor;
  readonly events: readonly { readonly submission: string; readonly event: SubmissionEvent }[];
};

/** A function that keeps events and brings the cache up to them. Throws StoreError `missing` for a submission that was never opened. */
export const keepEvents = (db: Database.Database): ((happening: Happening) => void) => {
  const sql = statements(db);
  const cache = cacheFold(db);

  const keep = (happening: Happening, reference: string): readonly KeptEvent[] => {
    const actor = happening.actor(reference);
    const by = JSON.stringify(actor);
    const first = sql.next.get(reference, happening.cause)?.n ?? 0;
    if (first > 0 && happening.cause.startsWith('order:'))
      throw new StoreError('repeated', `This order was obeyed before; nothing was done again for ${reference}.`);
    return happening.events
      .filter((each) => each.submission === reference)
      .map(({ event }, index) => {
        const kept = {
          submission: reference,
          at: happening.at,
          actor,
          cause: happening.cause,
          n: first + index,
          event,
        };
        sql.add.run(reference, kept.cause, kept.n, kept.at, event.type, by, JSON.stringify(event));
        return kept;
      });
  };

  const follow = (was: Submission | null, kept: readonly KeptEvent[]): void => {
    const now = was === null ? foldSubmission(kept) : foldOnto(was, kept);
    if (now !== null) cache(now);
  };

  return (happening) => {
    for (const reference of new Set(happening.events.map((each) => each.submission))) {
      const cached = sql.folded.get(reference);
      const opens = happening.events.find((each) => each.submission === reference)?.event.type === 'opened';
      if (cached === undefined && !opens)
        throw new StoreError(
          'missing',
          `There is no submission ${reference}. \`mailroom list\` shows those that there are.`,
        );
      follow(cached === undefined ? null : (JSON.parse(cached.folded) as Submission), keep(happening, reference));
    }
  };
};
