import { describe, expect, it } from 'vitest';
import type { OutboxItem, Store } from '../../../src/store/store.ts';
import type { Keys } from '../../../src/triage/decision.ts';
import { HELD_BY_LIMIT } from '../../../src/triage/held.ts';
import {
  DAY,
  decision,
  draft,
  HOUR,
  ignore,
  keys,
  MINUTE,
  NOW,
  open,
  opened,
  sendAll,
  take,
  written,
} from './support.ts';

const text = (octets: Uint8Array | null): string => new TextDecoder().decode(octets ?? undefined);

/** A store with one letter that is due. */
const withLetter = (): { readonly store: Store; readonly item: OutboxItem } => {
  const store = opened();
  take(store, 'one', open());
  const [item] = store.due(NOW, 10);
  if (item === undefined) throw new Error('nothing due');
  return { store, item };
};

const stateOf = (store: Store) => store.outbox(true)[0];

describe('a letter', () => {
  it('is due at once, once', () => {
    const { store, item } = withLetter();
    expect(item).toMatchObject({ state: 'ready', attempts: 0, bytes: null, to: 'ada@example.org' });
    expect(item.draft).toMatchObject({ template: 'clarification', data: { words: 'words of M-0001' } });
    expect(store.due(NOW - 1, 10)).toEqual([]);
    expect(store.claim(item.id, written('first'), NOW)).toBe(true);
    expect(store.due(NOW, 10)).toEqual([]);
    expect(store.claim(item.id, written('again'), NOW), 'it is being sent').toBe(false);
  });

  it('leaves the same bytes at each attempt', () => {
    const { store, item } = withLetter();
    store.claim(item.id, written('first'), NOW);
    store.settle(item.id, { state: 'ready', notBefore: NOW + HOUR, response: '451 later' }, NOW);
    expect(store.due(NOW, 10)).toEqual([]);
    const [again] = store.due(NOW + HOUR, 10);
    expect(again).toMatchObject({ attempts: 1, response: '451 later', notBefore: NOW + HOUR });
    expect(text(again?.bytes ?? null)).toBe('first');
    expect(() => store.claim(item.id, written('second'), NOW)).toThrow('UNIQUE');
    expect(store.claim(item.id, null, NOW)).toBe(true);
    expect(stateOf(store)).toMatchObject({ state: 'sending', stage: 'pre-data', attempts: 2 });
  });

  it('cannot be claimed before it is written', () => {
    const { store, item } = withLetter();
    expect(() => store.claim(item.id, null, NOW)).toThrow('never written');
    expect(stateOf(store)).toMatchObject({ state: 'ready', attempts: 0 });
  });

  it('exists once, whatever decides it again', () => {
    const { store, item } = withLetter();
    const same = { decision: decision(), drafts: [draft('M-0001'), draft('M-0001')] };
    store.commit({ kind: 'time', submission: 'DS-0001' }, keys(), NOW, () => same);
    expect(store.outbox(true)).toHaveLength(1);
    sendAll(store);
    store.commit({ kind: 'time', submission: 'DS-0001' }, keys(), NOW + 1, () => same);
    expect(store.outbox(true)).toMatchObject([{ id: item.id, state: 'sent' }]);
  });

  it.each([
    [
      { state: 'sent', response: '250 OK', serverMessageId: '<x@p.example>' },
      { state: 'sent', stage: null, response: '250 OK' },
    ],
    [
      { state: 'failed', response: '550 no such user' },
      { state: 'failed', stage: null, response: '550 no such user' },
    ],
    [
      { state: 'uncertain', response: 'timeout' },
      { state: 'uncertain', response: 'timeout' },
    ],
    [
      { state: 'held', reason: 'too large' },
      { state: 'held', response: 'too large' },
    ],
    [{ state: 'cancelled' }, { state: 'cancelled' }],
  ] as const)('settles as %o', (state, expected) => {
    const { store, item } = withLetter();
    store.claim(item.id, written('x'), NOW);
    store.enterData(item.id);
    store.settle(item.id, state, NOW);
    expect(stateOf(store)).toMatchObject(expected);
    expect(store.due(NOW + 99 * DAY, 10)).toEqual([]);
    store.settle(item.id, { state: 'ready', notBefore: NOW, response: null }, NOW);
    expect(stateOf(store), 'what is settled stays so').toMatchObject(expected);
  });

  it('stops before the body when it is no longer being sent', () => {
    const { store, item } = withLetter();
    expect(() => store.enterData(item.id)).toThrow("isn't being sent");
  });

  it('is ready again after a crash before the body, and uncertain after', () => {
    const { store, item } = withLetter();
    store.claim(item.id, written('x'), NOW);
    expect(store.recover(NOW)).toEqual({ ready: 1, uncertain: 0 });
    store.claim(item.id, null, NOW);
    store.enterData(item.id);
    expect(stateOf(store)).toMatchObject({ stage: 'data' });
    expect(store.recover(NOW)).toEqual({ ready: 0, uncertain: 1 });
    expect(store.recover(NOW)).toEqual({ ready: 0, uncertain: 0 });
    expect(store.due(NOW + 99 * DAY, 10)).toEqual([]);
  });
});

describe('a clock that ran ahead and was set back', () => {
  it('puts no letter off, and leaves no limit used up', () => {
    const store = opened();
    take(store, 'one', open(), { at: NOW + 400 * DAY });
    expect(store.due(NOW, 10)).toEqual([]);
    store.recover(NOW);
    expect(store.due(NOW, 10)).toHaveLength(1);
    take(store, 'two', (facts) => {
      expect(facts.answered.inAll, 'it counts as of now').toBe(1);
      return ignore;
    });
    take(
      store,
      'three',
      (facts) => {
        expect(facts.answered.inAll).toBe(0);
        return ignore;
      },
      { at: NOW + 2 * HOUR },
    );
  });

  it('keeps the distance to the next try', () => {
    const { store, item } = withLetter();
    store.claim(item.id, written('x'), NOW);
    store.settle(item.id, { state: 'ready', notBefore: NOW + 4 * HOUR, response: '451' }, NOW);
    store.recover(NOW);
    expect(store.due(NOW, 10)).toEqual([]);
  });
});

describe("a person's word", () => {
  const uncertain = () => {
    const { store, item } = withLetter();
    store.claim(item.id, written('x'), NOW);
    store.settle(item.id, { state: 'uncertain', response: '?' }, NOW);
    return { store, id: item.id };
  };

  it('sends an uncertain letter again, with the same bytes', () => {
    const { store, id } = uncertain();
    expect(store.retryReply(id, NOW)).toBe(true);
    expect(text(store.due(NOW, 10)[0]?.bytes ?? null)).toBe('x');
    expect(store.claim(id, null, NOW)).toBe(true);
  });

  it('cancels it', () => {
    const { store, id } = uncertain();
    expect(store.cancelReply(id, NOW)).toBe(true);
    expect(stateOf(store)).toMatchObject({ state: 'cancelled' });
    expect(store.cancelReply(id, NOW), 'twice').toBe(false);
    expect(store.retryReply(id, NOW), 'after the end').toBe(false);
  });

  it('says that it was sent', () => {
    const { store, id } = uncertain();
    expect(store.markSent(id, NOW)).toBe(true);
    expect(stateOf(store)).toMatchObject({ state: 'sent', response: 'sent, as a person said' });
    expect(store.waiting(NOW), 'the contributor has had it').toEqual(['DS-0001']);
  });

  it('has no effect on a letter that is being sent', () => {
    const { store, item } = withLetter();
    store.claim(item.id, written('x'), NOW);
    expect([store.retryReply(item.id, NOW), store.cancelReply(item.id, NOW), store.markSent(item.id, NOW)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('waiting', () => {
  it('begins when the letter is sent, and ends with the submission', () => {
    const store = opened();
    take(store, 'one', open());
    expect(store.waiting(NOW + 99 * DAY)).toEqual([]);
    sendAll(store, NOW + HOUR);
    expect(store.waiting(NOW + HOUR - 1)).toEqual([]);
    expect(store.waiting(NOW + HOUR)).toEqual(['DS-0001']);
    const event = { submission: 'DS-0001', event: { type: 'status' as const, to: 'lapsed' as const, why: null } };
    store.commit({ kind: 'time', submission: 'DS-0001' }, keys(), NOW, () => ({
      decision: decision({ events: [event] }),
      drafts: [],
    }));
    expect(store.waiting(NOW + 99 * DAY)).toEqual([]);
  });
});

describe('limits', () => {
  const letters = (store: Store, name: string, drafts: readonly ReturnType<typeof draft>[], at = NOW): void => {
    take(store, name, () => ({ decision: decision(), drafts }), { at });
  };
  const answered = (store: Store, now: number, over: Partial<Keys> = {}) => {
    let found = { toSender: -1, toDomain: -1, inAll: -1 };
    take(
      store,
      `asks at ${now} ${JSON.stringify(over)}`,
      (facts) => {
        found = { ...facts.answered };
        return ignore;
      },
      { at: now, keys: over },
    );
    return found;
  };

  it('count automatic letters that were let go, by window', () => {
    const store = opened();
    letters(store, 'a', [draft('1'), draft('2', {}, 'bob@example.org'), draft('3', {}, 'cy@example.com')]);
    letters(store, 'b', [draft('4', { automatic: false }), draft('5', { hold: 'dmarc=fail' })]);
    expect(answered(store, NOW)).toEqual({ toSender: 1, toDomain: 2, inAll: 3 });
    sendAll(store);
    expect(answered(store, NOW + 1)).toEqual({ toSender: 1, toDomain: 2, inAll: 3 });
    expect(answered(store, NOW + 2 * HOUR), 'beyond the hour of all').toEqual({ toSender: 1, toDomain: 2, inAll: 0 });
    const pass = { windows: { reply: DAY, total: HOUR, pass: NOW + MINUTE } };
    expect(answered(store, NOW + MINUTE, pass), 'in another pass').toEqual({ toSender: 1, toDomain: 0, inAll: 3 });
    expect(answered(store, NOW + 2 * DAY)).toEqual({ toSender: 0, toDomain: 2, inAll: 0 });
    expect(answered(store, NOW, { sender: null })).toMatchObject({ toSender: 0, toDomain: 0 });
  });

  it('hold letters that go, oldest first, when their window opens', () => {
    const store = opened();
    const hold = `${HELD_BY_LIMIT}ten a day`;
    letters(store, 'a', [
      draft('1', { hold }),
      draft('2', { hold }),
      draft('3', { hold }, 'bob@example.org'),
      draft('4', { hold: 'dmarc=fail' }),
    ]);
    const { windows } = keys();
    expect(store.releaseHeld(windows, NOW, () => false)).toBe(0);
    expect(store.due(NOW, 10)).toEqual([]);
    const asked: string[] = [];
    const released = store.releaseHeld(windows, NOW + DAY, (recipient, counts) => {
      asked.push(`${recipient} ${counts.toSender} ${counts.inAll}`);
      return counts.toSender < 1;
    });
    expect(asked).toEqual(['ada@example.org 0 0', 'ada@example.org 1 1', 'bob@example.org 0 1']);
    expect(released).toBe(2);
    expect(store.due(NOW + DAY, 10).map((item) => item.subject)).toEqual(['Re: 1', 'Re: 3']);
    expect(store.outbox(false).map((row) => row.state)).toEqual(['ready', 'held', 'ready', 'held']);
  });

  it('let nothing go to an address that is set aside', () => {
    const store = opened();
    letters(store, 'a', [draft('1', { hold: `${HELD_BY_LIMIT}x` })]);
    take(store, 'b', () => ({
      decision: decision({ suppressions: [{ change: 'suppress', address: 'ada@example.org', why: 'bounced' }] }),
      drafts: [],
    }));
    expect(store.releaseHeld(keys().windows, NOW, () => true)).toBe(0);
  });

  it('count a released letter once, from its release', () => {
    const store = opened();
    letters(store, 'a', [draft('1', { hold: 'x' })]);
    store.retryReply(1, NOW + DAY);
    store.claim(1, written('x'), NOW);
    store.settle(1, { state: 'failed', response: '550' }, NOW);
    store.retryReply(1, NOW + 2 * DAY);
    expect(answered(store, NOW + DAY)).toMatchObject({ toSender: 1, inAll: 1 });
    expect(answered(store, NOW + 2 * DAY + HOUR)).toMatchObject({ toSender: 0, inAll: 0 });
  });
});
