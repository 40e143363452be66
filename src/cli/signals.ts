/**
 * Ending in order: signals and deadlines, as one AbortSignal.
 */

/** A service manager's, Ctrl+C, and a terminal that was closed. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Runs `work` with a signal that aborts at one of these, or after `deadline` ms (null = never). A second SIGINT ends at once. */
export const untilStopped = async <T>(
  deadline: number | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  for (const name of SIGNALS) process.once(name, abort);
  const timer = deadline === null ? null : setTimeout(abort, deadline);
  try {
    return await work(stop.signal);
  } finally {
    if (timer !== null) clearTimeout(timer);
    for (const name of SIGNALS) process.off(name, abort);
  }
};
