import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openInlineReader } from '../../src/io/reader.ts';
import type { Reader } from '../../src/ports.ts';
import { built } from '../support/built.ts';
import { readingPolicy } from '../support/policy.ts';

const policy = readingPolicy();

const openPool = async (): Promise<Reader> => {
  const { openReader } = (await built('io/reader.js')) as typeof import('../../src/io/reader.ts');
  return openReader(policy, { threads: 2 });
};

const kinds = [
  { name: 'inline', open: async () => openInlineReader(policy) },
  { name: 'a pool of threads', open: openPool },
];

const mail = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'));

const offer = mail(`From: Ann Example <ann@example.org>
To: data@example.org
Subject: A dataset
Message-ID: <1@example.org>

Dataset name: Rain
Dataset location (URL): https://example.org/rain
I want the Alliance to host it: No
My email address: ann@example.org
I agree to the terms for contribution: Yes
`);

describe.each(kinds)('a reader: $name', ({ open }) => {
  test('an offer is a submission, with where each value stood', async () => {
    const reader = await open();
    const reading = await reader.read(offer);
    await reader.close();
    expect(reading).toMatchObject({
      kind: 'submission',
      messageId: '<1@example.org>',
      sender: { kind: expect.any(String) },
    });
    expect(reading.offers[0]?.answers['datasetName']?.value).toBe('Rain');
    expect(reading.offers[0]?.provenance['datasetName']).toMatchObject({ line: 1, raw: 'Rain' });
  });

  test.each([
    ['nothing at all', Buffer.alloc(0)],
    ['random octets', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256))],
    ['a header of 1 MB', Buffer.from(`Subject: ${'x'.repeat(1_000_000)}\r\n\r\n`)],
    [
      'parts nested 3,000 deep',
      mail(
        Array.from({ length: 3000 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`).join(''),
      ),
    ],
    ['HTML nested 100,000 deep', mail(`From: a@example.org\nContent-Type: text/html\n\n${'<div>'.repeat(100_000)}`)],
  ])('bad input gives a Reading, never an error: %s', async (_reason, source) => {
    const reader = await open();
    const reading = await reader.read(source);
    expect(reading.kind).toEqual(expect.any(String));
    expect((await reader.read(offer)).kind).toBe('submission');
    await reader.close();
  });

  test('many at once: each gets its own answer', async () => {
    const reader = await open();
    const sources = Array.from({ length: 40 }, (_, n) =>
      mail(`From: a@example.org\nSubject: no. ${n}\nMessage-ID: <${n}@example.org>\n\nhello\n`),
    );
    const readings = await Promise.all(sources.map((source) => reader.read(source)));
    expect(readings.map(({ messageId }) => messageId)).toEqual(sources.map((_, n) => `<${n}@example.org>`));
    await reader.close();
  });

  test('the source stays as it was, and a part of a larger buffer is read alone', async () => {
    const reader = await open();
    const around = Buffer.concat([Buffer.from('Subject: wrong\r\n\r\n'), offer]);
    const reading = await reader.read(around.subarray(around.length - offer.length));
    expect(reading.subject).toBe('A dataset');
    expect(around.subarray(around.length - offer.length).equals(offer)).toBe(true);
    await reader.close();
  });
});

test('both read the samples alike', async () => {
  const folder = new URL('../../data/samples/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  expect(names.length).toBeGreaterThan(5);
  const [inline, pool] = [openInlineReader(policy), await openPool()];
  for (const name of names) {
    const source = readFileSync(new URL(name, folder));
    expect(await pool.read(source)).toEqual(await inline.read(source));
  }
  await pool.close();
});
