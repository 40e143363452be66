/**
 * What follows from a decision besides the message's own row: events, threads, suppressions, letters, closings.
 */
import type Database from 'better-sqlite3';
import type { Decision, Keys, Reading, SuppressionChange } from '../triage/decision.ts';
import { HELD_BY_BOUNCE } from '../triage/held.ts';
import type { Actor } from '../triage/submission.ts';
import { keepEvents } from './events.ts';
import { addLetters, noteLetter } from './letters.ts';
import { boundedIds, messageNumber } from './names.ts';
import type { Outcome } from './store.ts';

/** What a decision's effects are tied to. */
export type Ground = {
  /** `M-0107`, `order:...`, `time:...`. */
  readonly cause: string;
  /** The row of the message that letters answer. */
  readonly message: number | null;
  /** True where a message is decided anew. */
  readonly again: boolean;
  readonly actor: (submission: string) => Actor;
  /** Who closes what is closed, for the record. */
  readonly by: string;
  /** The mail that caused it; null for orders from the command line and for time. */
  readonly reading: Reading | null;
};

const statements = (db: Database.Database) => ({
  close: db.prepare<[number, string, string, number]>(
    'UPDATE message SET closed_at = ?, closed_why = ?, closed_by = ? WHERE id = ? AND closed_at IS NULL',
  ),
  /** The submission that a message is attached to. */
  attachedTo: db.prepare<[number, string], { reference: string }>(
    `SELECT submission.reference FROM message JOIN submission ON submission.reference = message.submission
     WHERE message.id = ? AND EXISTS (
       SELECT 1 FROM json_each(submission.folded, '$.attached') WHERE json_extract(value, '$.cause') = ?
     )`,
  ),
  refer: db.prepare<[string, string]>(
    'INSERT INTO reference (message_id, submission) VALUES (?, ?) ON CONFLICT (message_id, submission) DO NOTHING',
  ),
  suppress: db.prepare<[string, string, number]>(
    'INSERT INTO suppression (address, why, at) VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE SET why = excluded.why, at = excluded.at',
  ),
  holdReady: db.prepare<[string, string]>(
    `UPDATE outbox SET state = 'held', response = ? WHERE recipient = ? AND state = 'ready'`,
  ),
  lift: db.prepare<[string]>('DELETE FROM suppression WHERE address = ?'),
  /** A person's words still hold; what was an answer to another mail has been overtaken. */
  letGo: db.prepare<[string, string]>(
    `UPDATE outbox SET state = 'ready', response = NULL, not_before = coalesce(not_before, created_at)
     WHERE recipient = ? AND state = 'held' AND automatic = 0 AND response GLOB ?`,
  ),
  doubted: db.prepare<[string], { id: number }>(
    `SELECT id FROM outbox WHERE message_id = ? AND state IN ('uncertain', 'ready', 'held')`,
  ),
  confirm: db.prepare<[string, number, number]>(
    `UPDATE outbox SET state = 'sent', stage = NULL, response = ?, sent_at = ? WHERE id = ?`,
  ),
});

/** Functions that write what follows; call them inside the transaction of the decision. */
export const effects = (db: Database.Database) => {
  const sql = statements(db);
  const keep = keepEvents(db);
  const send = addLetters(db);
  const noted = noteLetter(db);

  const suppressions = (changes: readonly SuppressionChange[], now: number): void => {
    for (const change of changes) {
      const address = change.address.toLowerCase();
      if (change.change === 'lift') {
        sql.lift.run(address);
        sql.letGo.run(address, `${HELD_BY_BOUNCE}*`);
      } else {
        sql.suppress.run(address, change.why, now);
        sql.holdReady.run(`${HELD_BY_BOUNCE}${change.why}`, address);
      }
    }
  };

  /** Of the mails that are closed, those that were attached for a person. */
  const settled = (closes: Decision['closes']): Decision['events'] =>
    closes.flatMap(({ message }) => {
      const found = sql.attachedTo.get(messageNumber(message) ?? 0, message);
      return found === undefined ? [] : [{ submission: found.reference, event: { type: 'settled', message } as const }];
    });

  const write = ({ decision, drafts }: Outcome, ground: Ground, now: number): void => {
    const events = [...decision.events, ...settled(decision.closes)];
    keep({ cause: ground.cause, at: now, actor: ground.actor, events });
    const messageId = ground.reading?.messageId ?? null;
    const touched = new Set(events.map((each) => each.submission));
    if (decision.submission !== null) touched.add(decision.submission);
    if (messageId !== null) for (const submission of touched) sql.refer.run(messageId, submission);
    suppressions(decision.suppressions, now);
    send(drafts, ground, now);
    for (const { message, why } of decision.closes) sql.close.run(now, why, ground.by, messageNumber(message) ?? 0);
  };

  /**
   * Whoever names a mail of ours has had it: that ends the doubt whether it was sent (RFC 1047), and is how a restored backup learns
   * what left after it was made. Nobody can name what was never sent: a Message-ID of ours is signed.
   */
  const confirm = (reading: Reading, keys: Keys, name: string, now: number): void => {
    const own = reading.messageId === null ? [] : [reading.messageId];
    for (const messageId of boundedIds([...own, ...keys.messageIds, ...keys.tokenIds])) {
      const letter = sql.doubted.get(messageId);
      if (letter === undefined) continue;
      sql.confirm.run(`sent: ${name} refers to it`, now, letter.id);
      noted(letter.id, now);
    }
  };

  return { write, confirm };
};
