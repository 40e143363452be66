import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASSES, type Class } from '../../../src/digest/rows.ts';
import type { OutboxState } from '../../../src/mail/delivery.ts';
import type { Outcome, Store } from '../../../src/store/store.ts';
import type { Disposition } from '../../../src/triage/decision.ts';
import { foldSubmission } from '../../../src/triage/fold.ts';
import type { Status, SubmissionEvent } from '../../../src/triage/submission.ts';
import {
  DAY,
  decision,
  discovery,
  draft,
  INBOX,
  keys,
  listed,
  NOW,
  open,
  opened,
  reading,
  sendAll,
  take,
  written,
} from './support.ts';

const operator = { kind: 'operator' as const, name: 'kim' };
let orders = 0;
const order = (store: Store, outcome: Outcome): void => {
  orders += 1;
  store.commit({ kind: 'order', id: String(orders), actor: operator }, keys(), NOW, () => outcome);
};
const happens = (store: Store, ...events: readonly SubmissionEvent[]): void =>
  order(store, {
    decision: decision({ kind: 'order', events: events.map((event) => ({ submission: 'DS-0001', event })) }),
    drafts: [],
  });
const closed = (store: Store, message: string, why: string): void =>
  order(store, { decision: decision({ kind: 'order', closes: [{ message, why }] }), drafts: [] });
const settled = (store: Store, state: OutboxState): void => {
  for (const { id } of store.due(NOW + DAY, 10)) {
    store.claim(id, written('x'), NOW);
    store.settle(id, state, NOW);
  }
};
const with_ =
  (disposition: Disposition, drafts: Outcome['drafts'] = []) =>
  (): Outcome => ({
    decision: decision({ disposition, submission: 'submission' in disposition ? disposition.submission : null }),
    drafts,
  });
const clarify: Disposition = { is: 'clarify', submission: 'DS-0001', problems: [] };
const classes = (store: Store): readonly Class[] => store.messages().map((message) => message.class);

describe('the class of a message that was decided', () => {
  const cases: readonly (readonly [name: string, does: (store: Store) => void, expected: readonly Class[]])[] = [
    ['ignored', (store) => take(store, 'one', with_({ is: 'ignore', why: 'a newsletter' })), ['ignored']],
    [
      'routed',
      (store) => take(store, 'one', with_({ is: 'route', why: 'a question', topic: null })),
      ['with a person'],
    ],
    ['held', (store) => take(store, 'one', with_({ is: 'hold', why: 'dmarc=fail' })), ['with a person']],
    ['obeyed', (store) => take(store, 'one', with_({ is: 'obey', done: ['help'], refused: [] })), ['answered']],
    ['asked back', (store) => take(store, 'one', open()), ['waiting for the contributor']],
    [
      'asked back twice: the later one waits',
      (store) => {
        take(store, 'one', open());
        take(store, 'two', with_(clarify));
      },
      ['answered', 'waiting for the contributor'],
    ],
    [
      'a question in between is with a person, and the rest stays',
      (store) => {
        take(store, 'one', open());
        take(store, 'two', () => ({
          decision: decision({ disposition: { is: 'route', why: 'a question', topic: null }, submission: 'DS-0001' }),
          drafts: [],
        }));
      },
      ['waiting for the contributor', 'with a person'],
    ],
    [
      "a reviewer's order by mail takes the waiting from nobody",
      (store) => {
        take(store, 'one', open());
        take(store, 'two', () => ({
          decision: decision({
            kind: 'order',
            disposition: { is: 'obey', done: ['noted'], refused: [] },
            submission: 'DS-0001',
          }),
          drafts: [],
        }));
      },
      ['waiting for the contributor', 'answered'],
    ],
    [
      'a question that was attached waits by itself; the mail before it was answered',
      (store) => {
        take(store, 'one', open());
        happens(store, { type: 'status', to: 'ready', why: null });
        take(store, 'two', () => ({
          decision: decision({
            disposition: { is: 'route', why: 'a question', topic: null },
            submission: 'DS-0001',
            events: [
              { submission: 'DS-0001', event: { type: 'attached', from: 'ada@example.org', why: 'a question' } },
            ],
          }),
          drafts: [],
        }));
      },
      ['answered', 'with a person'],
    ],
    [
      'complete',
      (store) => {
        take(store, 'one', open());
        happens(store, { type: 'status', to: 'ready', why: null });
      },
      ['answered'],
    ],
    [
      "a reviewer's question is open",
      (store) => {
        take(store, 'one', open());
        happens(
          store,
          { type: 'status', to: 'incomplete', why: null },
          { type: 'asked', question: 'Which languages?' },
        );
      },
      ['waiting for the contributor'],
    ],
    [
      'what was attached beside an answer waits until it is closed, and nothing waits in its place',
      (store) => {
        take(store, 'one', open());
        for (const name of ['two', 'three'])
          take(store, name, () => ({
            decision: decision({
              disposition: clarify,
              submission: 'DS-0001',
              events: [{ submission: 'DS-0001', event: { type: 'attached', from: 'ada@example.org', why: 'asks' } }],
            }),
            drafts: [],
          }));
        closed(store, 'M-0003', 'closed by kim');
        expect(store.submission('DS-0001')?.submission.attached.map(({ cause }) => cause)).toEqual(['M-0002']);
      },
      ['answered', 'with a person', 'answered'],
    ],
    [
      "the contributor can't be reached",
      (store) => {
        take(store, 'one', open());
        happens(store, { type: 'bounced', address: 'ada@example.org', permanent: true, diagnostic: '550' });
      },
      ['with a person'],
    ],
    [
      'over, whatever bounced',
      (store) => {
        take(store, 'one', open());
        happens(
          store,
          { type: 'bounced', address: 'ada@example.org', permanent: true, diagnostic: '550' },
          { type: 'status', to: 'lapsed', why: null },
        );
      },
      ['answered'],
    ],
    [
      'closed by a person',
      (store) => {
        take(store, 'one', with_({ is: 'hold', why: 'x' }));
        closed(store, 'M-0001', 'closed by kim');
      },
      ['answered'],
    ],
    [
      'spam to a person',
      (store) => {
        take(store, 'one', with_({ is: 'hold', why: 'x' }));
        closed(store, 'M-0001', 'spam, says kim');
      },
      ['ignored'],
    ],
    [
      'its reply failed',
      (store) => {
        take(store, 'one', open());
        settled(store, { state: 'failed', response: '550' });
      },
      ['with a person'],
    ],
    [
      'its reply is uncertain',
      (store) => {
        take(store, 'one', open());
        settled(store, { state: 'uncertain', response: '?' });
      },
      ['with a person'],
    ],
    [
      'its reply is held',
      (store) => take(store, 'one', with_({ is: 'obey', done: [], refused: [] }, [draft('x', { hold: 'limit: x' })])),
      ['with a person'],
    ],
    [
      'its reply was sent',
      (store) => {
        take(store, 'one', open());
        sendAll(store);
      },
      ['waiting for the contributor'],
    ],
  ];
  it.each(cases)('%s', (_name, does, expected) => {
    const store = opened();
    does(store);
    expect(classes(store)).toEqual(expected);
    expect(store.integrity()).toEqual([]);
  });
});

const STATUSES: readonly Status[] = [
  'incomplete',
  'ready',
  'accepted',
  'declined',
  'transferring',
  'published',
  'withdrawn',
  'lapsed',
  'on-hold',
];

type Step = (store: Store) => void;
const choose = (store: Store, n: number) => {
  const pending = store.pending(INBOX, NOW + 99 * DAY, 100);
  return pending[n % Math.max(1, pending.length)];
};

const decideWith =
  (n: number, name: number, decide: Parameters<Store['commit']>[3]): Step =>
  (store) => {
    const arrival = choose(store, n);
    if (arrival === undefined) return;
    store.commit(
      { kind: 'mail', arrival, source: new Uint8Array(2000), reading: reading(`mail ${name}`) },
      keys(),
      NOW,
      decide,
    );
  };

/** Onto a submission that there may be, or opening one. */
const onto =
  (n: number, event: SubmissionEvent, is: 'acknowledge' | 'clarify'): Parameters<Store['commit']>[3] =>
  (facts) => {
    const submission = facts.submissions[n % Math.max(1, facts.submissions.length)]?.reference;
    if (submission === undefined) return open()(facts);
    return {
      decision: decision({
        kind: 'reply',
        disposition: is === 'clarify' ? { is, submission, problems: [] } : { is, submission },
        submission,
        events: [{ submission, event }],
      }),
      drafts: [draft(`${facts.id}`, { submission, hold: n % 5 === 0 ? 'limit: x' : null })],
    };
  };

const number = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.uniqueArray(fc.nat(12), { maxLength: 5 }), fc.constantFrom('7', '7', '7', '8')).map(
    ([uids, epoch]): Step =>
      (store) =>
        store.admit(
          INBOX,
          discovery(
            uids.map((uid) => listed(String(uid), NOW - uid * DAY, uid)),
            epoch,
          ),
          'process',
          NOW,
        ),
  ),
  fc
    .tuple(
      number,
      number,
      fc.constantFrom<Disposition>(
        { is: 'ignore', why: 'x' },
        { is: 'hold', why: 'x' },
        { is: 'route', why: 'x', topic: null },
      ),
    )
    .map(([n, name, disposition]) => decideWith(n, name, with_(disposition))),
  fc
    .tuple(number, number, fc.constantFrom(...STATUSES), fc.constantFrom('acknowledge' as const, 'clarify' as const))
    .map(([n, name, to, is]) => decideWith(n, name, onto(n, { type: 'status', to, why: null }, is))),
  fc
    .tuple(number, number)
    .map(([n, name]) =>
      decideWith(
        n,
        name,
        onto(n, { type: 'bounced', address: 'ada@example.org', permanent: n % 2 === 0, diagnostic: '550' }, 'clarify'),
      ),
    ),
  number.map(
    (n): Step =>
      (store) =>
        void store.retry(choose(store, n)?.id ?? 0, 'no body', NOW),
  ),
  number.map(
    (n): Step =>
      (store) =>
        store.gone(choose(store, n)?.id ?? 0, NOW),
  ),
  number.map(
    (n): Step =>
      (store) =>
        closed(store, `M-${n % 9}`, n % 2 === 0 ? 'spam' : 'done'),
  ),
  fc
    .constantFrom<OutboxState>(
      { state: 'failed', response: '' },
      { state: 'uncertain', response: '' },
      { state: 'sent', response: '', serverMessageId: null },
    )
    .map(
      (state): Step =>
        (store) =>
          settled(store, state),
    ),
);

describe('the sum', () => {
  it('has each row of the ledger in exactly one class, whatever happens; and the cache is the fold', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const store = opened();
        for (const each of steps) each(store);
        const { sum, submissions } = store.digestRows(NOW);
        expect(sum.map((row) => row.class)).toEqual(CLASSES);
        const total = sum.reduce((all, row) => all + row.count, 0);
        const rows = store.messages();
        expect(rows.every((row) => CLASSES.includes(row.class))).toBe(true);
        expect(total).toBeGreaterThanOrEqual(rows.length);
        const names = Array.from({ length: total }, (_, n) => `A-${n + 1}`);
        expect(
          names.every((name) => store.message(name) !== null),
          'as many rows as the sum says',
        ).toBe(true);
        expect(store.message(`A-${total + 1}`)).toBeNull();
        for (const { reference } of submissions) {
          const detail = store.submission(reference);
          expect(foldSubmission(detail?.events ?? [])).toEqual(detail?.submission);
        }
        expect(store.integrity()).toEqual([]);
        store.close();
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
