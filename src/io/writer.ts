/**
 * Draft -> the mail as it leaves: in this thread, or where many wait in one of the pool's.
 */
import type { Form } from '../form/form.ts';
import type { Writer } from '../ports.ts';
import { inWords } from '../triage/compose.ts';
import { parseTemplates, type Templates } from '../triage/templates.ts';
import { composeMail } from './mime.ts';
import type { Letters, Threads } from './threads.ts';

/** Writes in this thread. */
export const writerOf =
  (templates: Templates, mailbox: string): Writer =>
  async (draft, date) => {
    const mail = inWords(draft, templates);
    return { bytes: await composeMail(mail, { date, mailbox }), text: mail.text };
  };

/** The same from files that were found to be without mistakes. */
export const writerFrom = ({ files, mailbox }: Letters, form: Form): Writer => {
  const parsed = parseTemplates(files, form);
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'));
  return writerOf(parsed.templates, mailbox);
};

/** Writes in one of these threads. */
export const writerIn =
  (threads: Pick<Threads, 'ask'>): Writer =>
  (draft, date) =>
    threads.ask('write', { draft, date });

/** So many are written sooner than a thread has learned the templates. */
const WORTH_A_THREAD = 10;

/**
 * Writes in these threads, but `here` the first letters, those that would wait for mails to be read, and what fails there: so that only
 * a letter's own fault comes out.
 */
export const openWriter = (here: Writer, threads: Pick<Threads, 'ask' | 'areReading'>): Writer => {
  const apart = writerIn(threads);
  let count = 0;
  return async (draft, date) => {
    count += 1;
    if (count <= WORTH_A_THREAD || threads.areReading()) return here(draft, date);
    try {
      return await apart(draft, date);
    } catch {
      return here(draft, date);
    }
  };
};
