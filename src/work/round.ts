/**
 * Letters that are due, shared by the connections that send at the same time.
 */
import type { OutboxItem } from '../store/store.ts';

/** One connection's part in it. */
export type Lane = {
  /** The next letter for this connection, or undefined where there is none that it may take. */
  readonly take: () => OutboxItem | undefined;
  /** This one is dealt with. */
  readonly done: (item: OutboxItem) => void;
  /** The letter that it took last is for another. */
  readonly giveBack: (item: OutboxItem) => void;
};

export type Round = {
  /** None takes a letter to somebody whom another is writing to, so that each person's letters keep their order. */
  readonly openLane: () => Lane;
  /** What no lane took. */
  readonly left: () => ReadonlySet<OutboxItem>;
};

/** These letters, in this order, none of them taken. */
export const roundOf = (items: readonly OutboxItem[]): Round => {
  let left = new Set(items);
  const writingTo = new Map<string, { readonly lane: object; readonly letters: number }>();
  const openLane = (): Lane => {
    const lane: Lane = {
      take: () => {
        for (const item of left) {
          const other = writingTo.get(item.to);
          if (other !== undefined && other.lane !== lane) continue;
          left.delete(item);
          writingTo.set(item.to, { lane, letters: (other?.letters ?? 0) + 1 });
          return item;
        }
        return undefined;
      },
      done: ({ to }) => {
        const letters = (writingTo.get(to)?.letters ?? 0) - 1;
        if (letters > 0) writingTo.set(to, { lane, letters });
        else writingTo.delete(to);
      },
      giveBack: (item) => {
        left = new Set([item, ...left]);
        lane.done(item);
      },
    };
    return lane;
  };
  return { openLane, left: () => left };
};
