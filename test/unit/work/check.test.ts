/** When a submission is looked at, and what is kept of it: a real store, a web of the test's. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCardRules } from '../../../src/form/card-rules.ts';
import { datasetIdentity } from '../../../src/form/url.ts';
import type { Web, WebAnswer } from '../../../src/ports.ts';
import type { Store } from '../../../src/store/store.ts';
import type { Check, SubmissionEvent } from '../../../src/triage/submission.ts';
import { checkAll } from '../../../src/work/check.ts';
import { noKeys } from '../../../src/work/outcome.ts';
import { realForm } from '../../support/words.ts';
import { HOUR, MINUTE, NOW, opened } from '../store/support.ts';
import { nothing, policy as plainPolicy, quiet } from './support.ts';

const policy = { ...plainPolicy, form: realForm().form };
const parsed = parseCardRules(JSON.parse(readFileSync('templates/card.json', 'utf8')));
const rules = parsed.ok ? parsed.rules : expect.fail(parsed.mistakes.join());

const HUB = 'https://huggingface.co/datasets/ann/tides';
const RAW = `${HUB}/raw/main/README.md`;
const CARD = '---\nlicense: cdla-permissive-2.0\nlicense_name: x\npretty_name: x\nsource_datasets: x\n---\n';
const GOOD = [
  'fine: The license is cdla-permissive-2.0, as preferred.',
  'fine: The card has all fields that the Dataset Specification v0.1.7 requires.',
];
const NO_CARD = 'look: No card is known for this location: look for it by hand.';

const page = (over: Partial<Extract<WebAnswer, { kind: 'page' }>> = {}): WebAnswer => ({
  kind: 'page',
  status: 200,
  url: HUB,
  type: 'text/html',
  text: null,
  cut: false,
  ...over,
});
const card = page({ url: RAW, type: 'text/plain', text: CARD });

const answered = (field: string, value: string): SubmissionEvent => ({
  type: 'answered',
  field,
  value,
  strength: 'clear',
  before: null,
  provenance: null,
  identity: field === 'datasetUrl' ? datasetIdentity(value) : null,
});
const status = (to: 'ready' | 'incomplete' | 'accepted'): SubmissionEvent => ({ type: 'status', to, why: null });

const bench = (pages: Readonly<Record<string, WebAnswer>>) => {
  const store: Store = opened();
  const asked: string[] = [];
  let now = NOW;
  let orders = 0;
  const put = (reference: string, ...events: readonly SubmissionEvent[]): void => {
    orders += 1;
    const cause = { kind: 'order', id: `${orders}`, actor: { kind: 'operator', name: 'test' } } as const;
    const decision = { ...nothing, events: events.map((event) => ({ submission: reference, event })) };
    store.commit(cause, noKeys(policy, now), now, () => ({ decision, drafts: [] }));
  };
  const web: Web = {
    get: async (url, signal) => {
      signal.throwIfAborted();
      asked.push(url);
      return pages[url] ?? { kind: 'failed', why: 'nothing answers there' };
    },
  };
  const check = async (signal = new AbortController().signal, through = web): Promise<readonly string[]> => {
    asked.length = 0;
    const desk = { store, policy, compose: () => expect.fail('a letter'), clock: () => now, log: quiet };
    await checkAll(desk, { web: through, rules }, now, signal);
    return [...asked];
  };
  const open = (reference: string, url: string, ...more: readonly SubmissionEvent[]): void => {
    const first = { type: 'opened', by: 'ann@example.org', name: 'Ann', subject: '', messageId: null } as const;
    put(reference, first, answered('datasetUrl', url), ...more);
  };
  const kept = (reference = 'DS-0001'): Check | null => store.submission(reference)?.submission.checked ?? null;
  const told = (reference = 'DS-0001'): readonly string[] | null =>
    kept(reference)?.findings.map((finding) => `${finding.level}: ${finding.text}`) ?? null;
  const later = (ms: number): void => {
    now += ms;
  };
  return { store, put, open, check, told, kept, later, web };
};

describe('what is looked at', () => {
  test('the location and the card of what waits for reviewers, once', async () => {
    const { open, check, told, kept, store } = bench({ [HUB]: page(), [RAW]: card });
    open('DS-0001', HUB, status('ready'));
    expect(await check()).toEqual([HUB, RAW]);
    expect(told()).toEqual(['fine: The location answers.', ...GOOD]);
    expect(kept()).toMatchObject({ of: 'hf:datasets/ann/tides', reached: true, tries: 1, at: NOW });
    expect(store.submission('DS-0001')?.events.at(-1)?.actor).toEqual({ kind: 'time' });
    expect(store.outbox(true)).toEqual([]);
    expect(await check()).toEqual([]);
  });

  test('nothing of what waits for its contributor or is decided', async () => {
    const { open, check, told } = bench({});
    open('DS-0001', HUB);
    open('DS-0002', HUB, status('ready'), status('accepted'));
    expect(await check()).toEqual([]);
    expect(told('DS-0002')).toBeNull();
  });

  test('another location ends what was found, and is looked at; another way to write it is not', async () => {
    const other = 'https://data.example.org/tides';
    const { open, put, check, told } = bench({ [HUB]: page(), [RAW]: card, [other]: page({ url: other }) });
    open('DS-0001', HUB, status('ready'));
    await check();
    put('DS-0001', answered('datasetUrl', `${HUB}/tree/main`));
    expect(await check()).toEqual([]);
    put('DS-0001', answered('datasetUrl', other));
    expect(told()).toBeNull();
    expect(await check()).toEqual([other]);
    expect(told()).toEqual(['fine: The location answers.', NO_CARD]);
  });

  test('the card that the contributor named, also when it is named later', async () => {
    const { open, put, check, kept } = bench({ [HUB]: page(), [RAW]: card });
    open('DS-0001', HUB, status('ready'));
    await check();
    put('DS-0001', answered('datasetCard', 'https://data.example.org/card.md'));
    expect(await check()).toEqual([HUB, 'https://data.example.org/card.md']);
    expect(kept()).toMatchObject({ of: 'hf:datasets/ann/tides and data.example.org/card.md', reached: false });
  });

  test('one address is asked once', async () => {
    const url = 'https://data.example.org/README.md';
    const { open, check, told } = bench({ [url]: page({ url, text: CARD, type: 'text/plain' }) });
    open('DS-0001', url, status('ready'));
    expect(await check()).toEqual([url]);
    expect(told()).toEqual(['fine: The location answers.', ...GOOD]);
  });

  test('ten in a pass, the others in the next; none is begun after a minute', async () => {
    const { open, check, later, web } = bench({});
    for (let number = 1; number <= 13; number += 1) {
      open(`DS-${String(number).padStart(4, '0')}`, `https://data.example.org/${number}`, status('ready'));
    }
    expect(await check()).toHaveLength(10);
    const slow: Web = {
      get: (url, signal) => {
        later(MINUTE / 2);
        return web.get(url, signal);
      },
    };
    expect(await check(undefined, slow)).toHaveLength(2);
    expect(await check()).toHaveLength(1);
  });
});

describe('trouble', () => {
  test('is tried again after six hours, three times in all', async () => {
    const { open, check, told, kept, later } = bench({ [HUB]: page() });
    open('DS-0001', HUB, status('ready'));
    await check();
    expect(told()).toEqual([
      'fine: The location answers.',
      'look: The card could not be reached: nothing answers there.',
    ]);
    later(6 * HOUR - 1);
    expect(await check()).toEqual([]);
    later(1);
    expect(await check()).toHaveLength(2);
    later(6 * HOUR);
    expect(await check()).toHaveLength(2);
    expect(kept()).toMatchObject({ tries: 3, reached: false });
    later(600 * HOUR);
    expect(await check()).toEqual([]);
  });

  test('of ours with one submission leaves the next', async () => {
    const { open, check, told, web } = bench({ [HUB]: page(), [RAW]: card });
    open('DS-0001', 'https://data.example.org/1', status('ready'));
    open('DS-0002', HUB, status('ready'));
    const broken: Web = {
      get: (url, signal) => (url.endsWith('/1') ? Promise.reject(new Error('a mistake')) : web.get(url, signal)),
    };
    await check(undefined, broken);
    expect([told('DS-0001'), told('DS-0002')?.length]).toEqual([null, 3]);
  });

  test('a pass that is stopped keeps nothing of what it did not see', async () => {
    const { open, check, told } = bench({});
    open('DS-0001', HUB, status('ready'));
    const stop = new AbortController();
    const waiting: Web = {
      get: async (_, signal) => {
        stop.abort(new Error('stopped'));
        signal.throwIfAborted();
        return page();
      },
    };
    await check(stop.signal, waiting);
    expect(told()).toBeNull();
    expect(await check(stop.signal)).toEqual([]);
  });

  test('what changed meanwhile is not told of the old', async () => {
    const { open, put, check, told, web } = bench({});
    open('DS-0001', HUB, status('ready'));
    const slow: Web = {
      get: (url, signal) => {
        if (url === HUB) put('DS-0001', answered('datasetUrl', 'https://data.example.org/other'));
        return web.get(url, signal);
      },
    };
    await check(undefined, slow);
    expect(told()).toBeNull();
  });
});

describe('what an answer tells', () => {
  const other = 'https://data.example.org/tides';
  const locations: readonly (readonly [string, WebAnswer, string])[] = [
    ['there', page({ url: other }), 'fine: The location answers.'],
    ['www', page({ url: 'https://www.data.example.org/' }), 'fine: The location answers.'],
    ['elsewhere', page({ url: 'https://b.example.org/' }), 'fine: The location answers, at b.example.org.'],
    ['404', page({ status: 404 }), 'wrong: The location is not there (HTTP 404).'],
    ['410', page({ status: 410 }), 'wrong: The location is not there (HTTP 410).'],
    ['401', page({ status: 401 }), 'look: The location is not open to everybody, or not there (HTTP 401).'],
    ['403', page({ status: 403 }), 'look: The location is not open to everybody, or not there (HTTP 403).'],
    ['429', page({ status: 429 }), 'look: The location could not be reached: its server answers with HTTP 429.'],
    ['503', page({ status: 503 }), 'look: The location could not be reached: its server answers with HTTP 503.'],
    ['418', page({ status: 418 }), 'look: The location answers with HTTP 418.'],
    ['302', page({ status: 302 }), 'look: The location answers with HTTP 302.'],
    ['refused', { kind: 'refused', why: 'no' }, 'look: The location was not looked at: no.'],
    ['failed', { kind: 'failed', why: 'no' }, 'look: The location could not be reached: no.'],
  ];
  test.each(locations)('location: %s', async (_, answer, text) => {
    const { open, check, told } = bench({ [other]: answer });
    open('DS-0001', other, status('ready'));
    await check();
    expect(told()).toEqual([text, NO_CARD]);
  });

  const cards: readonly (readonly [string, WebAnswer, readonly string[]])[] = [
    ['a page', page(), ['look: The card is a web page: look at it by hand.']],
    ['an image', page({ type: 'image/png' }), ['look: The card is no plain text: look at it by hand.']],
    ['packed', page({ type: 'text/plain' }), ['look: The card is no plain text: look at it by hand.']],
    ['missing', page({ status: 404, text: CARD }), ['wrong: The card is not there (HTTP 404).']],
    ['good', card, GOOD],
  ];
  test.each(cards)('card: %s', async (_, answer, texts) => {
    const { open, check, told } = bench({ [HUB]: page(), [RAW]: answer });
    open('DS-0001', HUB, status('ready'));
    await check();
    expect(told()?.slice(1)).toEqual(texts);
  });
});
