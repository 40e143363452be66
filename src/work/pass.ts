/**
 * One pass: recover what a crash left, take in what is new, let time act, send what is due, look at what was offered. Trouble in
 * one step doesn't stop the next.
 */
import { PortError } from '../ports.ts';
import type { PassSummary } from '../store/store.ts';
import { type Backlog, openBacklog } from './backlog.ts';
import { checkAll } from './check.ts';
import { deliver, ROUND } from './deliver.ts';
import { receive } from './receive.ts';
import type { AccountTrouble } from './send.ts';
import { counting, NOTHING } from './summary.ts';
import { elapseAll, releaseHeld } from './tick.ts';
import type { World } from './world.ts';

export type PassResult = {
  readonly summary: PassSummary;
  /** The first trouble with a mailbox or the disk, or null. */
  readonly trouble: PortError | null;
  readonly account: AccountTrouble | null;
};

/**
 * One pass, which `signal` ends early: no new mail is read or sent then, what is being sent is finished. Throws what the store
 * throws: without it nothing can be kept. The caller holds the lease.
 */
export const runPass = async (outer: World, signal: AbortSignal): Promise<PassResult> => {
  const began = outer.clock();
  let summary = NOTHING;
  const world: World = {
    ...outer,
    tell: (event) => {
      summary = counting(summary, event);
      outer.tell(event);
    },
  };
  const pass = outer.store.passBegan(began);
  const end = (error: string | null): void => {
    summary = { ...summary, ms: outer.clock() - began };
    outer.store.passEnded(pass, summary, error, outer.clock());
  };
  try {
    world.tell({ kind: 'recovered', ...world.store.recover(began) });
    const full = world.lackOfRoom();
    if (full !== null) {
      end(full.message);
      return { summary, trouble: full, account: null };
    }
    const { trouble, account } = await exchange(world, began, signal);
    // After the answers: a slow host makes nobody wait.
    if (world.checks !== null && !signal.aborted) await checkAll(world, world.checks, began, signal);
    world.store.dropIgnored(world.clock() - world.retainIgnored);
    end(trouble?.message ?? account?.response ?? null);
    return { summary, trouble, account };
  } catch (error) {
    try {
      end(error instanceof Error ? error.message : String(error));
    } catch {
      // Where the store can't even keep that: what it threw first says why.
    }
    throw error;
  }
};

/**
 * Mails in, letters out: a round of letters leaves as soon as it waits, while mails are still read. What the store throws on one side
 * ends the other too.
 */
const exchange = async (world: World, began: number, signal: AbortSignal): Promise<Omit<PassResult, 'summary'>> => {
  const backlog = openBacklog(ROUND);
  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const breaking = (error: unknown): never => {
    broken.abort();
    throw error;
  };
  const takeIn = async (): Promise<PortError | null> => {
    try {
      const trouble = await receiveAll(toldTo(backlog, world), began, either);
      elapseAll(world, began, either);
      releaseHeld(world, began);
      return trouble;
    } finally {
      backlog.end();
    }
  };
  const [taken, sent] = await Promise.allSettled([
    takeIn().catch(breaking),
    deliver(world, either, backlog).catch(breaking),
  ]);
  if (taken.status === 'rejected') throw taken.reason;
  if (sent.status === 'rejected') throw sent.reason;
  return { trouble: taken.value, account: sent.value };
};

/** The backlog hears of each letter that is decided. */
const toldTo = (backlog: Backlog, world: World): World => ({
  ...world,
  tell: (event) => {
    world.tell(event);
    if (event.kind === 'decided') backlog.add(event.decision.letters.length);
  },
});

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
