/**
 * One pass: recover what a crash left, take in what is new, let time act, send what is due, look at what was offered. Trouble in
 * one step doesn't stop the next.
 */
import { errorMessage } from '../error.ts';
import type { PassSummary } from '../store/store.ts';
import { checkAll } from './check.ts';
import { type Exchanged, exchange } from './exchange.ts';
import { counting, NOTHING } from './summary.ts';
import { overheard, type World } from './world.ts';

export type PassResult = Exchanged & { readonly summary: PassSummary };

/**
 * One pass, which `signal` ends early: no new mail is read or sent then, what is being sent is finished. Throws what the store
 * throws: without it nothing can be kept. The caller holds the lease.
 */
export const runPass = async (outer: World, signal: AbortSignal): Promise<PassResult> => {
  const began = outer.clock();
  let summary = NOTHING;
  const world = overheard(outer, (event) => {
    summary = counting(summary, event);
  });
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
      end(errorMessage(error));
    } catch {
      // Where the store can't even keep that: what it threw first says why.
    }
    throw error;
  }
};
