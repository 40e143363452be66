import { expect, test } from 'vitest';
import type { Letters } from '../../src/io/threads.ts';
import { writerIn, writerOf } from '../../src/io/writer.ts';
import { compose } from '../../src/triage/compose.ts';
import { specimens } from '../../src/triage/specimen.ts';
import { built } from '../support/built.ts';
import { policy } from '../support/owner.ts';
import { readingPolicy } from '../support/policy.ts';
import { realForm } from '../support/words.ts';

const { form, letters, files } = realForm();
const { mailbox } = policy;
const DATE = Date.UTC(2026, 2, 1, 12);

const openBuilt = async (given: Letters | null) => {
  const { openThreads } = (await built('io/threads.js')) as typeof import('../../src/io/threads.ts');
  return openThreads({ policy: readingPolicy(), letters: given }, { threads: 1 });
};

test('a thread writes every letter as this one does, to the octet', async () => {
  const threads = await openBuilt({ files, mailbox: mailbox.address });
  const [here, apart] = [writerOf(letters, mailbox.address), writerIn(threads)];
  const drafts = specimens(form).map((letter) => compose(letter, letters, policy));
  expect(drafts.length).toBeGreaterThan(15);
  const [written, expected] = await Promise.all([
    Promise.all(drafts.map((draft) => apart(draft, DATE))),
    Promise.all(drafts.map((draft) => here(draft, DATE))),
  ]);
  expect(written.map(({ bytes, text }) => [Buffer.from(bytes).toString(), text])).toEqual(
    expected.map(({ bytes, text }) => [Buffer.from(bytes).toString(), text]),
  );
  await threads.close();
});

test('a thread that has no templates says so, and goes on', async () => {
  const threads = await openBuilt(null);
  const [letter] = specimens(form);
  if (letter === undefined) throw new Error('no letters');
  const draft = compose(letter, letters, policy);
  await expect(threads.ask('write', { draft, date: DATE })).rejects.toThrow('failed: this thread has no templates');
  expect((await threads.ask('read', Buffer.from('Subject: x\r\n\r\nhello\r\n'))).subject).toBe('x');
  await threads.close();
});

test('threads say whether there are mails to be read', async () => {
  const threads = await openBuilt({ files, mailbox: mailbox.address });
  const [letter] = specimens(form);
  if (letter === undefined) throw new Error('no letters');
  const draft = compose(letter, letters, policy);
  expect(threads.areReading()).toBe(false);
  const read = threads.ask('read', Buffer.from('Subject: x\r\n\r\nhello\r\n'));
  const written = threads.ask('write', { draft, date: DATE });
  expect(threads.areReading()).toBe(true);
  await read;
  expect(threads.areReading(), 'a letter is left').toBe(false);
  await written;
  await threads.close();
});
