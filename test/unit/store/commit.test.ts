import { describe, expect, it } from 'vitest';
import { foldSubmission } from '../../../src/triage/fold.ts';
import {
  arrive,
  DAY,
  decision,
  draft,
  ignore,
  keys,
  NOW,
  open,
  opened,
  reading,
  sendAll,
  take,
  written,
} from './support.ts';

describe('commit', () => {
  it('writes message, events, submission and letter together', () => {
    const store = opened();
    const { id } = take(store, 'one', open());
    expect(id).toBe('M-0001');
    expect(store.submissions().map((each) => each.reference)).toEqual(['DS-0001']);
    expect(store.outbox(true)).toMatchObject([{ state: 'ready', to: 'ada@example.org', submission: 'DS-0001' }]);
    expect(store.message('M-0001')).toMatchObject({
      messageId: '<one@example.org>',
      submission: 'DS-0001',
      state: 'decided',
    });
    expect(new TextDecoder().decode(store.message('<one@example.org>')?.source ?? undefined)).toBe('source of one');
  });

  it('leaves nothing behind when the decision throws', () => {
    const store = opened();
    const decide = () => {
      throw new Error('a bug');
    };
    expect(() => take(store, 'one', decide)).toThrow('a bug');
    expect(store.messages()).toMatchObject([{ state: 'discovered', kind: null, class: 'retrying' }]);
    expect(store.outbox(true)).toEqual([]);
    expect(store.submissions()).toEqual([]);
  });

  it('keeps a cache that is the fold of the events', () => {
    const store = opened();
    take(store, 'one', open());
    take(store, 'two', () => ({
      decision: decision({
        kind: 'reply',
        disposition: { is: 'acknowledge', submission: 'DS-0001' },
        submission: 'DS-0001',
        events: [
          { submission: 'DS-0001', event: { type: 'noted', text: 'a note' } },
          { submission: 'DS-0001', event: { type: 'status', to: 'ready', why: null } },
        ],
      }),
      drafts: [],
    }));
    const detail = store.submission('DS-0001');
    expect(detail?.events).toHaveLength(5);
    expect(foldSubmission(detail?.events ?? [])).toEqual(detail?.submission);
    expect(detail?.submission.status).toBe('ready');
    expect(detail?.messages.map((message) => message.id)).toEqual(['M-0001', 'M-0002']);
  });

  it('commits an arrival once, however often it is asked to', () => {
    const store = opened();
    const arrival = arrive(store, 'one');
    const cause = { kind: 'mail' as const, arrival, source: new Uint8Array(), reading: reading('one') };
    store.commit(cause, keys(), NOW, open());
    const second = store.commit(cause, keys(), NOW, () => {
      throw new Error('asked again');
    });
    expect(second).toMatchObject({ id: 'M-0001', outcome: { drafts: [] } });
    expect(store.outbox(true)).toHaveLength(1);
  });

  it('attaches the same message by another route, and nothing follows from it', () => {
    const store = opened();
    take(store, 'one', open());
    const arrival = arrive(store, 'elsewhere');
    const cause = { kind: 'mail' as const, arrival, source: new Uint8Array(), reading: reading('one') };
    let seenAs: string | null = null;
    store.commit(cause, keys(), NOW, (facts) => {
      seenAs = facts.seenAs;
      return { ...open()(facts), drafts: [draft('another')] };
    });
    expect(seenAs).toBe('M-0001');
    expect(store.messages()).toHaveLength(1);
    expect(store.outbox(true)).toHaveLength(1);
    expect(store.submissions()).toHaveLength(1);
    expect(store.digestRows(NOW).sum.reduce((sum, row) => sum + row.count, 0)).toBe(2);
  });

  it('numbers two messages of the same Message-ID apart', () => {
    const store = opened();
    take(store, 'one', () => ignore, { reading: { messageId: '<same@example.org>' } });
    const { id } = take(store, 'two', () => ignore, { reading: { messageId: '<same@example.org>' } });
    expect(id).toBe('M-0002');
  });

  it('decides again on release: the held letter goes, the closing is undone', () => {
    const store = opened();
    take(store, 'one', (facts) => ({
      decision: decision({ disposition: { is: 'hold', why: 'dmarc=fail' } }),
      drafts: [draft(`${facts.id}`, { hold: 'dmarc=fail' })],
    }));
    const order = { kind: 'order' as const, id: 'o1', actor: { kind: 'operator' as const, name: 'kim' } };
    store.commit(order, keys({ sender: null }), NOW, () => ({
      decision: decision({ kind: 'order', closes: [{ message: 'M-0001', why: 'a mistake' }] }),
      drafts: [],
    }));
    expect(store.messages()[0]?.class).toBe('answered');
    const actor = { kind: 'operator' as const, name: 'kim' };
    const again = store.commit({ kind: 'again', message: 'M-0001', actor, reading: null }, keys(), NOW, (facts) => {
      expect(facts).toMatchObject({ id: 'M-0001', seenAs: null, released: true, receivedAt: NOW });
      return open()(facts);
    });
    expect(again.id).toBe('M-0001');
    expect(store.outbox(true)).toMatchObject([{ state: 'ready', attempts: 0 }]);
    expect(store.messages()).toMatchObject([{ class: 'waiting for the contributor', submission: 'DS-0001' }]);
    expect(store.submission('DS-0001')?.events[0]).toMatchObject({
      cause: 'M-0001',
      actor: { kind: 'operator', name: 'kim' },
    });
  });

  it('refuses an order that was obeyed before', () => {
    const store = opened();
    take(store, 'one', open());
    const order = {
      kind: 'order' as const,
      id: 'o1',
      actor: { kind: 'reviewer' as const, address: 'rev@example.org' },
    };
    const accept = () => ({
      decision: decision({
        kind: 'order',
        events: [{ submission: 'DS-0001', event: { type: 'status' as const, to: 'accepted' as const, why: null } }],
      }),
      drafts: [],
    });
    store.commit(order, keys(), NOW, accept);
    expect(() => store.commit(order, keys(), NOW, accept)).toThrow(expect.objectContaining({ trouble: 'repeated' }));
  });

  it('says so when a message or a submission is not there', () => {
    const store = opened();
    const actor = { kind: 'operator' as const, name: 'kim' };
    expect(() =>
      store.commit({ kind: 'again', message: 'M-0009', actor, reading: null }, keys(), NOW, () => ignore),
    ).toThrow('no message M-0009');
    expect(() =>
      store.commit({ kind: 'order', id: 'x', actor }, keys(), NOW, () => ({
        decision: decision({ events: [{ submission: 'DS-0009', event: { type: 'noted', text: 'x' } }] }),
        drafts: [],
      })),
    ).toThrow('no submission DS-0009');
  });

  it('keeps the rest of a batch when one decision throws, and nothing when the batch does', () => {
    const store = opened();
    const one = arrive(store, 'one');
    const two = arrive(store, 'two');
    const cause = (arrival: typeof one, name: string) => ({
      kind: 'mail' as const,
      arrival,
      source: new Uint8Array(),
      reading: reading(name),
    });
    store.batch(() => {
      store.commit(cause(one, 'one'), keys(), NOW, () => ignore);
      expect(() =>
        store.commit(cause(two, 'two'), keys(), NOW, () => {
          throw new Error('a bug');
        }),
      ).toThrow('a bug');
    });
    expect(store.messages().map((message) => message.state)).toEqual(['decided', 'discovered']);
    expect(() =>
      store.batch(() => {
        store.commit(cause(two, 'two'), keys(), NOW, () => ignore);
        throw new Error('power');
      }),
    ).toThrow('power');
    expect(store.messages().map((message) => message.state)).toEqual(['decided', 'discovered']);
  });

  it('writes the events of an order by mail as its reviewer, of any other mail as its party', () => {
    const store = opened();
    take(store, 'one', open());
    const event = { submission: 'DS-0001', event: { type: 'noted' as const, text: 'x' } };
    const rev = { sender: { kind: 'address' as const, address: { name: '', address: 'rev@example.org' } } };
    take(store, 'two', () => ({ decision: decision({ kind: 'order', events: [event] }), drafts: [] }), {
      reading: rev,
      keys: { sender: 'rev@example.org' },
    });
    take(store, 'three', () => ({ decision: decision({ kind: 'reply', events: [event] }), drafts: [] }));
    const actors = store
      .submission('DS-0001')
      ?.events.slice(3)
      .map((kept) => kept.actor);
    expect(actors).toEqual([
      { kind: 'reviewer', address: 'rev@example.org' },
      { kind: 'party', address: 'ada@example.org' },
    ]);
  });

  it('ends the doubt about a letter when a mail names it', () => {
    const store = opened();
    take(store, 'one', open());
    const [item] = store.due(NOW, 10);
    if (item === undefined) throw new Error('nothing due');
    store.claim(item.id, written('x'), NOW);
    store.enterData(item.id);
    expect(store.recover(NOW)).toEqual({ ready: 0, uncertain: 1 });
    take(store, 'two', () => ignore, { keys: { messageIds: [item.messageId] }, at: NOW + DAY });
    expect(store.outbox(true)).toMatchObject([{ state: 'sent', response: 'sent: M-0002 refers to it' }]);
  });

  it('holds what waits for an address that is set aside, until the address is lifted', () => {
    const store = opened();
    take(store, 'one', open());
    const change = (suppressions: Parameters<typeof decision>[0]) => () => ({
      decision: decision(suppressions),
      drafts: [],
    });
    take(
      store,
      'two',
      change({ kind: 'bounce', suppressions: [{ change: 'suppress', address: 'Ada@example.org', why: 'bounced' }] }),
    );
    expect(store.due(NOW + DAY, 10)).toEqual([]);
    let suppressed: string | null = null;
    take(store, 'three', (facts) => {
      suppressed = facts.suppressed;
      return { decision: decision({ suppressions: [{ change: 'lift', address: 'ada@example.org' }] }), drafts: [] };
    });
    expect(suppressed).toBe('bounced');
    take(store, 'four', (facts) => {
      suppressed = facts.suppressed;
      return ignore;
    });
    expect(suppressed).toBeNull();
    expect(sendAll(store, NOW + DAY)).toBe(0);
  });

  it('holds a letter that was on its way when its address was set aside', () => {
    const store = opened();
    take(store, 'one', open());
    const [letter] = store.due(NOW, 1);
    store.claim(letter?.id ?? 0, { bytes: new Uint8Array([1]), text: 'words' }, NOW);
    const suppressions = [{ change: 'suppress' as const, address: 'ada@example.org', why: 'bounced' }];
    take(store, 'two', () => ({ decision: decision({ kind: 'bounce', suppressions }), drafts: [] }));
    store.settle(letter?.id ?? 0, { state: 'ready', notBefore: NOW, response: '451 later' }, NOW);
    expect(store.outbox(true)).toMatchObject([{ state: 'held' }]);
  });
});
