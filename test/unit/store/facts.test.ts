import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import type { Draft } from '../../../src/triage/compose.ts';
import type { Facts, Keys } from '../../../src/triage/decision.ts';
import { DAY, decision, draft, ignore, keys, NOW, open, opened, sendAll, take } from './support.ts';

let asked = 0;
/** The facts that a mail with these keys would be decided on. */
const factsFor = (store: Store, over: Partial<Keys>, now = NOW): Facts => {
  const found: Facts[] = [];
  asked += 1;
  store.commit(
    { kind: 'order', id: `asks ${asked}`, actor: { kind: 'operator', name: 'kim' } },
    keys({ sender: null, ...over }),
    now,
    (facts) => {
      found.push(facts);
      return ignore;
    },
  );
  const [facts] = found;
  if (facts === undefined) throw new Error('not asked');
  return facts;
};

const references = (facts: Facts): readonly string[] => facts.submissions.map((submission) => submission.reference);
const status = (to: 'withdrawn' | 'ready') => ({
  submission: 'DS-0001',
  event: { type: 'status' as const, to, why: null },
});

describe('submissions', () => {
  const store = (): Store => {
    const made = opened();
    take(made, 'one', open());
    return made;
  };

  it.each([
    ['the reference', { references: ['DS-0001'] }],
    ['the sender', { sender: 'ada@example.org' }],
    ['a letter of ours', { messageIds: ['<M-0001@mailroom.example.org>'] }],
    ['a token of ours', { tokenIds: ['<M-0001@mailroom.example.org>'] }],
    ['the mail that began it', { messageIds: ['<one@example.org>'] }],
    [
      'all of these, once',
      {
        references: ['DS-0001', 'DS-0001'],
        sender: 'ada@example.org',
        messageIds: ['<one@example.org>', '<M-0001@mailroom.example.org>'],
      },
    ],
  ])('are found by %s', (_name, over) => {
    expect(references(factsFor(store(), over))).toEqual(['DS-0001']);
  });

  it.each([
    ['nobody', {}],
    ['another sender', { sender: 'bob@example.org' }],
    ['a reference that was never given', { references: ['DS-0002'] }],
    ['an id of nobody', { messageIds: ['<x@example.org>'], tokenIds: ['<one@example.org>'] }],
  ])('are not found by %s', (_name, over) => {
    expect(factsFor(store(), over)).toMatchObject({
      submissions: [],
      sent: [],
      twins: [],
      questions: [],
      nextNumber: 2,
    });
  });

  it('are found by the letter that the provider renamed', () => {
    const made = store();
    sendAll(made);
    const facts = factsFor(made, { messageIds: ['<srv-1@provider.example>'] });
    expect(references(facts)).toEqual(['DS-0001']);
    expect(facts.sent).toEqual([
      {
        messageId: '<srv-1@provider.example>',
        to: 'ada@example.org',
        template: 'clarification',
        submission: 'DS-0001',
        message: 'M-0001',
        text: 'text of <M-0001@mailroom.example.org>',
        at: NOW,
        by: 'message-id',
      },
    ]);
  });

  it('have the words of a letter that another copy of this database sent', () => {
    const textOf = (draft: Draft) => ('data' in draft ? `put from ${draft.data['words']}` : '');
    const made = opened(':memory:', { textOf });
    take(made, 'one', open());
    const ids = { messageIds: ['<M-0001@mailroom.example.org>'] };
    expect(factsFor(made, ids).sent[0]?.text).toBe('put from words of M-0001');
    sendAll(made);
    expect(factsFor(made, ids).sent[0]?.text).toBe('text of <M-0001@mailroom.example.org>');
  });

  it('are found by a contact that was named', () => {
    const made = store();
    const event = {
      submission: 'DS-0001',
      event: { type: 'party' as const, address: 'Bob@example.org', confirmed: false },
    };
    take(made, 'two', () => ({ decision: decision({ events: [event] }), drafts: [] }));
    expect(references(factsFor(made, { sender: 'bob@example.org' }))).toEqual(['DS-0001']);
  });

  it('of the sender are forgotten half a year after their end, and never while open', () => {
    const made = store();
    expect(references(factsFor(made, { sender: 'ada@example.org' }, NOW + 999 * DAY))).toEqual(['DS-0001']);
    take(made, 'two', () => ({ decision: decision({ events: [status('withdrawn')] }), drafts: [] }));
    expect(references(factsFor(made, { sender: 'ada@example.org' }, NOW + 179 * DAY))).toEqual(['DS-0001']);
    expect(references(factsFor(made, { sender: 'ada@example.org' }, NOW + 181 * DAY))).toEqual([]);
    expect(references(factsFor(made, { references: ['DS-0001'] }, NOW + 999 * DAY))).toEqual(['DS-0001']);
  });

  it('for the same dataset by others are twins', () => {
    const made = opened();
    take(made, 'one', open({}, [], 'data.example.org/set'));
    const twin = { reference: 'DS-0001', status: 'incomplete', identity: 'data.example.org/set' };
    expect(factsFor(made, { identities: ['data.example.org/set'] }).twins).toEqual([twin]);
    expect(
      factsFor(made, { identities: ['data.example.org/set'], sender: 'ada@example.org' }).twins,
      "the sender's own",
    ).toEqual([]);
  });
});

describe('questions', () => {
  const ask = (store: Store, name: string, receipted: boolean): void => {
    take(store, name, (facts) => ({
      decision: decision({ kind: 'inquiry', disposition: { is: 'route', why: 'a question', topic: null } }),
      drafts: receipted ? [draft(`${facts.id}`, { template: 'receipt' })] : [],
    }));
  };
  const close = (store: Store, message: string): void => {
    store.commit(
      { kind: 'order', id: `close ${message}`, actor: { kind: 'operator', name: 'kim' } },
      keys(),
      NOW,
      () => ({
        decision: decision({ kind: 'order', closes: [{ message, why: 'done' }] }),
        drafts: [],
      }),
    );
  };

  it("are this sender's and this thread's, until they are closed", () => {
    const store = opened();
    ask(store, 'q1', true);
    ask(store, 'q2', false);
    const [q1, q2] = [
      { id: 'M-0001', receipted: true, messageId: '<q1@example.org>' },
      { id: 'M-0002', receipted: false, messageId: '<q2@example.org>' },
    ];
    expect(factsFor(store, { sender: 'ada@example.org' }).questions).toEqual([q1, q2]);
    expect(factsFor(store, { sender: 'rev@example.org', messageIds: ['<q2@example.org>'] }).questions).toEqual([q2]);
    close(store, 'M-0001');
    expect(
      factsFor(store, { sender: 'ada@example.org', messageIds: ['<q1@example.org>', '<q2@example.org>'] }).questions,
    ).toEqual([q2]);
  });

  it('leave out the one that is decided anew', () => {
    const store = opened();
    ask(store, 'q1', false);
    const actor = { kind: 'operator' as const, name: 'kim' };
    store.commit({ kind: 'again', message: 'M-0001', actor, reading: null }, keys(), NOW, (facts) => {
      expect(facts.questions).toEqual([]);
      return ignore;
    });
  });
});

describe('bounds', () => {
  it('a mail that refers to everything costs no more than one that refers to a little', () => {
    const store = opened();
    take(store, 'one', open());
    const messageIds = Array.from({ length: 50_000 }, (_, n) => `<${n}@example.org>`);
    const began = performance.now();
    expect(references(factsFor(store, { messageIds: [...messageIds, '<one@example.org>'] }))).toEqual(['DS-0001']);
    expect(references(factsFor(store, { messageIds: ['<one@example.org>', ...messageIds] }))).toEqual(['DS-0001']);
    expect(performance.now() - began).toBeLessThan(200);
  });

  it('a mail that names what many others name gets no more than a bounded number of them', () => {
    const store = opened();
    const asks = { kind: 'inquiry' as const, disposition: { is: 'route' as const, why: 'a question', topic: null } };
    for (let n = 0; n < 360; n += 1)
      take(store, `q${n}`, () => ({ decision: decision(asks), drafts: [] }), {
        reading: { messageId: `<${n % 6}@example.org>` },
      });
    const messageIds = Array.from({ length: 6 }, (_, n) => `<${n}@example.org>`);
    const found = factsFor(store, { sender: null, messageIds }).questions;
    expect(found, 'fifty for each, until there are two hundred').toHaveLength(200);
  });
});
