import { describe, expect, it } from 'vitest';
import type { PassSummary, Store } from '../../../src/store/store.ts';
import {
  arrive,
  DAY,
  decision,
  discovery,
  draft,
  HOUR,
  INBOX,
  keys,
  listed,
  MINUTE,
  NOW,
  open,
  opened,
  reading,
  sendAll,
  take,
} from './support.ts';

const ignored = (why: string) => () => ({
  decision: decision({ kind: 'bulk', disposition: { is: 'ignore' as const, why } }),
  drafts: [],
});
const question = () => ({
  decision: decision({ kind: 'inquiry', disposition: { is: 'route' as const, why: 'a question', topic: null } }),
  drafts: [],
});
const summary: PassSummary = {
  discovered: 0,
  read: 0,
  kinds: {},
  dispositions: {},
  sent: 0,
  deferred: 0,
  failed: 0,
  uncertain: 0,
  ms: 1,
};

describe('messages', () => {
  it('are listed oldest first, those never read too', () => {
    const store = opened();
    take(store, 'late', question, { at: NOW });
    take(store, 'early', ignored('a newsletter'), { at: NOW - HOUR });
    arrive(store, 'unread', NOW - DAY);
    expect(store.messages()).toMatchObject([
      { id: 'A-0003', kind: null, disposition: null, from: '', class: 'retrying', state: 'discovered', at: NOW - DAY },
      { id: 'M-0002', kind: 'bulk', disposition: { is: 'ignore', why: 'a newsletter' }, text: '', class: 'ignored' },
      {
        id: 'M-0001',
        kind: 'inquiry',
        from: 'Ada <Ada@example.org>',
        text: 'the words of late',
        class: 'with a person',
      },
    ]);
  });

  it('are found by either name, with their source, reading, decision and replies', () => {
    const store = opened();
    const source = new TextEncoder().encode('a line that repeats itself\n'.repeat(1000));
    const arrival = arrive(store, 'one');
    store.commit({ kind: 'mail', arrival, source, reading: reading('one') }, keys(), NOW, open());
    const detail = store.message('M-0001');
    expect(detail).toEqual(store.message('<one@example.org>'));
    expect(detail?.source).toEqual(Buffer.from(source));
    expect(detail?.reading).toEqual(reading('one'));
    expect(detail?.disposition?.is).toBe('clarify');
    expect(detail?.events.map(({ submission, event }) => [submission, event.type])).toEqual([
      ['DS-0001', 'opened'],
      ['DS-0001', 'answered'],
      ['DS-0001', 'clarified'],
    ]);
    expect(detail?.replies).toMatchObject([{ to: 'ada@example.org', template: 'clarification' }]);
    expect(store.message('A-0001')?.id, 'by its row in the ledger').toBe('M-0001');
  });

  it('have the events of their last decision, as they have its disposition', () => {
    const store = opened();
    take(store, 'one', open());
    const assigned = { submission: 'DS-0001', event: { type: 'assigned' as const, to: 'kim' } };
    const actor = { kind: 'operator' as const, name: 'kim' };
    store.commit({ kind: 'again', message: 'M-0001', actor, reading: null }, keys(), NOW + HOUR, () => ({
      decision: decision({ events: [assigned] }),
      drafts: [],
    }));
    expect(store.message('M-0001')?.events).toEqual([assigned]);
    expect(store.submission('DS-0001')?.events, 'which keeps them all').toHaveLength(4);
  });

  it.each(['M-0009', 'A-0009', 'M-', 'M-1e3', '<nobody@example.org>', '', "' OR 1=1 --"])(
    'are not found by %j',
    (name) => {
      const store = opened();
      take(store, 'one', open());
      expect(store.message(name)).toBeNull();
      expect(store.submission(name)).toBeNull();
    },
  );
});

describe('submissions', () => {
  it('show what belongs to them', () => {
    const store = opened();
    take(store, 'one', open());
    take(store, 'other', ignored('x'));
    take(store, 'two', () => ({
      decision: decision({
        kind: 'reply',
        disposition: { is: 'route', why: 'from somebody else', topic: null },
        events: [{ submission: 'DS-0001', event: { type: 'attached', from: 'bob@example.org', why: 'not a party' } }],
      }),
      drafts: [],
    }));
    const detail = store.submission('DS-0001');
    expect(detail?.messages.map((message) => message.id)).toEqual(['M-0001', 'M-0003']);
    expect(detail?.replies).toHaveLength(1);
    expect(detail?.events.map((kept) => kept.event.type)).toEqual(['opened', 'answered', 'clarified', 'attached']);
  });
});

describe('the outbox', () => {
  it('leaves out what is done, unless all is asked for', () => {
    const store = opened();
    take(store, 'one', open());
    sendAll(store);
    take(store, 'two', () => ({ decision: decision(), drafts: [draft('x', { hold: 'dmarc=fail' })] }));
    expect(store.outbox(false)).toMatchObject([{ state: 'held', response: 'dmarc=fail', notBefore: null }]);
    expect(store.outbox(true).map((row) => row.state)).toEqual(['sent', 'held']);
  });
});

describe('digestRows', () => {
  const ended = (store: Store, at: number): void => {
    store.commit({ kind: 'order', id: `end ${at}`, actor: { kind: 'operator', name: 'kim' } }, keys(), at, () => ({
      decision: decision({ events: [{ submission: 'DS-0001', event: { type: 'status', to: 'declined', why: 'x' } }] }),
      drafts: [],
    }));
  };

  it('has open submissions, those that ended since the last, with twins and words', () => {
    const store = opened();
    take(store, 'one', open({}, [], 'data.example.org/set'));
    take(store, 'two', open({}, [], 'data.example.org/set'));
    const rows = () =>
      store
        .digestRows(NOW)
        .submissions.map((each) => [
          each.reference,
          each.twins,
          each.words?.map((words) => `${words.id}: ${words.text}`),
        ]);
    const both = [
      ['DS-0001', ['DS-0002'], ['M-0001: the words of one']],
      ['DS-0002', ['DS-0001'], ['M-0002: the words of two']],
    ];
    expect(rows()).toEqual(both);
    ended(store, NOW + HOUR);
    expect(rows()).toEqual(both);
    store.digestMade(NOW + 2 * HOUR);
    expect(rows()).toEqual([both[1]]);
    expect(store.digestRows(NOW).since).toBe(NOW + 2 * HOUR);
  });

  it('lists what a person must see, and counts what was ignored since the last', () => {
    const store = opened();
    take(store, 'q', question);
    take(store, 'n1', ignored('a newsletter'));
    take(store, 'n2', ignored('a newsletter'));
    take(store, 'b', ignored('a bounce'));
    const failing = arrive(store, 'failing');
    store.retry(failing.id, 'no body', NOW);
    arrive(store, 'only unread');
    take(store, 'held', () => ({ decision: decision(), drafts: [draft('x', { hold: 'dmarc=fail' })] }));
    const rows = store.digestRows(NOW);
    expect(rows.messages.map((message) => message.id)).toEqual(['M-0001', 'A-0005']);
    expect(rows.messages[1]).toMatchObject({ class: 'retrying', error: 'no body' });
    expect(rows.ignored).toEqual([
      { why: 'a newsletter', count: 2 },
      { why: 'a bounce', count: 1 },
      { why: 'a test', count: 1 },
    ]);
    expect(rows.outbox).toMatchObject([{ state: 'held' }]);
    store.digestMade(NOW);
    expect(store.digestRows(NOW).ignored).toEqual([]);
  });

  it('draws weeks from Monday to Sunday, UTC', () => {
    const store = opened();
    const monday = Date.UTC(2026, 10, 16);
    take(store, 'sunday', open(), { at: monday - 1 });
    sendAll(store, monday - 1 + HOUR);
    take(store, 'monday', open(), { at: monday });
    take(store, 'later', open(), { at: monday + DAY });
    sendAll(store, monday + DAY + 3 * HOUR);
    store.admit('maildir:old', discovery([listed('1', monday)], 'maildir'), 'baseline', NOW);
    const weeks = store.digestRows(NOW).weeks;
    expect(weeks).toHaveLength(8);
    expect(weeks.slice(-2)).toEqual([
      { monday: '2026-11-09', arrived: 1, answered: 0, medianAnswer: null },
      { monday: '2026-11-16', arrived: 2, answered: 3, medianAnswer: 3 * HOUR },
    ]);
    expect(weeks[0]?.monday).toBe('2026-09-28');
  });

  it('tells the last pass and what mailboxes hold', () => {
    const store = opened();
    expect(store.digestRows(NOW)).toMatchObject({ lastPass: null, since: null, mailboxes: [] });
    const good = store.passBegan(NOW);
    store.passEnded(good, summary, null, NOW + 1);
    const bad = store.passBegan(NOW + 2);
    store.passEnded(bad, summary, 'no connection', NOW + 3);
    store.passBegan(NOW + 4);
    store.noteMailbox(INBOX, 12, NOW);
    expect(store.mark(INBOX), 'a note is no discovery').toBeNull();
    expect(store.digestRows(NOW)).toMatchObject({
      lastPass: { at: NOW + 3, ok: false, error: 'no connection' },
      mailboxes: [{ name: INBOX, exists: 12, rows: 0, at: NOW }],
    });
    expect(store.status()).toMatchObject({ lastGoodPass: NOW + 1 });
  });
});

describe('status', () => {
  it('counts and tells the oldest of what waits', () => {
    const store = opened();
    expect(store.status()).toMatchObject({
      oldestUnread: null,
      oldestUnsent: null,
      outbox: [],
      lastGoodPass: null,
      lastPass: null,
    });
    take(store, 'one', open());
    arrive(store, 'two', NOW - MINUTE);
    expect(store.status()).toMatchObject({
      oldestUnread: NOW - MINUTE,
      oldestUnsent: NOW,
      outbox: [{ state: 'ready', count: 1 }],
    });
  });
});

describe('retention', () => {
  it('drops the bytes and the words of old ignored mail, and nothing else', () => {
    const store = opened();
    take(store, 'old', ignored('x'), { at: NOW - 9 * DAY });
    take(store, 'new', ignored('x'), { at: NOW });
    take(store, 'kept', open(), { at: NOW - 9 * DAY });
    expect(store.dropIgnored(NOW - DAY)).toBe(1);
    expect(['M-0001', 'M-0002', 'M-0003'].map((id) => store.message(id)?.source?.length ?? null)).toEqual([
      null,
      13,
      14,
    ]);
    const textOf = (id: string) => store.message(id)?.reading?.text;
    expect([textOf('M-0001'), textOf('M-0003')]).toEqual(['', expect.stringMatching(/./)]);
    expect(store.message('M-0001')?.reading?.subject).toBe('A dataset: old');
    expect(store.dropIgnored(NOW - DAY)).toBe(0);
  });
});
