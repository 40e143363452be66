/**
 * Exit codes (sysexits.h), and the one place where trouble becomes one of them and a line in plain words.
 */
import { errorMessage } from '../error.ts';
import { PortError, type PortTrouble } from '../ports.ts';
import type { StoreTrouble } from '../store/error.ts';

export const EXIT = {
  done: 0,
  usage: 64,
  data: 65,
  unavailable: 69,
  /** A mistake of ours. */
  software: 70,
  tryLater: 75,
  configuration: 78,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What a command throws to end with a line and a code. */
export class Refusal extends Error {
  readonly exit: Exit;
  constructor(exit: Exit, message: string) {
    super(message);
    this.name = 'Refusal';
    this.exit = exit;
  }
}

/** Wrong words on the command line. */
export const usage = (message: string): Refusal => new Refusal(EXIT.usage, message);
/** What was named isn't there, or can't be read. */
export const badData = (message: string): Refusal => new Refusal(EXIT.data, message);

const BY_TROUBLE: Readonly<Record<PortTrouble, Exit>> = {
  unavailable: EXIT.unavailable,
  // Another try with the same password would only lock the account.
  authentication: EXIT.configuration,
  configuration: EXIT.configuration,
  throttled: EXIT.tryLater,
  full: EXIT.tryLater,
};

const BY_STORE_TROUBLE: Readonly<Record<StoreTrouble, Exit>> = {
  newer: EXIT.configuration,
  foreign: EXIT.configuration,
  readonly: EXIT.configuration,
  unbuilt: EXIT.configuration,
  corrupt: EXIT.data,
  missing: EXIT.data,
  repeated: EXIT.data,
  unavailable: EXIT.unavailable,
  busy: EXIT.tryLater,
  full: EXIT.tryLater,
};

/** What is wrong with the store, or null for any other error. Known by its name: to import its class would load the database's library for `--help` too. */
export const storeTrouble = (error: unknown): StoreTrouble | null => {
  if (!(error instanceof Error) || error.name !== 'StoreError' || !('trouble' in error)) return null;
  const { trouble } = error;
  return typeof trouble === 'string' && Object.hasOwn(BY_STORE_TROUBLE, trouble) ? (trouble as StoreTrouble) : null;
};

/** Whatever was thrown -> an exit code and what to tell; `bug` where it is ours to mend. */
export const verdictOn = (error: unknown): { readonly exit: Exit; readonly message: string; readonly bug: boolean } => {
  if (error instanceof Refusal) return { exit: error.exit, message: error.message, bug: false };
  if (error instanceof PortError) return { exit: BY_TROUBLE[error.trouble], message: error.message, bug: false };
  const message = errorMessage(error);
  const trouble = storeTrouble(error);
  if (trouble !== null) return { exit: BY_STORE_TROUBLE[trouble], message, bug: false };
  return { exit: EXIT.software, message, bug: true };
};
