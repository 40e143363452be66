import { describe, expect, test } from 'vitest';
import type { Threads } from '../../../src/io/threads.ts';
import { openWriter, writerFrom, writerOf } from '../../../src/io/writer.ts';
import type { Heading, Written } from '../../../src/mail/draft.ts';
import type { Draft } from '../../../src/triage/compose.ts';
import { realForm } from '../../support/words.ts';

const { form, letters, files } = realForm();
const MAILBOX = 'data@example.org';
const DATE = Date.UTC(2026, 2, 1, 12);

const heading: Heading = {
  messageId: '<r.abc@example.org>',
  from: { name: '', address: MAILBOX },
  replyTo: null,
  to: { name: 'Ann', address: 'ann@example.org' },
  subject: 'Hello',
  inReplyTo: null,
  references: [],
  autoSubmitted: 'auto-generated',
};
const digest = (text: string): Draft => ({ ...heading, template: 'digest', data: { text, html: `<p>${text}</p>` } });
const here = writerOf(letters, MAILBOX);

describe('writing a letter', () => {
  test('puts it into the words of the templates, and gives the text that answers repeat', async () => {
    const { bytes, text } = await here(digest('three offers wait'), DATE);
    expect(text.trim()).toBe('three offers wait');
    expect(String(bytes)).toContain('Subject: Hello\r\n');
    expect(String(bytes)).toContain('three offers wait');
  });

  test('keeps the words of a draft that has them', async () => {
    const { text } = await here({ ...heading, text: 'As it was.\n', html: null }, DATE);
    expect(text).toBe('As it was.\n');
  });

  test('is the same from the files of the templates', async () => {
    const again = writerFrom({ files, mailbox: MAILBOX }, form);
    expect(await again(digest('x'), DATE)).toEqual(await here(digest('x'), DATE));
  });

  test('rejects where the templates name what the draft lacks', async () => {
    await expect(here({ ...heading, template: 'digest', data: {} }, DATE)).rejects.toThrow('undefined variable');
  });
});

describe('writing many letters', () => {
  const all = (write: typeof here, count: number) =>
    Promise.all(Array.from({ length: count }, (_, number) => write(digest(`no. ${number}`), DATE)));
  /** Threads of which `write` says what comes of a letter. */
  const threads = (write: () => Promise<Written>, reading: () => boolean = () => false) => ({
    ask: write as unknown as Threads['ask'],
    areReading: reading,
  });
  const fromThread = async (): Promise<Written> => ({ bytes: Buffer.from('from the thread'), text: '' });
  const isFromThread = ({ bytes }: Written): boolean => String(bytes) === 'from the thread';

  test('leaves to a thread those after the first ten', async () => {
    const written = await all(openWriter(here, threads(fromThread)), 12);
    expect(written.map(isFromThread)).toEqual([...Array.from({ length: 10 }, () => false), true, true]);
  });

  test('does here what would wait for mails to be read', async () => {
    let isBusy = true;
    const write = openWriter(
      here,
      threads(fromThread, () => isBusy),
    );
    expect((await all(write, 20)).some(isFromThread)).toBe(false);
    isBusy = false;
    expect((await all(write, 2)).every(isFromThread)).toBe(true);
  });

  test('does here what a thread fails at: only a fault of the letter itself comes out', async () => {
    const write = openWriter(
      here,
      threads(() => Promise.reject(new Error('took longer than 10 s'))),
    );
    expect((await all(write, 12)).at(-1)?.text.trim()).toBe('no. 11');
    await expect(write({ ...heading, template: 'digest', data: {} }, DATE)).rejects.toThrow('undefined variable');
  });
});
