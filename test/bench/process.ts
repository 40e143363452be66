/**
 * The program as its owner runs it: how long a command takes, what of it on the processor, and the most memory it ever had.
 */
import { readFileSync } from 'node:fs';
import { type Settings, start } from '../support/program.ts';

export type Run = {
  readonly ms: number;
  /** Of all its threads, user and system, ms. */
  readonly cpu: number;
  /** VmHWM, MB. */
  readonly peak: number;
  readonly out: string;
};

const LOOK_EVERY = 20;

/** USER_HZ, which Linux has as 100 everywhere. */
const TICK = 10;

type Look = { readonly peak: number; readonly cpu: number };

/** How it is now; as it was before once the process is gone. proc(5): fields 14 and 15 of `stat`, counted behind the name. */
const lookAt = (pid: number | undefined, before: Look): Look => {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    if (peak === undefined) return before;
    return { peak: Number(peak) / 1024, cpu: TICK * (Number(fields[11]) + Number(fields[12])) };
  } catch {
    return before;
  }
};

/** Runs `mailroom WORDS` in `dir` to its end. Throws where it fails. */
export const runMailroom = async (dir: string, words: readonly string[], settings: Settings): Promise<Run> => {
  const began = performance.now();
  const { child, ended } = start(dir, words, settings);
  let last: Look = { peak: 0, cpu: 0 };
  const look = setInterval(() => {
    last = lookAt(child.pid, last);
  }, LOOK_EVERY);
  const { exit, out, err } = await ended;
  clearInterval(look);
  if (exit !== 0) throw new Error(`mailroom ${words.join(' ')} ended with ${exit}: ${err}`);
  return { ms: performance.now() - began, ...last, out };
};
