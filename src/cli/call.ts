/**
 * What a command is given of the outside, and what it gives back: an exit code.
 */
import type { Environment } from '../config.ts';
import type { Clock, Random } from '../ports.ts';
import { type Exit, usage } from './exit.ts';

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

/** The value of `--name WORD`, the first of `words` where it wasn't given. Throws Refusal (64) for any other word. */
export const oneOf = <const T extends string>(call: Call, name: string, words: readonly [T, ...T[]]): T => {
  const given = optionOf(call, name) ?? words[0];
  const word = words.find((each) => each === given);
  if (word === undefined) throw usage(`--${name}: ${JSON.stringify(given)} isn't one of ${words.join(', ')}`);
  return word;
};

/** What `--format WORD` or `--json` ask for. Throws Refusal (64) where they ask for two things. */
export const formatOf = <const T extends string>(call: Call, formats: readonly [T, ...T[]]): T | 'json' => {
  const format = oneOf(call, 'format', formats);
  if (!isSet(call, 'json')) return format;
  if (format !== 'json' && optionOf(call, 'format') !== null)
    throw usage(`--json and --format ${format} ask for two things: give one of them`);
  return 'json';
};

/** Whether `--name` was given. */
export const isSet = (call: Call, name: string): boolean => call.options[name] === true;

/** The first argument; commander has seen to it that it is there. */
export const argumentOf = (call: Call): string => call.arguments[0] ?? '';
