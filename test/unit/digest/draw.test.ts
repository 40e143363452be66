import { describe, expect, test } from 'vitest';
import { svgChart, textChart } from '../../../src/digest/chart.ts';
import { digestMail, digestPage } from '../../../src/digest/html.ts';
import { html } from '../../../src/digest/markup.ts';
import { type DigestModel, type DigestRows, digestModel } from '../../../src/digest/model.ts';
import { digestText } from '../../../src/digest/text.ts';
import { counted, listed, span } from '../../../src/digest/words.ts';
import {
  answered,
  consented,
  FORM,
  MAILED,
  message,
  NOW,
  OPTIONS,
  opened,
  QUIET,
  RICH,
  reply,
  submission,
} from './fixture.ts';

const HOSTILE = "\"><script>alert(1)</script><img src=x onerror='a'>&lt;\u202E\u0007";
const hostile: DigestRows = {
  ...QUIET,
  submissions: [
    submission(
      'DS-0001',
      [
        [1, opened(`a${HOSTILE}@fells.org`, HOSTILE)],
        [1, answered('datasetName', HOSTILE)],
        [1, answered('datasetUrl', `https://data.fells.org/${HOSTILE}`)],
        [1, { type: 'extra', label: HOSTILE, value: HOSTILE }],
        [1, { type: 'noted', text: HOSTILE }],
        [1, { type: 'attached', from: HOSTILE, why: HOSTILE }],
        [1, { type: 'status', to: 'ready', why: HOSTILE }],
      ],
      { words: [{ id: 'M-0001', at: NOW, text: HOSTILE, fieldLines: [], attachments: [] }] },
    ),
  ],
  messages: [
    message({
      id: 'M-0001',
      from: HOSTILE,
      subject: HOSTILE,
      text: HOSTILE,
      disposition: { is: 'route', why: HOSTILE, topic: HOSTILE },
    }),
  ],
  outbox: [reply({ id: 1, to: HOSTILE, subject: HOSTILE, response: HOSTILE })],
  ignored: [{ why: HOSTILE, count: 1 }],
  lastPass: { at: NOW, ok: false, error: HOSTILE },
};

const mail = (rows: DigestRows): string => digestMail(digestModel(rows, FORM, MAILED));
const page = (rows: DigestRows): string => digestPage(digestModel(rows, FORM, OPTIONS));

describe.each([
  ['mail', mail],
  ['page', page],
])('HTML of the %s', (name, draw) => {
  test('nothing of a mail is markup', () => {
    const drawn = draw(hostile);
    expect(drawn.match(/<script|<img/)).toBeNull();
    expect(drawn.includes('&quot;&gt;&lt;script&gt;alert(1)')).toBe(true);
    expect(['\u202E', '\u0007'].filter((character) => drawn.includes(character))).toEqual([]);
  });

  test('has no scripts, nothing that is fetched and no links but mailto and https', () => {
    const drawn = draw(RICH);
    expect(drawn.match(/<(?:script|img|link|iframe|object)|@import|url\(|<[^>]*\son\w+=/)).toBeNull();
    const hrefs = [...drawn.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(hrefs.filter((href) => !/^(?:mailto:|https:\/\/)/.test(href))).toEqual([]);
  });

  test('can be followed by ear: language, title, headings in order, tables told apart', () => {
    const drawn = draw(RICH);
    expect(drawn).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(drawn).toMatch(/<title>\[mailroom\] 3 decisions/);
    expect(drawn.match(/<h1/g)).toHaveLength(1);
    expect(drawn.match(/<h2/g)?.length).toBeGreaterThan(6);
    for (const [table] of drawn.matchAll(/<table[^>]*>(?:(?!<table|<\/table>).)*<\/table>/gs))
      expect(table.includes('role="presentation"') || table.includes('scope="row"')).toBe(true);
  });

  test('every tag is closed', () => {
    const open: string[] = [];
    for (const [, slash, tag] of draw(RICH).matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(?<!\/)>/g)) {
      if (['meta', 'br', 'rect', 'line'].includes(tag ?? '')) continue;
      if (slash === '') open.push(tag ?? '');
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
  });

  test(`draws a quiet day (${name})`, () => {
    expect(draw(QUIET)).toContain('Nothing needs you today.');
    expect(draw(QUIET)).not.toContain('<h3');
  });
});

/** 500 items of every group, each with all that it can have. */
const many: DigestRows = {
  ...RICH,
  submissions: Array.from({ length: 300 }, (_, n) =>
    submission(
      `DS-${n}`,
      [
        [5, opened('ann@gmail.com', 'Ann Example of a Long Name')],
        [5, answered('datasetName', `A name of some length, number ${n}, ${'x'.repeat(100)}`)],
        [5, answered('datasetUrl', `https://data.fells.org/${'path/'.repeat(30)}${n}`)],
        [5, consented('unknown', 'weak')],
        [4, { type: 'status', to: n % 3 === 0 ? 'ready' : n % 3 === 1 ? 'incomplete' : 'accepted', why: null }],
      ],
      {
        words: [
          {
            id: 'M-0001',
            at: NOW,
            text: 'Some words of the contributor. '.repeat(100),
            fieldLines: [],
            attachments: [],
          },
        ],
      },
    ),
  ),
  messages: Array.from({ length: 150 }, (_, n) =>
    message({
      id: `M-${n}`,
      subject: 'A question',
      disposition: { is: 'route', why: 'a question', topic: null },
      text: 'Why? '.repeat(200),
    }),
  ),
  outbox: Array.from({ length: 50 }, (_, n) => reply({ id: n, response: 'no such user '.repeat(20) })),
};

test('500 items take less than a second and less than 100 KB', () => {
  const started = performance.now();
  const model = digestModel(many, FORM, MAILED);
  const drawn = digestMail(model);
  const text = digestText(model);
  expect(performance.now() - started).toBeLessThan(1000);
  expect(Buffer.byteLength(drawn)).toBeLessThan(100_000);
  expect(Buffer.byteLength(text)).toBeLessThan(100_000);
  expect(drawn).toMatch(/and \d+ more: mailroom list</);
});

describe('text', () => {
  test.each([
    ['rich', RICH],
    ['many', many],
    ['hostile', hostile],
    ['quiet', QUIET],
  ])('%s has at most 78 columns, but for long words, and no blanks at line ends', (_, rows) => {
    const lines = digestText(digestModel(rows, FORM, MAILED)).split('\n');
    const indented = (line: string): string => line.replace(/^[ |!]*/, '');
    expect(lines.filter((line) => line.length > 78 && indented(line).includes(' '))).toEqual([]);
    expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
  });

  test('names everything that the HTML names', () => {
    const model = digestModel(RICH, FORM, MAILED);
    const text = digestText(model);
    for (const { items } of model.groups) for (const { id } of items) expect(text).toContain(id);
    expect(text).toContain('> mailroom accept DS-0042   (or: decline, ask, hold)');
  });
});

describe('the chart', () => {
  test('says in words what it shows', () => {
    expect(svgChart(RICH.weeks).markup).toContain('Week of 26 Oct: 48 mails arrived, 30 answered, in 3 hours.');
    expect(svgChart(RICH.weeks).markup).toContain('Week of 19 Oct: 0 mails arrived, 0 answered.');
  });

  test('stands on nothing at all', () => {
    expect(textChart([])).toEqual([]);
    expect(textChart([{ monday: '2026-11-16', arrived: 0, answered: 0, medianAnswer: null }])[1]).not.toContain('#');
  });

  test('a digest without weeks has none', () => {
    const model: DigestModel = { ...digestModel(RICH, FORM, OPTIONS), weeks: [] };
    expect(digestPage(model)).not.toContain('<svg');
    expect(digestText(model)).not.toContain('The last weeks');
  });
});

test('html escapes strings, and markup only once', () => {
  const inner = html`<b>${'<&"\''}</b>`;
  expect(html`<p title="${'"'}">${[inner, inner]}${3}${'a\u0000b'}</p>`.markup).toBe(
    '<p title="&quot;"><b>&lt;&amp;&quot;&#39;</b><b>&lt;&amp;&quot;&#39;</b>3ab</p>',
  );
});

test.each([
  [0, '0 minutes'],
  [60_000, '1 minute'],
  [90 * 60_000, '90 minutes'],
  [3 * 3_600_000, '3 hours'],
  [47 * 3_600_000, '47 hours'],
  [48 * 3_600_000, '2 days'],
  [-5, '0 minutes'],
])('a span of %d ms is %s', (ms, words) => {
  expect(span(ms)).toBe(words);
});

test('counts and lists', () => {
  expect([counted(1, 'mail'), counted(0, 'mail'), counted(2000, 'reply', 'replies')]).toEqual([
    '1 mail',
    '0 mails',
    '2,000 replies',
  ]);
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});
