/** A reading thread that does what the mail says: how a mail that breaks the real one behaves. */
import { parentPort } from 'node:worker_threads';

const hoard = [];

parentPort.on('message', ({ of }) => {
  const text = Buffer.from(of).toString();
  if (text.includes('hang')) for (;;);
  if (text.includes('memory')) for (;;) hoard.push(new Array(100_000).fill(Math.random()));
  if (text.includes('exit')) process.exit(1);
  if (text.includes('throw')) throw new Error('a bug');
  if (text.includes('broken')) parentPort.postMessage({ kind: 'failed', error: 'a bug' });
  else parentPort.postMessage({ kind: 'done', gives: { subject: text } });
});
parentPort.postMessage({ kind: 'ready' });
