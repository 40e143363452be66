import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Written } from '../../../src/mail/draft.ts';
import type { Discovery, Listed } from '../../../src/ports.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Arrival, Outcome, Store } from '../../../src/store/store.ts';
import { decided } from '../../../src/triage/decided.ts';
import type { Decision, Facts, Keys, Reading } from '../../../src/triage/decision.ts';
import type { SubmissionEvent } from '../../../src/triage/submission.ts';

export const NOW = Date.UTC(2026, 10, 20, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const INBOX = 'imaps://data@mail.example.org/INBOX';

const folders: string[] = [];
const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the test. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'mailroom-store-'));
  folders.push(path);
  return path;
};

/** A store that is closed after the test. */
export const opened = (path = ':memory:', options: Parameters<typeof openStore>[1] = {}): Store => {
  const store = openStore(path, options);
  stores.push(store);
  return store;
};

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

export const listed = (key: string, receivedAt = NOW, size = 1000): Listed => ({ key, receivedAt, size });
export const discovery = (arrivals: readonly Listed[], epoch = '7', exists = arrivals.length): Discovery => ({
  epoch,
  arrivals,
  exists,
});

/** Admits one message into a mailbox that isn't new, and gives its row. */
export const arrive = (store: Store, key: string, receivedAt = NOW): Arrival => {
  if (store.mark(INBOX) === null) store.admit(INBOX, discovery([]), 'process', NOW);
  store.admit(INBOX, discovery([listed(key, receivedAt)], '7', 1000), 'process', receivedAt);
  const arrival = store.pending(INBOX, receivedAt + 30 * DAY, 100_000).find((each) => each.key === key);
  if (arrival === undefined) throw new Error(`${key} isn't pending`);
  return arrival;
};

export const keys = (over: Partial<Keys> = {}): Keys => ({
  sender: 'ada@example.org',
  messageIds: [],
  tokenIds: [],
  references: [],
  identities: [],
  contentKey: null,
  windows: { reply: DAY, total: HOUR, pass: NOW - MINUTE },
  ...over,
});

export const reading = (name: string, over: Partial<Reading> = {}): Reading => ({
  kind: 'submission',
  messageId: `<${name}@example.org>`,
  inReplyTo: [],
  references: [],
  subject: `A dataset: ${name}`,
  date: NOW,
  receivedAt: null,
  sender: { kind: 'address', address: { name: 'Ada', address: 'Ada@example.org' } },
  from: 'Ada <Ada@example.org>',
  recipients: ['data@example.org'],
  keys: { copy: sha(`copy ${name}`), message: sha(name) },
  reasons: [],
  authentication: { dmarc: 'unknown', dkim: 'unknown', spf: 'unknown', by: null },
  report: null,
  offers: [],
  text: `the words of ${name}`,
  elided: '',
  insertions: [],
  tokens: [],
  subjectReferences: [],
  topic: null,
  attachments: [],
  notes: [],
  ...over,
});

export const decision = (over: Partial<Decision> = {}): Decision => ({
  ...decided('submission', { is: 'ignore', why: 'a test' }),
  ...over,
});

export const ignore: Outcome = { decision: decision(), drafts: [] };

export const draft = (id: string, over: Partial<Outcome['drafts'][number]> = {}, to = 'ada@example.org') => ({
  draft: {
    messageId: `<${id}@mailroom.example.org>`,
    from: { name: 'Data', address: 'data@example.org' },
    replyTo: null,
    to: { name: '', address: to },
    subject: `Re: ${id}`,
    inReplyTo: null,
    references: [],
    autoSubmitted: 'auto-replied' as const,
    template: 'clarification' as const,
    data: { words: `words of ${id}` },
  },
  template: 'clarification',
  submission: null,
  automatic: true,
  hold: null,
  ...over,
});

/** A decision that opens the next submission, asks back, and writes a letter named after the message. */
export const open =
  (over: Partial<Decision> = {}, more: readonly SubmissionEvent[] = [], identity: string | null = null) =>
  (facts: Facts): Outcome => {
    const submission = `DS-${String(facts.nextNumber).padStart(4, '0')}`;
    const events: SubmissionEvent[] = [
      { type: 'opened', by: 'ada@example.org', name: 'Ada', subject: 'A dataset', messageId: null },
      {
        type: 'answered',
        field: 'datasetUrl',
        value: 'https://data.example.org/set',
        strength: 'clear',
        before: null,
        provenance: null,
        identity,
      },
      { type: 'clarified', fields: ['termsAccepted'], fingerprint: 'f1' },
      ...more,
    ];
    return {
      decision: decision({
        disposition: { is: 'clarify', submission, problems: [] },
        submission,
        events: events.map((event) => ({ submission, event })),
        ...over,
      }),
      drafts: [draft(facts.id ?? 'none', { submission })],
    };
  };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A letter as it leaves. */
export const written = (text: string): Written => ({ bytes: bytes(text), text });

/** Admits and commits one message. */
export const take = (
  store: Store,
  name: string,
  decide: (facts: Facts) => Outcome,
  over: { readonly keys?: Partial<Keys>; readonly reading?: Partial<Reading>; readonly at?: number } = {},
) => {
  const at = over.at ?? NOW;
  const arrival = arrive(store, name, at);
  const cause = {
    kind: 'mail' as const,
    arrival,
    source: bytes(`source of ${name}`),
    reading: reading(name, over.reading),
  };
  return store.commit(cause, keys(over.keys), at, decide);
};

/** Claims and settles every letter that is due. */
export const sendAll = (store: Store, now = NOW): number => {
  const due = store.due(now, 1000);
  for (const item of due) {
    store.claim(item.id, written(`text of ${item.messageId}`), now);
    store.enterData(item.id);
    store.settle(
      item.id,
      { state: 'sent', response: '250 2.0.0 OK', serverMessageId: `<srv-${item.id}@provider.example>` },
      now,
    );
  }
  return due.length;
};
