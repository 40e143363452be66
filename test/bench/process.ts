/**
 * The program as its owner runs it: how long a command takes, and the most memory it ever had.
 */
import { readFileSync } from 'node:fs';
import { type Settings, start } from '../support/program.ts';

export type Run = {
  readonly ms: number;
  /** VmHWM, MB. */
  readonly peak: number;
  readonly out: string;
};

const LOOK_EVERY = 20;

/** Null once the process is gone. */
const peakOf = (pid: number | undefined): number | null => {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]) / 1024;
  } catch {
    return null;
  }
};

/** Runs `mailroom WORDS` in `dir` to its end. Throws where it fails. */
export const runMailroom = async (dir: string, words: readonly string[], settings: Settings): Promise<Run> => {
  const began = performance.now();
  const { child, ended } = start(dir, words, settings);
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid) ?? 0);
  }, LOOK_EVERY);
  const { exit, out, err } = await ended;
  clearInterval(look);
  if (exit !== 0) throw new Error(`mailroom ${words.join(' ')} ended with ${exit}: ${err}`);
  return { ms: performance.now() - began, peak, out };
};
