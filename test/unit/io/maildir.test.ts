import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliverToMaildir, openMaildir } from '../../../src/io/maildir.ts';

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'maildir-')), 'box');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const readAll = async (keys: readonly string[]) => {
  const answers = [];
  for await (const answer of openMaildir(dir).read(keys)) answers.push(answer);
  return answers;
};

test('a delivered mail is in new, whole, for its owner alone; nothing is left in tmp', async () => {
  const name = await deliverToMaildir(dir, Buffer.from('Subject: x\r\n\r\n'));
  expect(readFileSync(join(dir, 'new', name), 'utf8')).toBe('Subject: x\r\n\r\n');
  expect(statSync(join(dir, 'new', name)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(dir, 'tmp'))).toEqual([]);
  expect(name).not.toMatch(/[/:]/);
});

test('a stream is delivered as it comes; one that breaks leaves nothing', async () => {
  writeFileSync(join(dir, '..', 'mail'), 'Subject: stream\r\n\r\n');
  const name = await deliverToMaildir(dir, createReadStream(join(dir, '..', 'mail')));
  expect(readFileSync(join(dir, 'new', name), 'utf8')).toContain('stream');
  async function* broken() {
    yield Buffer.from('Subject: half');
    throw new Error('the pipe broke');
  }
  await expect(deliverToMaildir(dir, broken())).rejects.toThrow('the pipe broke');
  expect([readdirSync(join(dir, 'tmp')), readdirSync(join(dir, 'new'))]).toEqual([[], [name]]);
});

test('a thousand deliveries at once have a thousand names', async () => {
  const names = await Promise.all(Array.from({ length: 100 }, () => deliverToMaildir(dir, Buffer.from('x'))));
  expect(new Set(names).size).toBe(100);
});

test('mails of one moment are listed in the order of their delivery', async () => {
  const names = [];
  for (const text of ['a', 'b', 'c', 'd', 'e']) names.push(await deliverToMaildir(dir, Buffer.from(text)));
  for (const name of names) utimesSync(join(dir, 'new', name), 1_795_000_000, 1_795_000_000);
  const { arrivals } = await openMaildir(dir).discover(null);
  expect(arrivals.map(({ key }) => key)).toEqual(names);
});

test('no folder: said plainly, not an empty mailbox', async () => {
  await expect(openMaildir(dir).discover(null)).rejects.toMatchObject({
    trouble: 'configuration',
    message: expect.stringContaining('does not exist'),
  });
});

test('hidden files and folders are no mail; a folder with the name of a mail does not stop the others', async () => {
  const name = await deliverToMaildir(dir, Buffer.from('Subject: x\r\n\r\n'));
  writeFileSync(join(dir, 'new', '.hidden'), '');
  mkdirSync(join(dir, 'cur', 'folder'));
  const { arrivals } = await openMaildir(dir).discover(null);
  expect(arrivals.map(({ key }) => key)).toEqual([name]);
  expect((await readAll(['folder', name])).map(({ kind }) => kind)).toEqual(['failed', 'source']);
});

test('a mail of 50 MB is read without holding it', async () => {
  const line = Buffer.from(`${'QUJD'.repeat(19)}\r\n`);
  const header =
    'Subject: big\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nDataset name: Rain\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  async function* mail() {
    yield Buffer.from(header);
    for (let n = 0; n < 640; n += 1) yield Buffer.concat(Array.from({ length: 1000 }, () => line));
    yield Buffer.from('--b--\r\n');
  }
  const name = await deliverToMaildir(dir, mail());
  expect(statSync(join(dir, 'new', name)).size).toBeGreaterThan(49_000_000);
  const before = process.memoryUsage().arrayBuffers;
  const [answer] = await readAll([name]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000);
  const text = answer?.kind === 'source' ? Buffer.from(answer.bytes).toString('latin1') : '';
  expect(text).toMatch(/^X-Mailroom-Emptied: 2 36480000\r\n/);
  expect(text).toContain('Dataset name: Rain');
  expect(text.length).toBeLessThan(400);
});
