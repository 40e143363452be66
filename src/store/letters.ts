/**
 * Drafts enter the outbox. A Message-ID is derived from its cause, so the same letter can't enter twice.
 */
import type Database from 'better-sqlite3';
import { HELD_BY_LIMIT } from '../triage/held.ts';
import { nextOrdinals } from './counts.ts';
import { domainOf, messageName } from './names.ts';
import type { Outcome } from './store.ts';

type Letter = Outcome['drafts'][number];
type Parameters = {
  readonly messageId: string;
  readonly recipient: string;
  readonly domain: string;
  readonly template: string;
  readonly subject: string;
  readonly submission: string | null;
  readonly message: number | null;
  readonly automatic: number;
  readonly state: 'ready' | 'held';
  readonly hold: string | null;
  readonly byLimit: number;
  /** 1: an automatic letter that is let go. */
  readonly counts: number;
  readonly now: number;
};

const ORDINALS = nextOrdinals('@domain');
const INSERT = `INSERT INTO outbox (message_id, recipient, domain, template, subject, submission, message, automatic, state,
    not_before, response, by_limit, created_at, counted_at, nth_in_all, nth_in_domain)
  VALUES (@messageId, @recipient, @domain, @template, @subject, @submission, @message, @automatic, @state, @now, @hold, @byLimit, @now,
    CASE @counts WHEN 1 THEN @now END, CASE @counts WHEN 1 THEN ${ORDINALS.inAll} END, CASE @counts WHEN 1 THEN ${ORDINALS.inDomain} END)
  ON CONFLICT (message_id)`;

const statements = (db: Database.Database) => ({
  /** Its copy in the Sent folder, read before it was written anew: the database is a backup from before it was sent. */
  itself: db.prepare<[string], { id: number }>(`SELECT id FROM message WHERE message_id = ? AND kind = 'own'`),
  alreadySent: db.prepare<[string, number, number]>(
    `UPDATE outbox SET state = 'sent', response = ?, sent_at = ? WHERE id = ?`,
  ),
  add: db.prepare<[Parameters], { id: number }>(`${INSERT} DO NOTHING RETURNING id`),
  /** A message that a person released: its letter may be waiting here since, and no attempt was made. */
  renew: db.prepare<[Parameters], { id: number }>(
    `${INSERT} DO UPDATE SET subject = excluded.subject, state = excluded.state, not_before = excluded.not_before,
       response = excluded.response, by_limit = excluded.by_limit, counted_at = coalesce(outbox.counted_at, excluded.counted_at),
       nth_in_all = coalesce(outbox.nth_in_all, excluded.nth_in_all),
       nth_in_domain = coalesce(outbox.nth_in_domain, excluded.nth_in_domain)
     WHERE outbox.state = 'held' AND NOT EXISTS (SELECT 1 FROM octets WHERE letter = outbox.id)
     RETURNING id`,
  ),
  keepDraft: db.prepare<[number, string]>(
    'INSERT INTO draft (letter, draft) VALUES (?, ?) ON CONFLICT (letter) DO UPDATE SET draft = excluded.draft',
  ),
});

/** A function that notes, for a letter's submission, that the letter was accepted by a server now. */
export const noteLetter = (db: Database.Database): ((letter: number, now: number) => void) => {
  const note = db.prepare<[number, number]>(
    'UPDATE submission SET letter_at = ? WHERE reference = (SELECT submission FROM outbox WHERE id = ?)',
  );
  return (letter, now) => {
    note.run(now, letter);
  };
};

/** A function that puts a decision's letters into the outbox; `again` renews those that are still held. */
export const addLetters = (
  db: Database.Database,
): ((
  letters: readonly Letter[],
  ground: { readonly message: number | null; readonly again: boolean },
  now: number,
) => void) => {
  const sql = statements(db);
  const noted = noteLetter(db);
  return (letters, { message, again }, now) => {
    for (const { draft, template, submission, automatic, hold } of letters) {
      const recipient = draft.to.address.toLowerCase();
      const copy = sql.itself.get(draft.messageId);
      const row = (again ? sql.renew : sql.add).get({
        messageId: draft.messageId,
        recipient,
        domain: domainOf(recipient),
        template,
        subject: draft.subject,
        submission,
        message,
        automatic: automatic ? 1 : 0,
        state: hold === null ? 'ready' : 'held',
        hold,
        byLimit: hold?.startsWith(HELD_BY_LIMIT) ? 1 : 0,
        counts: automatic && hold === null && copy === undefined ? 1 : 0,
        now,
      });
      if (row === undefined) continue;
      sql.keepDraft.run(row.id, JSON.stringify(draft));
      if (copy === undefined) continue;
      sql.alreadySent.run(`sent: ${messageName(copy.id)} is it`, now, row.id);
      noted(row.id, now);
    }
  };
};
