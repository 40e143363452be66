import { afterEach, expect, test } from 'vitest';
import { openReader } from '../../src/io/reader.ts';
import type { Reader } from '../../src/ports.ts';
import { readingPolicy } from '../support/policy.ts';

const policy = readingPolicy();
const thread = new URL('../support/bad-thread.mjs', import.meta.url);

let reader: Reader;
const open = (threads: number, timeLimit = 300): Reader => {
  reader = openReader(policy, { threads, thread, timeLimit, memoryLimit: 32 });
  return reader;
};
afterEach(() => reader.close());

const mail = (subject: string) => Buffer.from(`Subject: ${subject}\r\nMessage-ID: <1@example.org>\r\n\r\n`);

test.each([
  ['a mail that takes for ever', 'hang', /longer than 0.3 s/],
  ['a mail that takes all memory', 'memory', /memory/],
  ['a mail that ends its thread', 'exit', /thread ended/],
  ['a mail that meets a bug outside of any promise', 'throw', /a bug/],
  ['a mail that meets a bug', 'broken', /a bug/],
])(
  'fault: %s | user sees: unreadable, with the reason | guaranteed: the next mail is read',
  async (_name, subject, why) => {
    // On a busy machine memory takes longer to be taken than a test should hang.
    const { read } = open(1, subject === 'hang' ? 300 : 20_000);
    const [bad, good] = await Promise.all([read(mail(subject)), read(mail('fine'))]);
    expect(bad).toMatchObject({ kind: 'unreadable', subject, messageId: '<1@example.org>' });
    expect(bad.reasons[0]?.evidence).toMatch(why);
    expect(good.subject).toContain('fine');
  },
);

test('fault: three hostile mails among ten | user sees: three unreadable | guaranteed: seven read', async () => {
  const { read } = open(2);
  const subjects = ['a', 'hang', 'b', 'exit', 'c', 'd', 'memory', 'e', 'f', 'g'];
  const readings = await Promise.all(subjects.map((subject) => read(mail(subject))));
  expect(readings.map(({ kind }) => kind === 'unreadable')).toEqual(subjects.map((subject) => subject.length > 1));
});

test('fault: the thread does not start | user sees: the installation is broken | guaranteed: the mail is not called unreadable', async () => {
  reader = openReader(policy, { thread: new URL('file:///nowhere/thread.mjs') });
  await expect(reader.read(mail('fine'))).rejects.toMatchObject({ trouble: 'configuration' });
});

test('fault: closed while reading | user sees: nothing | guaranteed: the mail is read at the next pass, not called unreadable', async () => {
  const { read, close } = open(1);
  const readings = ['hang', 'fine'].map((subject) =>
    expect(read(mail(subject))).rejects.toMatchObject({ trouble: 'unavailable' }),
  );
  await close();
  await Promise.all(readings);
  await expect(read(mail('late'))).rejects.toMatchObject({ trouble: 'unavailable' });
});
