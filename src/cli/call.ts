/**
 * What a command is given of the outside, and what it gives back: an exit code.
 */
import type { Environment } from '../config.ts';
import type { Clock, Random } from '../ports.ts';
import type { Exit } from './exit.ts';

export type Call = {
  readonly arguments: readonly string[];
  /** By long name, as commander has them: `--since DATE` is `since`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The shell's variables over those of `.env`. */
  readonly environment: Environment;
  /** The shell's variables alone. */
  readonly shell: Environment;
  readonly input: AsyncIterable<Uint8Array>;
  /** Results: stdout. */
  readonly print: (text: string) => void;
  /** Talk: stderr. */
  readonly tell: (text: string) => void;
  /** Progress: the last line of stderr, replaced each time; nothing where stderr isn't a terminal. Empty text clears it. */
  readonly progress: (text: string) => void;
  readonly columns: number;
  readonly clock: Clock;
  readonly random: Random;
};

/** One command. Throws what `exit.ts` can put into words. */
export type Verb = (call: Call) => Promise<Exit>;

/** The value of `--name VALUE`, or null. */
export const optionOf = (call: Call, name: string): string | null => {
  const value = call.options[name];
  return typeof value === 'string' ? value : null;
};

/** Whether `--name` was given. */
export const isSet = (call: Call, name: string): boolean => call.options[name] === true;

/** The first argument; commander has seen to it that it is there. */
export const argumentOf = (call: Call): string => call.arguments[0] ?? '';
