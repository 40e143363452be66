import { describe, expect, it } from 'vitest';
import type { Listed } from '../../../src/ports.ts';
import type { Store } from '../../../src/store/store.ts';
import { arrive, DAY, discovery, HOUR, INBOX, ignore, keys, listed, MINUTE, NOW, opened, reading } from './support.ts';

const pendingKeys = (store: Store, now = NOW): readonly string[] =>
  store.pending(INBOX, now, 100).map((arrival) => arrival.key);

const decide = (store: Store, key: string, name = key): void => {
  const arrival = store.pending(INBOX, NOW + DAY, 1000).find((each) => each.key === key);
  if (arrival === undefined) throw new Error(`${key} isn't pending`);
  store.commit(
    { kind: 'mail', arrival, source: new Uint8Array([1]), reading: reading(name) },
    keys(),
    NOW,
    () => ignore,
  );
};

const sum = (store: Store): Readonly<Record<string, number>> =>
  Object.fromEntries(
    store
      .digestRows(NOW)
      .sum.filter((row) => row.count > 0)
      .map((row) => [row.class, row.count]),
  );

describe('admit', () => {
  it.each([
    ['baseline', { fresh: 2, baseline: 2 }, []],
    ['process', { fresh: 2, baseline: 0 }, ['1', '2']],
  ] as const)('first run %s', (firstRun, counts, pending) => {
    const store = opened();
    expect(store.mark(INBOX)).toBeNull();
    expect(store.admit(INBOX, discovery([listed('1'), listed('2')]), firstRun, NOW)).toEqual(counts);
    expect(store.mark(INBOX)).toEqual({ epoch: '7', key: '2' });
    expect(pendingKeys(store)).toEqual(pending);
  });

  it('remembers a first run over an empty mailbox', () => {
    const store = opened();
    store.admit(INBOX, discovery([]), 'baseline', NOW);
    expect(store.mark(INBOX)).toEqual({ epoch: '7', key: '' });
    store.admit(INBOX, discovery([listed('1')]), 'baseline', NOW);
    expect(pendingKeys(store)).toEqual(['1']);
  });

  it('takes no notice of what is listed twice', () => {
    const store = opened();
    const all = discovery([listed('1'), listed('2')]);
    store.admit(INBOX, all, 'process', NOW);
    expect(store.admit(INBOX, all, 'process', NOW)).toEqual({ fresh: 0, baseline: 0 });
    expect(pendingKeys(store)).toEqual(['1', '2']);
  });

  it('keeps mailboxes apart', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1')]), 'process', NOW);
    store.admit('maildir:spool', discovery([listed('1')], 'maildir'), 'process', NOW);
    expect(pendingKeys(store)).toEqual(['1']);
    expect(store.pending('maildir:spool', NOW, 10)).toMatchObject([
      { mailbox: 'maildir:spool', epoch: 'maildir', key: '1' },
    ]);
  });

  it('gives what is due oldest first, and no more than asked for', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW - 1), listed('2', NOW - 3), listed('3', NOW - 2)]), 'process', NOW);
    expect(store.pending(INBOX, NOW, 2).map((arrival) => arrival.key)).toEqual(['2', '3']);
  });
});

describe('a renumbered mailbox (RFC 3501 2.3.1.1)', () => {
  const old: readonly Listed[] = [
    listed('1', NOW - 9 * DAY, 1),
    listed('2', NOW - 8 * DAY, 2),
    listed('3', NOW - 8 * DAY, 3),
  ];
  const earlier = (): Store => {
    const store = opened();
    store.admit(INBOX, discovery(old), 'process', NOW - DAY);
    decide(store, '1');
    decide(store, '2');
    return store;
  };

  it('leaves old acquaintances in the baseline, and reads what was not read yet and what is new', () => {
    const store = earlier();
    const renumbered = [
      listed('11', NOW - 9 * DAY, 1),
      listed('12', NOW - 8 * DAY, 2),
      listed('13', NOW - 8 * DAY, 3),
      listed('14', NOW - HOUR, 4),
    ];
    expect(store.admit(INBOX, discovery(renumbered, '8'), 'baseline', NOW)).toEqual({ fresh: 4, baseline: 2 });
    expect(store.pending(INBOX, NOW, 10)).toMatchObject([
      { key: '13', epoch: '8', remapped: true },
      { key: '14', epoch: '8', remapped: true },
    ]);
    expect(store.mark(INBOX)).toEqual({ epoch: '8', key: '14' });
    expect(sum(store)).toEqual({ ignored: 2, gone: 1, baseline: 2, retrying: 2 });
    expect(store.digestRows(NOW).mailboxes).toMatchObject([{ rows: 4 }]);
  });

  it("keeps a person's release", () => {
    const store = opened();
    store.admit(INBOX, discovery(old), 'baseline', NOW - DAY);
    store.releaseBaseline(NOW - 8.5 * DAY);
    const renumbered = [listed('11', NOW - 9 * DAY, 1), listed('12', NOW - 8 * DAY, 2), listed('13', NOW - 8 * DAY, 3)];
    store.admit(INBOX, discovery(renumbered, '8'), 'baseline', NOW);
    expect(store.pending(INBOX, NOW, 10)).toMatchObject([
      { key: '12', released: true },
      { key: '13', released: true },
    ]);
  });

  it('takes in again what failed under numbers that come back', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW - HOUR)]), 'process', NOW);
    const [mail] = store.pending(INBOX, NOW, 1);
    let at = NOW;
    while (store.retry(mail?.id ?? 0, 'no body', at) !== 'quarantined') at += DAY;
    store.admit(INBOX, discovery([listed('51', NOW - HOUR)], '8'), 'process', at);
    store.admit(INBOX, discovery([listed('1', NOW - HOUR)]), 'process', at);
    expect(pendingKeys(store)).toEqual(['1']);
  });

  it('counts what is gone once', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW - HOUR), listed('2', NOW - HOUR)]), 'process', NOW);
    const [mail] = store.pending(INBOX, NOW, 1);
    for (let n = 0; n < 2; n += 1) store.gone(mail?.id ?? 0, NOW);
    expect(store.digestRows(NOW).mailboxes).toMatchObject([{ rows: 1 }]);
  });

  it('answers nothing again that is recent and known: its content shows it', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW - HOUR)]), 'process', NOW);
    decide(store, '1', 'same');
    store.admit(INBOX, discovery([listed('21', NOW - HOUR)], '8'), 'process', NOW);
    const [arrival] = store.pending(INBOX, NOW, 10);
    if (arrival === undefined) throw new Error('nothing pending');
    const seen: (string | null)[] = [];
    store.commit(
      { kind: 'mail', arrival, source: new Uint8Array(), reading: reading('same') },
      keys(),
      NOW,
      (facts) => {
        seen.push(facts.seenAs);
        return ignore;
      },
    );
    expect(seen).toEqual(['M-0001']);
    expect(store.messages()).toHaveLength(1);
    expect(sum(store)).toEqual({ ignored: 2 });
  });

  it('leaves a recent baseline in the baseline', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW - HOUR, 1)]), 'baseline', NOW);
    store.admit(INBOX, discovery([listed('41', NOW - HOUR, 1), listed('42', NOW - HOUR, 2)], '8'), 'baseline', NOW);
    expect(pendingKeys(store)).toEqual(['42']);
  });

  it('reads under a third numbering what it never read under the first, however empty the second was', () => {
    const store = earlier();
    store.admit(INBOX, discovery([], '8'), 'process', NOW);
    store.admit(INBOX, discovery([listed('31', NOW - 8 * DAY, 3)], '9'), 'process', NOW);
    expect(pendingKeys(store)).toEqual(['31']);
  });

  it('loses nothing when the server goes back to its old numbers', () => {
    const store = earlier();
    store.admit(INBOX, discovery([], '8'), 'process', NOW);
    expect(sum(store)).toEqual({ ignored: 2, gone: 1 });
    store.admit(INBOX, discovery(old), 'process', NOW);
    expect(pendingKeys(store)).toEqual(['3']);
    expect(sum(store)).toEqual({ ignored: 2, retrying: 1 });
    expect(store.digestRows(NOW).mailboxes).toMatchObject([{ rows: 3 }]);
  });
});

describe('the count of what a mailbox still shows', () => {
  it('follows a listing that is complete, and not one that is a part', () => {
    const store = opened();
    const rows = (): number | undefined => store.digestRows(NOW).mailboxes[0]?.rows;
    store.admit(INBOX, discovery([listed('1'), listed('2'), listed('3')]), 'process', NOW);
    expect(rows()).toBe(3);
    store.admit(INBOX, discovery([listed('3')], '7', 2), 'process', NOW);
    expect(rows()).toBe(3);
    store.admit(INBOX, discovery([listed('2'), listed('3')]), 'process', NOW);
    expect(rows()).toBe(2);
    store.noteMailbox(INBOX, 2, NOW);
    expect(store.digestRows(NOW).mailboxes).toEqual([{ name: INBOX, exists: 2, rows: 2, at: NOW }]);
    expect(pendingKeys(store)).toEqual(['1', '2', '3']);
  });

  it('is one less for each message that is gone', () => {
    const store = opened();
    const arrival = arrive(store, '1');
    store.gone(arrival.id, NOW);
    store.gone(arrival.id, NOW);
    expect(store.digestRows(NOW).mailboxes).toMatchObject([{ rows: 0 }]);
    expect(sum(store)).toEqual({ gone: 1 });
  });

  it('reads again what was gone and is listed again, but not for ever', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1')]), 'process', NOW);
    let rounds = 0;
    for (; rounds < 20; rounds++) {
      const [arrival] = store.pending(INBOX, NOW, 1);
      if (arrival === undefined) break;
      store.gone(arrival.id, NOW);
      store.admit(INBOX, discovery([listed('1')]), 'process', NOW);
    }
    expect(rounds).toBe(5);
  });
});

describe('a mailbox that holds another number than we know of', () => {
  const noted = (exists: number, at: number): Store => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1'), listed('2')]), 'process', NOW);
    store.noteMailbox(INBOX, exists, at);
    return store;
  };

  it.each([
    ['the same number', 2, NOW + 9 * DAY, '2'],
    ['more: listed whole at once', 3, NOW + MINUTE, ''],
    ['fewer: somebody tidied up, which can wait', 1, NOW + MINUTE, '2'],
    ['fewer for a day: listed whole', 1, NOW + DAY, ''],
  ])('%s', (_name, exists, at, key) => {
    expect(noted(exists, at).mark(INBOX)).toEqual({ epoch: '7', key });
  });

  it('is listed by what is new again once the numbers agree', () => {
    const store = noted(1, NOW + DAY);
    store.admit(INBOX, discovery([listed('2')]), 'process', NOW + DAY);
    expect(store.mark(INBOX)).toEqual({ epoch: '7', key: '2' });
    expect(store.digestRows(NOW).mailboxes).toMatchObject([{ exists: 1, rows: 1 }]);
  });
});

describe('a server without UIDVALIDITY (RFC 3501 6.3.1)', () => {
  it('may give a number twice: another date or size is another message', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW, 1), listed('2', NOW, 2)], 'none'), 'process', NOW);
    decide(store, '1');
    store.admit(INBOX, discovery([listed('1', NOW, 9), listed('2', NOW + 1, 2)], 'none'), 'process', NOW);
    expect(pendingKeys(store, NOW)).toEqual(['1', '2']);
    expect(sum(store)).toEqual({ ignored: 1, gone: 1, retrying: 2 });
    expect(
      store.admit(INBOX, discovery([listed('1', NOW, 9), listed('2', NOW + 1, 2)], 'none'), 'process', NOW),
    ).toEqual({ fresh: 0, baseline: 0 });
    expect(store.digestRows(NOW).mailboxes).toMatchObject([{ rows: 2 }]);
  });
});

describe('a clock that ran ahead and was set back', () => {
  it('puts no message off for long', () => {
    const store = opened();
    const { id } = arrive(store, '1');
    store.retry(id, 'no body', NOW + 400 * DAY);
    expect(pendingKeys(store, NOW + DAY)).toEqual([]);
    store.recover(NOW);
    expect(pendingKeys(store, NOW)).toEqual(['1']);
  });

  it('takes no recent mail for old after a renumbering', () => {
    const store = opened();
    store.admit(INBOX, discovery([]), 'process', NOW + 400 * DAY);
    store.admit(INBOX, discovery([listed('1', NOW)], '8'), 'process', NOW);
    expect(pendingKeys(store)).toEqual(['1']);
  });
});

describe('retry', () => {
  it('waits longer each time, and sets the message aside after the sixth', () => {
    const store = opened();
    const { id } = arrive(store, '1');
    const waits: number[] = [];
    let now = NOW;
    while (store.retry(id, 'no body', now) === 'retry') {
      const from = now;
      while (store.pending(INBOX, now, 1).length === 0) now += MINUTE;
      waits.push((now - from) / MINUTE);
    }
    expect(waits).toEqual([1, 5, 15, 60, 240]);
    expect(store.messages()).toMatchObject([
      { id: 'A-0001', state: 'quarantined', class: 'quarantined', error: 'no body', kind: null },
    ]);
    expect(store.pending(INBOX, now + 99 * DAY, 1)).toEqual([]);
  });

  it('starts anew when a person releases the message', () => {
    const store = opened();
    const { id } = arrive(store, '1');
    for (let tries = 0; tries < 6; tries++) store.retry(id, 'no body', NOW);
    expect(store.releaseArrival('A-0001', NOW)).toBe(true);
    expect(store.pending(INBOX, NOW, 1)).toMatchObject([{ id, tries: 0, released: true }]);
    expect(store.releaseArrival('A-0001', NOW), 'it waits already').toBe(false);
    expect(store.releaseArrival('M-0001', NOW), 'the name of a message').toBe(false);
  });
});

describe('releaseBaseline', () => {
  it('has the younger part of the baseline read', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW - 3 * DAY), listed('2', NOW - DAY)]), 'baseline', NOW);
    expect(store.releaseBaseline(NOW - 2 * DAY)).toBe(1);
    expect(store.pending(INBOX, NOW, 10)).toMatchObject([{ key: '2', released: true }]);
    expect(sum(store)).toEqual({ baseline: 1, retrying: 1 });
  });

  it('leaves alone what had its number before the mailbox was renumbered', () => {
    const store = opened();
    store.admit(INBOX, discovery([listed('1', NOW - 3 * DAY)]), 'baseline', NOW);
    store.admit(INBOX, discovery([listed('51', NOW - 3 * DAY)], '8'), 'baseline', NOW);
    expect(store.releaseBaseline(0)).toBe(1);
    expect(store.releaseArrival('A-0001', NOW)).toBe(false);
    expect(pendingKeys(store)).toEqual(['51']);
  });
});
