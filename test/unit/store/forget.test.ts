import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { foldSubmission } from '../../../src/triage/fold.ts';
import type { SubmissionEvent } from '../../../src/triage/submission.ts';
import {
  arrive,
  DAY,
  decision,
  draft,
  folder,
  ignore,
  keys,
  NOW,
  open,
  opened,
  reading,
  sendAll,
  take,
} from './support.ts';

const consent: SubmissionEvent = {
  type: 'consented',
  consent: {
    accepted: true,
    words: 'Yes, gladly',
    label: 'I agree',
    terms: { version: '1', url: 'https://terms.example.org', hash: 'h' },
    authentication: { dmarc: 'pass', dkim: 'pass', spf: 'pass', by: 'mx.example.org' },
    strength: 'clear',
    by: 'ada@example.org',
  },
};
const order = (store: Store, id: string, reference: string, ...events: readonly SubmissionEvent[]): void => {
  store.commit({ kind: 'order', id, actor: { kind: 'reviewer', address: 'rev@example.org' } }, keys(), NOW, () => ({
    decision: decision({ events: events.map((event) => ({ submission: reference, event })) }),
    drafts: [],
  }));
};
const bob = {
  sender: { kind: 'address' as const, address: { name: 'Bob', address: 'bob@example.com' } },
  from: 'Bob <bob@example.com>',
  recipients: ['data@example.org', 'ada@example.org'],
};

const story = (path = ':memory:'): Store => {
  const store = opened(path);
  take(store, 'published', open({}, [consent]));
  order(
    store,
    'p',
    'DS-0001',
    { type: 'noted', text: 'Ada is kind' },
    { type: 'status', to: 'published', why: 'for Ada' },
  );
  take(store, 'unfinished', open({}, [consent]));
  sendAll(store);
  take(
    store,
    'of Bob',
    (facts) => {
      const was = open()(facts);
      const events = was.decision.events.map(({ submission, event }) => ({
        submission,
        event: event.type === 'opened' ? { ...event, by: 'bob@example.com', name: 'Bob' } : event,
      }));
      const contact = {
        submission: 'DS-0003',
        event: { type: 'party' as const, address: 'Ada@example.org', confirmed: false },
      };
      return {
        decision: { ...was.decision, events: [...events, contact] },
        drafts: [draft('to Bob', {}, 'bob@example.com')],
      };
    },
    { reading: bob, keys: { sender: 'bob@example.com' } },
  );
  take(store, 'waits', () => ({
    decision: decision({
      disposition: { is: 'route', why: 'Ada asks', topic: null },
      suppressions: [{ change: 'suppress', address: 'ada@example.org', why: 'x' }],
    }),
    drafts: [draft('a held one', { hold: 'x' })],
  }));
  return store;
};

describe('forget', () => {
  it('says what it did, and what it kept', () => {
    expect(story().forget('ADA@example.org', NOW)).toEqual({
      inWal: false,
      messages: 4,
      letters: 3,
      submissions: ['DS-0001', 'DS-0002'],
      consentKept: ['DS-0001'],
    });
  });

  it('leaves nothing of the person in the file, but the consent to what is published', () => {
    const path = join(folder(), 'mailroom.db');
    const store = story(path);
    order(store, 'declined', 'DS-0001', { type: 'status', to: 'declined', why: null });
    const found = (): readonly string[] => {
      const text = `${readFileSync(path, 'latin1')}${readFileSync(`${path}-wal`, 'latin1')}`;
      return [
        'ada@example.org',
        'Ada',
        'gladly',
        'the words of unfinished',
        'source of waits',
        'unfinished@example.org',
        'words of M-0001',
        'text of <M-0001',
      ].filter((words) => text.includes(words));
    };
    expect(found()).toHaveLength(8);
    store.forget('ada@example.org', NOW);
    expect(found()).toEqual([]);
  });

  it('keeps what was published, with its consent', () => {
    const store = story();
    store.forget('ada@example.org', NOW);
    const detail = store.submission('DS-0001');
    expect(detail?.submission).toMatchObject({
      status: 'published',
      contributor: 'erased',
      contributorName: '',
      notes: [],
    });
    expect(detail?.submission.fields['datasetUrl']?.value).toBe('https://data.example.org/set');
    expect(detail?.submission.consent?.words).toBe('Yes, gladly');
    expect(store.submission('DS-0002')?.submission).toMatchObject({
      status: 'withdrawn',
      contributor: 'erased',
      fields: {},
      consent: null,
    });
  });

  it("leaves others' submissions as they are, without the address", () => {
    const store = story();
    store.forget('ada@example.org', NOW);
    expect(store.submission('DS-0003')?.submission).toMatchObject({
      contributor: 'bob@example.com',
      parties: [{ address: 'erased', confirmed: false }],
    });
    expect(store.outbox(true).find((row) => row.to === 'bob@example.com')).toMatchObject({
      state: 'ready',
      subject: 'Re: to Bob',
    });
  });

  it('keeps the sum, and every cache is still the fold', () => {
    const store = story();
    const total = () => store.digestRows(NOW).sum.reduce((sum, row) => sum + row.count, 0);
    const before = total();
    store.forget('ada@example.org', NOW);
    expect(total()).toBe(before);
    expect(store.messages().filter((message) => message.class === 'with a person')).toEqual([]);
    for (const { reference } of store.submissions()) {
      const detail = store.submission(reference);
      expect(foldSubmission(detail?.events ?? [])).toEqual(detail?.submission);
    }
    expect(store.integrity()).toEqual([]);
  });

  it('sends nothing more, and takes the same mail for seen', () => {
    const store = story();
    store.forget('ada@example.org', NOW);
    expect(store.due(NOW + DAY, 10).map((item) => item.to)).toEqual(['bob@example.com']);
    expect(store.waiting(NOW + DAY)).toEqual([]);
    const arrival = arrive(store, 'again');
    const { id } = store.commit(
      { kind: 'mail', arrival, source: new Uint8Array(), reading: reading('unfinished') },
      keys(),
      NOW,
      (facts) => {
        expect(facts).toMatchObject({ seenAs: 'M-0002', submissions: [], suppressed: null });
        return ignore;
      },
    );
    expect(id).toBe('M-0002');
    expect(store.message('M-0002')).toMatchObject({
      from: '',
      subject: '',
      messageId: null,
      source: null,
      replies: [{ to: 'erased', state: 'sent' }],
    });
  });

  it('leaves no letter to them that could be tried again', () => {
    const store = opened(':memory:');
    take(store, 'one', open());
    const [letter] = store.due(NOW, 1);
    store.settle(letter?.id ?? 0, { state: 'failed', response: '550 no' }, NOW);
    store.forget('ada@example.org', NOW);
    expect(store.retryReply(letter?.id ?? 0, NOW)).toBe(false);
    expect(store.due(NOW, 9)).toEqual([]);
  });

  it('does nothing for somebody who is not known', () => {
    const store = story();
    expect(store.forget('cy@example.net', NOW)).toEqual({
      inWal: false,
      messages: 0,
      letters: 0,
      submissions: [],
      consentKept: [],
    });
  });
});
