/**
 * Writes that several connections want at the same moment, in one transaction: waiting for the disk is what takes longest.
 */
import type { Durable, Store } from '../store/store.ts';

/** Does `write` in a transaction and gives its result once that is written; what it throws undoes that write alone. */
export type Together = <T>(write: () => T, durable: Durable) => Promise<T>;

/** `tell` gives the result of the last `write`; `alone` does both, in a transaction of its own. */
type Waiting = {
  readonly durable: Durable;
  readonly write: () => void;
  readonly tell: () => void;
  readonly alone: () => void;
};

/** How many turns of the event loop a write waits for others: far less than a transaction takes to be durable. */
const PATIENCE = 6;

/** Writes of up to `many` at the same moment are one transaction. Where one of them fails, each is done anew in its own. */
export const writingTogether = ({ batch }: Pick<Store, 'batch'>, many: number): Together => {
  let waiting: Waiting[] = [];

  const areKept = (writes: readonly Waiting[]): boolean => {
    try {
      const all = (): void => {
        for (const { write } of writes) write();
      };
      batch(all, writes.some(({ durable }) => durable === 'now') ? 'now' : 'soon');
      return true;
    } catch {
      return false;
    }
  };

  const flush = (): void => {
    const writes = waiting;
    waiting = [];
    const kept = writes.length > 1 && areKept(writes);
    for (const { tell, alone } of writes) {
      if (kept) tell();
      else alone();
    }
  };

  const wait = (turns: number): void => {
    setImmediate(() => {
      if (turns === 1 || waiting.length >= many) flush();
      else wait(turns - 1);
    });
  };

  return <T>(write: () => T, durable: Durable) =>
    new Promise<T>((resolve, reject) => {
      let last: () => T = write;
      if (waiting.length === 0) wait(PATIENCE);
      waiting.push({
        durable,
        write: () => {
          const result = write();
          last = () => result;
        },
        tell: () => resolve(last()),
        alone: () => {
          try {
            resolve(batch(write, durable));
          } catch (error) {
            reject(error);
          }
        },
      });
    });
};
