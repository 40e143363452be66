/**
 * Times of contenders that take turns, so that what else the machine does hits all of them alike.
 */

/** A contender: does its work once; what it awaits before and after isn't counted where it says so by `timed`. */
export type Contender = () => Promise<number>;

/** How long `work` takes, ms. */
export const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** The one in the middle; of an even number the lower of the two there. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;

/** The median of each contender's times in ms, after a round that warms them up and isn't counted. */
export const takeTurns = async <Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Readonly<Record<Name, number>>> => {
  const names = Object.keys(contenders) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const name of names) {
      const took = await contenders[name]();
      if (round > 0) times.get(name)?.push(took);
    }
  const medians = names.map((name) => [name, median(times.get(name) ?? [])] as const);
  return Object.fromEntries(medians) as Record<Name, number>;
};
