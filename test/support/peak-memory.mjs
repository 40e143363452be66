/** Preloaded into a worker (`node --import`): says on stderr how much memory the process ever held (VmHWM), its threads included. */
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread)
  process.once('exit', () => {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
    process.stderr.write(`peak memory ${peak} kB\n`);
  });
