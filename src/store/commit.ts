/**
 * Cause + decide -> one IMMEDIATE transaction: the facts are read, the decision taken and all that follows written, or nothing is.
 */
import type Database from 'better-sqlite3';
import { decided } from '../triage/decided.ts';
import type { Decision, Facts, Keys, Reading } from '../triage/decision.ts';
import type { Actor } from '../triage/submission.ts';
import { effects } from './effects.ts';
import { StoreError } from './error.ts';
import { facts, type TextOf } from './facts.ts';
import { decisionOf, keptDecision, keptReading, readingOf } from './kept.ts';
import { messageName, messageNumber } from './names.ts';
import { packed } from './source.ts';
import type { Cause, Outcome, Store } from './store.ts';

type MessageRow = {
  readonly id: number;
  readonly decision: string;
  readonly received_at: number;
  readonly reading: string;
};
type MailCause = Extract<Cause, { kind: 'mail' }>;
type AgainCause = Extract<Cause, { kind: 'again' }>;
type Decide = (facts: Facts) => Outcome;
type Committed = ReturnType<Store['commit']>;

type DecidedColumns = {
  readonly now: number;
  readonly kind: string;
  readonly disposition: string;
  readonly why: string | null;
  readonly submission: string | null;
  readonly decision: string;
};
type MessageColumns = DecidedColumns & {
  readonly id: number;
  readonly contentKey: string;
  readonly copyKey: string;
  readonly arrival: number;
  readonly messageId: string | null;
  readonly sender: string | null;
  readonly from: string;
  readonly subject: string;
  readonly receivedAt: number;
  readonly reading: string;
};

const statements = (db: Database.Database) => ({
  arrival: db.prepare<[number], { message: number | null }>('SELECT message FROM arrival WHERE id = ?'),
  byContent: db.prepare<[string], { id: number }>('SELECT id FROM message WHERE content_key = ?'),
  byId: db.prepare<[number], MessageRow>('SELECT id, decision, received_at, reading FROM message WHERE id = ?'),
  nextId: db.prepare<[], { id: number }>('SELECT coalesce(max(id), 0) + 1 AS id FROM message'),
  add: db.prepare<[MessageColumns]>(
    `INSERT INTO message (id, content_key, copy_key, arrival, message_id, sender, shown_from, subject, received_at, decided_at,
       kind, disposition, why, submission, decision, reading)
     VALUES (@id, @contentKey, @copyKey, @arrival, @messageId, @sender, @from, @subject, @receivedAt, @now,
       @kind, @disposition, @why, @submission, @decision, @reading)`,
  ),
  addSource: db.prepare<[number, string, Uint8Array]>('INSERT INTO source (message, packed, bytes) VALUES (?, ?, ?)'),
  attach: db.prepare<[number, number]>(`UPDATE arrival SET state = 'decided', message = ?, error = NULL WHERE id = ?`),
  redecide: db.prepare<[DecidedColumns & { readonly id: number; readonly reading: string }]>(
    `UPDATE message SET decided_at = @now, kind = @kind, disposition = @disposition, why = @why, submission = @submission,
       decision = @decision, reading = @reading, closed_at = NULL, closed_why = NULL, closed_by = NULL
     WHERE id = @id`,
  ),
});

const decidedColumns = (decision: Decision, reading: Reading, now: number): DecidedColumns => ({
  now,
  kind: decision.kind,
  disposition: decision.disposition.is,
  why: 'why' in decision.disposition ? decision.disposition.why : null,
  submission: decision.submission,
  decision: keptDecision(decision, reading),
});

const senderOf = (reading: Reading): string | null =>
  reading.sender.kind === 'address' ? reading.sender.address.address.toLowerCase() : null;

/** A name for the record. */
const nameOf = (actor: Actor): string =>
  actor.kind === 'time' ? 'time' : actor.kind === 'operator' ? actor.name : actor.address;

/** Who a mail's events are by: its sender, as a reviewer where it was an order from one who has no part in the submission. */
const senderAs = (decision: Decision, reading: Reading, known: Facts): ((submission: string) => Actor) => {
  const address = senderOf(reading) ?? '';
  const isParty = (reference: string): boolean =>
    known.submissions.some(
      (each) =>
        each.reference === reference &&
        (each.contributor === address || each.parties.some((party) => party.address === address)),
    );
  return (reference) => ({
    kind: decision.kind === 'order' && !isParty(reference) ? 'reviewer' : 'party',
    address,
  });
};

/** A mail that is decided anew waits for a person only where the new decision says so again. */
const attachedAs = ({ submissions }: Facts, message: string): Decision['events'] =>
  submissions
    .filter(({ attached }) => attached.some(({ cause }) => cause === message))
    .map(({ reference }) => ({ submission: reference, event: { type: 'settled', message } }));

/** The store's `commit`. */
export const commit = (db: Database.Database, textOf: TextOf): Pick<Store, 'commit'> => {
  const sql = statements(db);
  const load = facts(db, textOf);
  const { write, confirm } = effects(db);

  const mail = (cause: MailCause, keys: Keys, now: number, decide: Decide): Committed => {
    const { arrival, reading, source } = cause;
    const row = sql.arrival.get(arrival.id);
    if (row === undefined) throw new StoreError('missing', `There is no row ${arrival.id} in the ledger.`);
    const was = row.message === null ? undefined : sql.byId.get(row.message);
    if (was !== undefined) {
      const { kind, disposition, reasons, submission } = decisionOf(was.decision, readingOf(was.reading));
      const decision = decided(kind, disposition, { reasons, submission });
      return { id: messageName(was.id), outcome: { decision, drafts: [] } };
    }
    const seen = sql.byContent.get(reading.keys.message);
    const self = seen?.id ?? sql.nextId.get()?.id ?? 1;
    const id = messageName(self);
    const { receivedAt, released } = arrival;
    const known = load(keys, { now, id, self, receivedAt, seenAs: seen === undefined ? null : id, released });
    const outcome = decide(known);
    if (seen !== undefined) {
      // Decided before, by another route: no event and no letter can follow from it again.
      sql.attach.run(seen.id, arrival.id);
      return { id, outcome: { ...outcome, drafts: [] } };
    }
    const { decision } = outcome;
    // Spread last here and elsewhere in the pass: V8 takes many times as long to add properties to a copy.
    sql.add.run({
      id: self,
      contentKey: reading.keys.message,
      copyKey: reading.keys.copy,
      arrival: arrival.id,
      messageId: reading.messageId,
      sender: senderOf(reading),
      from: reading.from,
      subject: reading.subject,
      receivedAt,
      reading: keptReading(reading),
      ...decidedColumns(decision, reading, now),
    });
    sql.addSource.run(self, ...packed(source));
    sql.attach.run(self, arrival.id);
    confirm(reading, keys, id, now);
    const actor = senderAs(decision, reading, known);
    write(outcome, { cause: id, message: self, again: false, actor, by: senderOf(reading) ?? id, reading }, now);
    return { id, outcome };
  };

  const again = (cause: AgainCause, keys: Keys, now: number, decide: Decide): Committed => {
    const self = messageNumber(cause.message);
    const row = self === null ? undefined : sql.byId.get(self);
    if (row === undefined)
      throw new StoreError(
        'missing',
        `There is no message ${cause.message}. \`mailroom list --messages\` shows those that there are.`,
      );
    const id = messageName(row.id);
    const known = load(keys, { now, id, self: row.id, receivedAt: row.received_at, seenAs: null, released: true });
    const outcome = decide(known);
    const kept = cause.reading === null ? row.reading : keptReading(cause.reading);
    const reading = readingOf(kept);
    sql.redecide.run({ id: row.id, reading: kept, ...decidedColumns(outcome.decision, reading, now) });
    const events = [...attachedAs(known, id), ...outcome.decision.events];
    write(
      { ...outcome, decision: { ...outcome.decision, events } },
      { cause: id, message: row.id, again: true, actor: () => cause.actor, by: nameOf(cause.actor), reading },
      now,
    );
    return { id, outcome };
  };

  /** An order from the command line, or time. */
  const other = (cause: string, actor: Actor, keys: Keys, now: number, decide: Decide): Committed => {
    const outcome = decide(load(keys, { now, id: null, self: 0, receivedAt: now, seenAs: null, released: false }));
    write(outcome, { cause, message: null, again: false, actor: () => actor, by: nameOf(actor), reading: null }, now);
    return { id: null, outcome };
  };

  const one = (cause: Cause, keys: Keys, now: number, decide: Decide): Committed => {
    switch (cause.kind) {
      case 'mail':
        return mail(cause, keys, now, decide);
      case 'again':
        return again(cause, keys, now, decide);
      case 'order':
        return other(`order:${cause.id}`, cause.actor, keys, now, decide);
      case 'time':
        return other(`time:${now}`, { kind: 'time' }, keys, now, decide);
    }
  };
  return { commit: db.transaction(one).immediate };
};
