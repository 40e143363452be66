/**
 * The thread in which mails are read and letters written, one after the other: what a mail does to this thread, it can't do to the
 * program. Started by `threads.ts`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '../error.ts';
import type { Writer } from '../ports.ts';
import { readMessage } from '../triage/reading.ts';
import type { Answer, Kit, Task, Work } from './threads.ts';

const { policy, letters }: Kit = workerData;
const port = parentPort;
const say = (answer: Answer, transfer: ArrayBuffer[] = []): void => port?.postMessage(answer, transfer);

let writer: Writer | null = null;

/** What only letters need is loaded with the first one: most threads only read. */
const openWriter = async (): Promise<Writer> => {
  if (letters === null) throw new Error('this thread has no templates');
  const { writerFrom } = await import('./writer.ts');
  return writerFrom(letters, policy.form);
};

const write = async ({ draft, date }: Work['write']['of']): Promise<void> => {
  writer ??= await openWriter();
  const { bytes, text } = await writer(draft, date);
  // A copy of its own: a slice of a shared buffer can't be handed over.
  const copy = new Uint8Array(bytes);
  say({ kind: 'done', gives: { bytes: copy, text } }, [copy.buffer]);
};

const answer = async (task: Task): Promise<void> => {
  try {
    if (task.kind === 'write') await write(task.of);
    else say({ kind: 'done', gives: await readMessage(task.of, policy) });
  } catch (error) {
    say({ kind: 'failed', error: errorMessage(error) });
  }
};

// In turn, so that answers come in the order of the tasks, and the first without one is what broke the thread.
let turn = Promise.resolve();
port?.on('message', (task: Task) => {
  turn = turn.then(() => answer(task));
});
say({ kind: 'ready' });
