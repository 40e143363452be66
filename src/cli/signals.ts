/**
 * Ending in order: SIGTERM and SIGINT, and deadlines, as one AbortSignal.
 */

/** Runs `work` with a signal that aborts at SIGTERM, SIGINT, or after `deadline` ms (null = never). A second SIGINT ends at once. */
export const untilStopped = async <T>(
  deadline: number | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGTERM', abort);
  process.once('SIGINT', abort);
  const timer = deadline === null ? null : setTimeout(abort, deadline);
  try {
    return await work(stop.signal);
  } finally {
    if (timer !== null) clearTimeout(timer);
    process.off('SIGTERM', abort);
    process.off('SIGINT', abort);
  }
};
