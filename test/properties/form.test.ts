import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareAnswer } from '../../src/form/answer.ts';
import { readChoice } from '../../src/form/choice.ts';
import { addressesIn } from '../../src/form/mailbox.ts';
import { readOffers } from '../../src/form/offer.ts';
import { datasetIdentity, urlsIn } from '../../src/form/url.ts';
import type { ReadLine } from '../../src/mail/lines.ts';
import {
  type Block,
  BY_LINE,
  CLIENTS,
  HANDS,
  LABELS,
  LOOSE,
  linesOf,
  ONE_LINE,
  pairs,
} from '../support/field-writer.ts';
import { form } from '../support/form-file.ts';

const read = (text: string) =>
  readOffers([{ source: 'plain', lines: linesOf(text) }], form, { from: 'from@example.org' });

const NAMES = [
  'Common Chemistry',
  'Clinical Cases: all of them (v2.0)',
  'Yes/No Questions',
  '100% Open',
  'Buoys / Hourly',
  'C4 & Friends',
  'Views #7',
  'Übersetzungen 1900–1950',
  '中文法律文书',
];
const TAILS = [
  'data',
  'a/b_(2024)/index.html',
  '~lab/x',
  'sets/g?version=2&lang=en',
  'datasets/open/product-database/tree/main/train-00000-of-00042',
  'x#usage',
];

const blocks: fc.Arbitrary<Block> = fc.record({
  datasetName: fc.oneof(
    fc.constantFrom(...NAMES),
    fc
      .array(fc.stringMatching(/^[A-Z][a-z]{2,8}$/), { minLength: 1, maxLength: 4 })
      .map((words) => `Corpus ${words.join(' ')}`),
  ),
  datasetUrl: fc
    .tuple(
      fc.constantFrom('http', 'https'),
      fc.constantFrom('example.org', 'data.example.net'),
      fc.constantFrom(...TAILS),
    )
    .map(([scheme, host, tail]) => `${scheme}://${host}/${tail}`),
  hostingRequested: fc.boolean(),
  contactEmail: fc
    .stringMatching(/^[a-z][a-z0-9]{0,8}(?:[.+_-][a-z0-9]{1,6})?$/)
    .map((local) => `${local}@example.org`),
  termsAccepted: fc.boolean(),
});
const keys = (of: object): readonly [string, ...string[]] => Object.keys(of) as [string, ...string[]];

describe('a block reads back as itself', () => {
  const isRead = (block: Block, text: string): void => {
    const offers = read(text);
    expect(offers, text).toHaveLength(1);
    for (const [key, value] of Object.entries(block))
      expect(offers[0]?.answers[key]?.value, `${key} in\n${text}`).toBe(value);
  };

  test('in any labels, hand and client', () => {
    fc.assert(
      fc.property(
        blocks,
        fc.constantFrom(...keys(LABELS)),
        fc.constantFrom(...keys(HANDS)),
        fc.constantFrom(...keys(CLIENTS)),
        (block, labels, hand, client) => {
          const text = HANDS[hand]?.(pairs(block, LABELS[labels] ?? [])) ?? '';
          isRead(block, CLIENTS[client]?.(text) ?? '');
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('with its line ends lost', () => {
    const hands = keys(HANDS).filter((hand) => !BY_LINE.has(hand));
    const labelled = keys(LABELS).filter((labels) => !LOOSE.has(labels) && labels !== 'short');
    fc.assert(
      fc.property(
        blocks,
        fc.constantFrom(...labelled),
        fc.constantFrom(...hands),
        fc.constantFrom('line ends lost', 'line ends lost, greeting'),
        (block, labels, hand, client) => {
          isRead(block, ONE_LINE[client]?.(HANDS[hand]?.(pairs(block, LABELS[labels] ?? [])) ?? '') ?? '');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('no input throws', () => {
  const pieces = fc.constantFrom(
    'Dataset name',
    ':',
    '\n',
    '\t',
    ' ',
    '>',
    '> ',
    'Yes/No',
    '[x]',
    '[ ]',
    'https://',
    'example.org',
    '@',
    '<',
    '>',
    '(',
    ')',
    '|',
    '\\n',
    '<br>',
    '*',
    '-',
    '--',
    '-----',
    'URL',
    'My email address',
    '\u200b',
    '\u202e',
    '\ud800',
    '👍',
    'dataset-url',
    '%20',
    '+',
    'http://[',
    '10.5281/',
    'doi:',
    'hf://',
    'https://urldefense.com/v3/__',
    '__;',
    '**A',
    'Sent from my ',
  );
  const mangled = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );

  test('offers', () =>
    fc.assert(
      fc.property(mangled, (text) => void read(text)),
      { numRuns: 2000 },
    ));
  test('marks anywhere', () =>
    fc.assert(
      fc.property(
        mangled,
        fc.nat(80),
        fc.nat(80),
        fc.constantFrom('bold' as const, 'struck' as const),
        (text, from, to, kind) => {
          const line: ReadLine = {
            text,
            part: '1',
            number: 1,
            depth: 0,
            role: 'body',
            marks: [
              { kind, from, to },
              { kind: 'link', from: to, to: from, target: text },
            ],
          };
          readOffers([{ source: 'html', lines: [line] }], form, { from: null });
        },
      ),
      { numRuns: 500 },
    ));
  test('single values', () =>
    fc.assert(
      fc.property(mangled, (text) => {
        readChoice(text, [text], [text]);
        addressesIn(text);
        for (const found of urlsIn(text))
          if (found.kind === 'url') expect(new URL(found.url).protocol).toMatch(/^https?:$/);
        datasetIdentity(text);
        for (const field of form.fields) bareAnswer(field, text);
      }),
      { numRuns: 2000 },
    ));
  test('what is answered is one clean line', () =>
    fc.assert(
      fc.property(mangled, (text) => {
        for (const offer of read(`Dataset name: ${text}`))
          for (const answer of Object.values(offer.answers))
            if (typeof answer.value === 'string') expect(answer.value).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
      }),
      { numRuns: 500 },
    ));
});

describe('time grows with length, not with its square', () => {
  const lines = (text: string): readonly ReadLine[] =>
    text
      .split('\n')
      .map((row, index) => ({ text: row, part: '1', number: index + 1, depth: 0, marks: [], role: 'body' }));
  const time = (text: string): number => {
    const read = lines(text);
    const start = performance.now();
    readOffers([{ source: 'plain', lines: read }], form, { from: null });
    return performance.now() - start;
  };
  const least = (text: string): number => Math.min(time(text), time(text));

  test.each([
    'Dataset name: x\n',
    'Name: x\n',
    'Dataset name:\n',
    'My email address:\n\n',
    'Dataset location (URL): https://example.org/x\n',
    'The quick brown fox jumps over the lazy dog\n',
    'Something else: its value\n',
    ':',
    'a:',
    'Dataset name: x ',
    'Dataset location (URL): ((((',
    'a.',
    '@',
    '[x] ',
    '\\n',
    '<br>',
    '> ',
    'a\tb\t',
  ])('%j up to 1 MB', (unit) => {
    const size = 1 << 20;
    const quarter = least(unit.repeat(Math.ceil(size / 4 / unit.length)));
    const whole = time(unit.repeat(Math.ceil(size / unit.length)));
    // A square would be sixteen times; a loaded machine and the collector stay well below.
    expect(whole).toBeLessThan(10 * Math.max(quarter, 40));
  });
});
