/**
 * The thread in which mails are read, one after the other: what one does to this thread, it can't do to the program. Started by
 * `reader.ts`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Reading, ReadingPolicy } from '../triage/decision.ts';
import { readMessage } from '../triage/reading.ts';

/** What the thread says: `ready` once it can read, then one answer for each source. */
export type ThreadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'broken'; readonly error: string };

const policy: ReadingPolicy = workerData;
const port = parentPort;
const say = (answer: ThreadAnswer): void => port?.postMessage(answer);

const answer = async (source: Uint8Array): Promise<void> => {
  try {
    say({ kind: 'reading', reading: await readMessage(source, policy) });
  } catch (error) {
    say({ kind: 'broken', error: error instanceof Error ? error.message : String(error) });
  }
};

// In turn, so that answers come in the order of the sources, and the first without one is what broke the thread.
let turn = Promise.resolve();
port?.on('message', (source: Uint8Array) => {
  turn = turn.then(() => answer(source));
});
say({ kind: 'ready' });
