/**
 * What must be true after any fault: every mail has its row and class, nobody was answered twice, and what is stored is sound.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eventsOf } from '../../src/store/events.ts';
import { foldSubmission } from '../../src/triage/fold.ts';
import type { FakeSmtp } from './fake-smtp.ts';

export type Audit = {
  /** Message-IDs that came and aren't decided, or are there in another number than one. */
  readonly lost: readonly string[];
  /** Those that were answered more than once. */
  readonly doubled: readonly string[];
  /** Those that got no answer, although none is uncertain. */
  readonly silent: readonly string[];
  /** Recipients of replies that nobody can know about. */
  readonly uncertain: readonly string[];
  /** Of the database: damage, a cache that isn't the fold of its events, rows in no class, letters still under way. */
  readonly complaints: readonly string[];
};

const open = (dir: string): Database.Database =>
  new Database(join(dir, 'data', 'mailroom.db'), { fileMustExist: true });

/** What a worker that ended just now leaves behind. */
export type Remains = {
  /** Recipients whose letter the server may have taken. */
  readonly doubt: readonly string[];
  /** Mails that are listed, and not decided yet. */
  readonly undecided: number;
};

export const remainsIn = (dir: string): Remains => {
  const nothing = { doubt: [], undecided: 0 };
  if (!existsSync(join(dir, 'data', 'mailroom.db'))) return nothing;
  const db = open(dir);
  try {
    const tables = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'outbox'`).all();
    if (tables.length === 0) return nothing;
    return {
      doubt: db
        .prepare<[], { recipient: string }>(`SELECT recipient FROM outbox WHERE state = 'sending' AND stage = 'data'`)
        .all()
        .map(({ recipient }) => recipient),
      undecided:
        db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM arrival WHERE state = 'discovered'`).get()?.n ?? 0,
    };
  } finally {
    db.close();
  }
};

/** Looks at everything, once the worker is quiet: `sent` are the Message-IDs that came in and that get one answer each. */
export const audit = (dir: string, smtp: Pick<FakeSmtp, 'taken'>, sent: readonly string[]): Audit => {
  const db = open(dir);
  try {
    const decided = db.prepare<[string], { n: number }>(
      `SELECT count(*) AS n FROM message JOIN arrival ON arrival.message = message.id WHERE message.message_id = ?`,
    );
    const uncertain = db
      .prepare<[], { recipient: string; messageId: string | null }>(
        `SELECT recipient, message.message_id AS messageId FROM outbox LEFT JOIN message ON message.id = outbox.message
         WHERE state = 'uncertain'`,
      )
      .all();
    const answers = answersIn(smtp);
    return {
      lost: sent.filter((id) => decided.get(id)?.n !== 1),
      doubled: [...answers].filter(([, count]) => count > 1).map(([id]) => id),
      silent: sent.filter((id) => !answers.has(id) && !uncertain.some(({ messageId }) => messageId === id)),
      uncertain: uncertain.map(({ recipient }) => recipient),
      complaints: [...damage(db), ...staleCaches(db), ...classless(db), ...underWay(db)],
    };
  } finally {
    db.close();
  }
};

/** How often each mail was answered, as the server that took the answers knows it. */
const answersIn = ({ taken }: Pick<FakeSmtp, 'taken'>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { data } of taken) {
    const id = /^In-Reply-To: (<[^>]+>)/m.exec(data)?.[1];
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
};

const damage = (db: Database.Database): readonly string[] =>
  db
    .prepare<[], { integrity_check: string }>('PRAGMA integrity_check')
    .all()
    .map((row) => row.integrity_check)
    .filter((line) => line !== 'ok')
    .concat(
      db
        .prepare('PRAGMA foreign_key_check')
        .all()
        .map((row) => `foreign key ${JSON.stringify(row)}`),
    );

const staleCaches = (db: Database.Database): readonly string[] => {
  const events = eventsOf(db);
  return db
    .prepare<[], { reference: string; folded: string }>('SELECT reference, folded FROM submission')
    .all()
    .filter(({ reference, folded }) => JSON.stringify(foldSubmission(events(reference))) !== folded)
    .map(({ reference }) => `${reference} isn't the fold of its events`);
};

const classless = (db: Database.Database): readonly string[] => {
  const rows = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM arrival').get()?.n;
  const classes = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM ledger WHERE class IS NOT NULL').get()?.n;
  return rows === classes ? [] : [`${rows} rows, ${classes} of them in a class`];
};

const underWay = (db: Database.Database): readonly string[] =>
  db
    .prepare<[], { what: string }>(
      `SELECT state || ' ' || recipient AS what FROM outbox WHERE state IN ('ready', 'sending')
       UNION ALL SELECT state || ' arrival ' || key FROM arrival WHERE state IN ('discovered', 'retry')`,
    )
    .all()
    .map(({ what }) => `still ${what}`);
