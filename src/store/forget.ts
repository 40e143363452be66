/**
 * A person is erased: what they wrote, what was written to them, their name and address. What stays: rows to be counted, the hash by
 * which their mail isn't taken in again, and of a published dataset what was published and the consent to it.
 */
import type Database from 'better-sqlite3';
import { decided } from '../triage/decided.ts';
import type { Decision, Disposition, Reading } from '../triage/decision.ts';
import type { SubmissionEvent } from '../triage/submission.ts';
import { addHappening, type HappeningRow, happenings, keptEvents, refold } from './events.ts';
import { type KeptDecision, keptDecision, keptReading, readingOf } from './kept.ts';
import { emptyWal } from './restored.ts';
import type { Forgotten, Store } from './store.ts';

const ERASED = 'erased';

type MessageRow = { readonly id: number; readonly theirs: number; readonly reading: string; readonly decision: string };
type Theirs = { readonly reference: string; readonly status: string };

const statements = (db: Database.Database) => ({
  theirs: db.prepare<[string], Theirs>(
    'SELECT reference, status FROM submission WHERE contributor = ? ORDER BY number',
  ),
  /** What they wrote or what is about their submissions (`theirs`), and other mail in which they occur. */
  messages: db.prepare<[{ address: string }], MessageRow>(
    `SELECT id, reading, decision, theirs FROM (
       SELECT id, reading, decision, coalesce(sender = @address, 0) OR coalesce(submission IN (
         SELECT reference FROM submission WHERE contributor = @address), 0) AS theirs FROM message)
     WHERE theirs = 1 OR instr(lower(reading), @address) > 0 OR instr(lower(decision), @address) > 0`,
  ),
  dropReferences: db.prepare<[number]>(
    'DELETE FROM reference WHERE message_id = (SELECT message_id FROM message WHERE id = ?)',
  ),
  dropSource: db.prepare<[number]>('DELETE FROM source WHERE message = ?'),
  noSource: db.prepare<[number]>('UPDATE message SET has_source = 0 WHERE id = ?'),
  husk: db.prepare<[string, string, string | null, number, number]>(
    `UPDATE message SET reading = ?, decision = ?, why = ?, message_id = NULL, sender = NULL, shown_from = '', subject = '',
       closed_at = coalesce(closed_at, ?), closed_why = '${ERASED}', closed_by = '${ERASED}'
     WHERE id = ?`,
  ),
  scrub: db.prepare<[string, string, string | null, number]>(
    'UPDATE message SET reading = ?, decision = ?, why = ? WHERE id = ?',
  ),
  /** Also letters to others that name them, such as digests. One that is just being sent is left for another time. */
  letters: db.prepare<[{ address: string }], { id: number }>(
    `UPDATE outbox SET recipient = '${ERASED}', domain = '${ERASED}', subject = '', response = NULL,
       by_limit = 0, state = CASE WHEN state IN ('ready', 'held', 'failed', 'uncertain') THEN 'cancelled' ELSE state END
     WHERE state <> 'sending' AND (recipient = @address
       OR id IN (SELECT letter FROM draft WHERE instr(lower(draft), @address) > 0)
       OR submission IN (SELECT reference FROM submission WHERE contributor = @address))
     RETURNING id`,
  ),
  emptyDraft: db.prepare<[string, number]>('UPDATE draft SET draft = ? WHERE letter = ?'),
  dropOctets: db.prepare<[number]>('DELETE FROM octets WHERE letter = ?'),
  mentions: db.prepare<[{ address: string }], { submission: string }>(
    `SELECT DISTINCT submission FROM happening WHERE instr(lower(events), @address) > 0 OR instr(lower(actor), @address) > 0`,
  ),
  rewrite: db.prepare<[string, string, number]>('UPDATE happening SET actor = ?, events = ? WHERE id = ?'),
  drop: db.prepare<[number]>('DELETE FROM happening WHERE id = ?'),
  dropParty: db.prepare<[string]>(`DELETE FROM party WHERE address IN (?, '${ERASED}')`),
  lift: db.prepare<[string]>('DELETE FROM suppression WHERE address = ?'),
});

const huskOf = (reading: Reading): Reading => ({
  ...reading,
  messageId: null,
  inReplyTo: [],
  references: [],
  subject: '',
  sender: { kind: 'none', reason: ERASED },
  from: '',
  recipients: [],
  reasons: [],
  report: null,
  offers: [],
  text: '',
  elided: '',
  insertions: [],
  tokens: [],
  subjectReferences: [],
  attachments: [],
  notes: [ERASED],
});

const bare = (disposition: Disposition): Disposition => {
  switch (disposition.is) {
    case 'acknowledge':
      return disposition;
    case 'clarify':
      return { ...disposition, problems: [] };
    case 'obey':
      return { is: 'obey', done: [], refused: [] };
    case 'route':
    case 'hold':
    case 'ignore':
      return { ...disposition, why: ERASED };
  }
};

const bareDecision = ({ kind, disposition, submission }: KeptDecision): Decision =>
  decided(kind, bare(disposition), { submission });

const whyOf = ({ disposition }: Pick<Decision, 'disposition'>): string | null =>
  'why' in disposition ? disposition.why : null;

/** A draft of nothing, so that the row can still be read. */
const NO_DRAFT = JSON.stringify({
  messageId: '',
  from: { name: '', address: ERASED },
  replyTo: null,
  to: { name: '', address: ERASED },
  subject: '',
  inReplyTo: null,
  references: [],
  autoSubmitted: 'auto-replied',
  text: '',
  html: null,
});

/** JSON with an address (in lower case) replaced wherever it stands, however it is written. */
const without = (value: unknown, address: string): unknown => {
  if (typeof value === 'string') return value.toLowerCase().includes(address) ? ERASED : value;
  if (Array.isArray(value)) return value.map((each) => without(each, address));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, without(each, address)]));
};

/** What remains of an event of their own submission; null where nothing does. */
const remainder = (event: SubmissionEvent, published: boolean, address: string): SubmissionEvent | null => {
  switch (event.type) {
    case 'opened':
      return { ...event, by: ERASED, name: '', subject: '', messageId: null };
    case 'status':
      return { ...event, why: null };
    case 'answered': {
      const isTheirs = typeof event.value === 'string' && event.value.toLowerCase().includes(address);
      return published && !isTheirs ? { ...event, before: null, provenance: null } : null;
    }
    case 'consented':
      return published ? event : null;
    case 'acknowledged':
    case 'clarified':
    case 'reminded':
    case 'assigned':
    case 'linked':
      return event;
    case 'questioned':
    case 'extra':
    case 'party':
    case 'attached':
    case 'settled':
    case 'noted':
    case 'asked':
    case 'checked':
    case 'bounced':
      return null;
  }
};

/** The store's `forget`. */
export const forget = (db: Database.Database): Pick<Store, 'forget'> => {
  const sql = statements(db);
  const rowsOf = happenings(db);
  const add = addHappening(db);
  const foldAnew = refold(db);

  const rewrite = ({ id, actor }: HappeningRow, events: unknown, address: string): void => {
    sql.rewrite.run(JSON.stringify(without(JSON.parse(actor), address)), JSON.stringify(events), id);
  };

  const strip = ({ reference, status }: Theirs, address: string, now: number): void => {
    const published = status === 'published';
    for (const row of rowsOf(reference)) {
      const events = keptEvents(row).flatMap(({ event }) => remainder(event, published, address) ?? []);
      if (events.length === 0) sql.drop.run(row.id);
      else rewrite(row, events, address);
    }
    if (!published)
      add({
        ...{ submission: reference, cause: `forget:${now}`, n: 0, at: now },
        actor: { kind: 'operator', name: 'forget' },
        events: [{ type: 'status', to: 'withdrawn', why: ERASED }],
      });
    foldAnew(reference);
  };

  /** In submissions of others: as a contact, or as one who wrote. */
  const scrub = (reference: string, address: string): void => {
    for (const row of rowsOf(reference)) rewrite(row, without(JSON.parse(row.events), address), address);
    foldAnew(reference);
  };

  const eraseMessage = ({ id, theirs, ...row }: MessageRow, address: string, now: number): void => {
    const reading = readingOf(row.reading);
    const decision = JSON.parse(row.decision) as KeptDecision;
    sql.dropSource.run(id);
    sql.noSource.run(id);
    if (theirs === 0) {
      const scrubbed = without(decision, address) as KeptDecision;
      sql.scrub.run(keptReading(without(reading, address) as Reading), JSON.stringify(scrubbed), whyOf(scrubbed), id);
      return;
    }
    const bared = bareDecision(decision);
    sql.dropReferences.run(id);
    sql.husk.run(keptReading(huskOf(reading)), keptDecision(bared, reading), whyOf(bared), now, id);
  };

  const erase = (address: string, now: number): Omit<Forgotten, 'inWal'> => {
    const theirs = sql.theirs.all(address);
    const messages = sql.messages.all({ address });
    for (const message of messages) eraseMessage(message, address, now);
    const letters = sql.letters.all({ address });
    for (const { id } of letters) {
      sql.emptyDraft.run(NO_DRAFT, id);
      sql.dropOctets.run(id);
    }
    const own = new Set(theirs.map((each) => each.reference));
    const others = sql.mentions.all({ address }).filter((row) => !own.has(row.submission));
    for (const each of theirs) strip(each, address, now);
    for (const { submission } of others) scrub(submission, address);
    sql.dropParty.run(address);
    sql.lift.run(address);
    const published = theirs.filter((each) => each.status === 'published').map((each) => each.reference);
    return { messages: messages.length, letters: letters.length, submissions: [...own], consentKept: published };
  };

  return {
    forget: (address, now) => {
      const forgotten = db.transaction(erase).immediate(address.toLowerCase(), now);
      // Or the words would stay readable in pages that are free, and in the -wal.
      db.exec('VACUUM');
      return { ...forgotten, inWal: !emptyWal(db) };
    },
  };
};
