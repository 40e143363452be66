/**
 * A limit of time for work that a signal may end early.
 */

/** What work that ran out of its time is rejected with. */
export class LateError extends Error {
  readonly code = 'ETIMEDOUT';
  constructor() {
    super('it did not answer in time');
    this.name = 'LateError';
  }
}

/**
 * What `work` gives, or a rejection: LateError after `ms`, or the reason of `signal` as soon as it is aborted. `work` gets a signal
 * for both; what doesn't heed it (a DNS look-up) goes on unheard.
 */
export const timeLimit = async <T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  signal.throwIfAborted();
  const limit = new AbortController();
  const stop = (): void => limit.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => limit.abort(new LateError()), ms);
  try {
    return await Promise.race([work(limit.signal), aborted(limit.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
