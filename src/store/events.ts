/**
 * Events are kept, those of one cause together, and the submission table follows: a cache of their fold, with the columns that queries
 * need.
 */
import type Database from 'better-sqlite3';
import { foldOnto, foldSubmission } from '../triage/fold.ts';
import { needsPerson } from '../triage/status.ts';
import type { Actor, KeptEvent, Submission, SubmissionEvent } from '../triage/submission.ts';
import { StoreError } from './error.ts';
import { submissionNumber } from './names.ts';

/** What one cause did to one submission: a list of events. `n`: how many of the same cause came before. */
export type HappeningRow = {
  readonly id: number;
  readonly submission: string;
  readonly cause: string;
  readonly n: number;
  readonly at: number;
  readonly actor: string;
  readonly events: string;
};

export const HAPPENING_COLUMNS = 'id, submission, cause, n, at, actor, events';

const statements = (db: Database.Database) => ({
  next: db.prepare<[string, string], { n: number }>(
    'SELECT coalesce(max(n + json_array_length(events)), 0) AS n FROM happening WHERE submission = ? AND cause = ?',
  ),
  folded: db.prepare<[string], { folded: string }>('SELECT folded FROM submission WHERE reference = ?'),
});

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

/** A row's events as the fold takes them. */
export const keptEvents = (row: HappeningRow): readonly KeptEvent[] => {
  const { submission, cause, at } = row;
  const actor = JSON.parse(row.actor) as Actor;
  const events = JSON.parse(row.events) as readonly SubmissionEvent[];
  return events.map((event, index) => ({ submission, at, actor, cause, n: row.n + index, event }));
};

/** A function that gives what happened to a submission, oldest first. */
export const happenings = (db: Database.Database): ((reference: string) => readonly HappeningRow[]) => {
  const sql = db.prepare<[string], HappeningRow>(
    `SELECT ${HAPPENING_COLUMNS} FROM happening WHERE submission = ? ORDER BY id`,
  );
  return (reference) => sql.all(reference);
};

/** A function that gives a submission's events, oldest first. */
export const eventsOf = (db: Database.Database): ((reference: string) => readonly KeptEvent[]) => {
  const rows = happenings(db);
  return (reference) => rows(reference).flatMap(keptEvents);
};

/** A function that folds a submission's events anew, all of them. */
export const refold = (db: Database.Database): ((reference: string) => void) => {
  const events = eventsOf(db);
  const cache = cacheFold(db);
  return (reference) => {
    const now = foldSubmission(events(reference));
    if (now !== null) cache(now);
  };
};

type NewRow = Omit<HappeningRow, 'id' | 'actor' | 'events'> & {
  readonly actor: Actor;
  readonly events: readonly SubmissionEvent[];
};

/** A function that adds a row, and leaves the cache as it is. */
export const addHappening = (db: Database.Database): ((row: NewRow) => void) => {
  const sql = db.prepare<[string, string, number, number, string, string]>(
    'INSERT INTO happening (submission, cause, n, at, actor, events) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return ({ submission, cause, n, at, actor, events }) => {
    sql.run(submission, cause, n, at, JSON.stringify(actor), JSON.stringify(events));
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
  const add = addHappening(db);
  const cache = cacheFold(db);

  const keep = (happening: Happening, submission: string): readonly KeptEvent[] => {
    const { cause, at } = happening;
    const actor = happening.actor(submission);
    const n = sql.next.get(submission, cause)?.n ?? 0;
    if (n > 0 && cause.startsWith('order:'))
      throw new StoreError('repeated', `This order was obeyed before; nothing was done again for ${submission}.`);
    const events = happening.events.filter((each) => each.submission === submission).map(({ event }) => event);
    add({ submission, cause, n, at, actor, events });
    return events.map((event, index) => ({ submission, at, actor, cause, n: n + index, event }));
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
