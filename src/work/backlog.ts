/**
 * Letters that wait while others are still written: whoever sends waits here until a round of them is worth it.
 */

export type Backlog = {
  readonly add: (letters: number) => void;
  /** No more come. */
  readonly end: () => void;
  /** Resolves once a round waits or no more come: true while more may come. */
  readonly round: () => Promise<boolean>;
};

/** Rounds of `size` letters, for one who waits at a time. */
export const openBacklog = (size: number): Backlog => {
  let waiting = 0;
  let hasEnded = false;
  let wake = (): void => {};
  const isReady = (): boolean => hasEnded || waiting >= size;
  const look = (): void => {
    if (isReady()) wake();
  };
  return {
    add: (letters) => {
      waiting += letters;
      look();
    },
    end: () => {
      hasEnded = true;
      look();
    },
    round: async () => {
      if (!isReady())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      waiting = Math.max(0, waiting - size);
      return !hasEnded;
    },
  };
};

/** For sending what waits already. */
export const NO_MORE: Pick<Backlog, 'round'> = { round: async () => false };
