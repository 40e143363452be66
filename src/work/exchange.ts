/**
 * Mails in, letters out: where many mails wait, a round of letters leaves as soon as it is full, while the others are still read.
 */
import { PortError } from '../ports.ts';
import { openBacklog } from './backlog.ts';
import { deliver, ROUND } from './deliver.ts';
import { receive } from './receive.ts';
import type { AccountTrouble } from './send.ts';
import { elapseAll, releaseHeld } from './tick.ts';
import { overheard, type World } from './world.ts';

export type Exchanged = {
  /** The first trouble with a mailbox or the disk, or null. */
  readonly trouble: PortError | null;
  readonly account: AccountTrouble | null;
};

/** Takes in, lets time act, and sends until nothing is left. What the store throws on one side ends the other, and comes out. */
export const exchange = async (world: World, began: number, signal: AbortSignal): Promise<Exchanged> => {
  const backlog = openBacklog(ROUND);
  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const breaking = (error: unknown): never => {
    broken.abort();
    throw error;
  };
  const counted = overheard(world, (event) => {
    if (event.kind === 'decided') backlog.add(event.decision.letters.length);
  });
  const takeIn = async (): Promise<PortError | null> => {
    try {
      const trouble = await receiveAll(counted, began, either);
      elapseAll(world, began, either);
      releaseHeld(world, began);
      return trouble;
    } finally {
      backlog.end();
    }
  };
  const both = [takeIn().catch(breaking), deliver(world, either, backlog).catch(breaking)] as const;
  await Promise.allSettled(both);
  const [trouble, account] = await Promise.all(both);
  return { trouble, account };
};

/** Each mailbox in turn; the first trouble comes back, the others are still read. */
const receiveAll = async (world: World, began: number, signal: AbortSignal): Promise<PortError | null> => {
  let first: PortError | null = null;
  for (const inlet of world.inlets) {
    if (signal.aborted) break;
    const trouble = await troubleOf(orAbort(receive(world, inlet, began, signal), signal));
    if (trouble !== null) world.log.warn('mailbox trouble', { trouble: trouble.trouble, error: trouble.message });
    first ??= trouble;
  }
  return signal.aborted ? (first ?? stopped()) : first;
};

const troubleOf = async (step: Promise<void>): Promise<PortError | null> => {
  try {
    await step;
    return null;
  } catch (error) {
    if (error instanceof PortError) return error;
    throw error;
  }
};

const stopped = (): PortError => new PortError('unavailable', 'the pass was stopped; the next one goes on from here');

/** A server that never answers can't hold a pass beyond its deadline. */
const orAbort = (step: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(stopped());
    signal.addEventListener('abort', abort, { once: true });
    step.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
