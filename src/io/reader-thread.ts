/**
 * The thread in which one mail at a time is read: what it does to this thread, it can't do to the program. Started by `reader.ts`.
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

port?.on('message', (source: Uint8Array) => {
  readMessage(source, policy).then(
    (reading) => say({ kind: 'reading', reading }),
    (error: unknown) => say({ kind: 'broken', error: error instanceof Error ? error.message : String(error) }),
  );
});
say({ kind: 'ready' });
