/**
 * One mail a file, in a folder named for what it is: read in LF and in CRLF, shown as a table of what it is by what it was taken for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readMessage } from '../../src/triage/reading.ts';
import { silence } from '../../src/triage/silence.ts';
import { facts, policy } from '../support/owner.ts';

const FOLDER = 'test/golden/kinds';
const KINDS = ['submission', 'inquiry', 'bounce', 'auto-reply', 'bulk', 'spam', 'own', 'unreadable'];
const PEOPLE = ['submission', 'inquiry'];

const mails = KINDS.flatMap((kind) =>
  readdirSync(join(FOLDER, kind)).map((file) => ({ kind, file, path: join(FOLDER, kind, file) })),
);

const withCrlf = (source: Buffer): Buffer => Buffer.from(source.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');

const table: { readonly kind: string; readonly read: string }[] = [];

const confusion = (): string => {
  const counted = (kind: string, read: string): number =>
    table.filter((row) => row.kind === kind && row.read === read).length;
  const rows = KINDS.map((kind) => [kind, ...KINDS.map((read) => String(counted(kind, read) || '.'))]);
  return [['is \\ read as', ...KINDS], ...rows].map((row) => row.map((cell) => cell.padEnd(13)).join('')).join('\n');
};

afterAll(() => {
  process.stdout.write(`\n${confusion()}\n\n`);
});

test('there are mails of every kind', () => {
  expect(mails.length).toBeGreaterThan(80);
  expect(new Set(mails.map(({ kind }) => kind)).size).toBe(KINDS.length);
});

describe.each(mails)('$kind/$file', ({ kind, path }) => {
  const source = readFileSync(path);
  test('is known, and answered only if a person wrote it', async () => {
    const reading = await readMessage(source, policy);
    table.push({ kind, read: reading.kind });
    expect(reading.kind).toBe(kind);
    if (!PEOPLE.includes(kind)) expect(silence(reading, facts, policy).may).toBe('never');
    else if (reading.sender.kind === 'address') expect(silence(reading, facts, policy).may).toBe('answer');
  });
  test('is the same with CRLF', async () => {
    // Sizes count octets, so line ends make them differ; keys hash them.
    const read = async (bytes: Buffer) => ({ ...(await readMessage(bytes, policy)), keys: null, attachments: null });
    expect(await read(withCrlf(source))).toEqual(await read(source));
  });
});

/** Without any of its headers but what a mail must have, a machine's mail may pass; with them it never does. */
const MACHINE_HEADERS = [
  'Auto-Submitted: auto-replied',
  'Auto-Submitted: AUTO-GENERATED; type=x',
  'Precedence: bulk',
  'X-Auto-Response-Suppress: All',
  'X-Autoreply: yes',
  'List-Id: <x.lists.example.net>',
  'Return-Path: <>',
];

test('no header of a machine can be added to a complete offer and still be answered', async () => {
  const offer = readFileSync(join(FOLDER, 'submission/documented.eml'), 'latin1').replace(/^Return-Path:.*\n/, '');
  for (const header of MACHINE_HEADERS) {
    for (const mail of [`${header}\n${offer}`, `Auto-Submitted: no\n${header}\n${offer}`]) {
      const reading = await readMessage(Buffer.from(mail, 'latin1'), policy);
      expect([header, silence(reading, facts, policy).may]).toEqual([header, 'never']);
      expect(reading.notes).toContain('a machine wrote it, but it carries a complete block');
    }
  }
});
