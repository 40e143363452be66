/**
 * Source -> Reading, within limits of time and memory: in a pool of threads, or inline where threads aren't wanted.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { PortError, type Reader } from '../ports.ts';
import type { Reading, ReadingPolicy } from '../triage/decision.ts';
import { readMessage, unreadableReading } from '../triage/reading.ts';
import type { ThreadAnswer } from './reader-thread.ts';

export type ReaderOptions = {
  readonly threads?: number;
  /** Wall clock for one mail, ms. */
  readonly timeLimit?: number;
  /** MB of memory for one thread. */
  readonly memoryLimit?: number;
  /** The thread's file; beside this one unless a test says otherwise. */
  readonly thread?: URL;
};

const DEFAULTS = { timeLimit: 10_000, memoryLimit: 192 } as const;
/** MB. With V8's own choice the garbage of ten thousand mails takes 70 MB more, and no mail is read faster. */
const YOUNG = 24;
/** ms. A machine that is busy starts a thread slowly; that isn't the mail's fault. */
const START_LIMIT = 30_000;
/** More threads bring nothing: the mail server and the disk are slower. */
const MAX_THREADS = 4;
/** What a thread is given ahead, so that it goes on while this thread decides a batch: mails, and octets of them together. */
const AHEAD = { mails: 50, octets: 1024 * 1024 } as const;

/** Reads in this thread: no limits, for single mails that a person named and for tests. */
export const openInlineReader = (policy: ReadingPolicy): Reader => ({
  read: async (source) => {
    try {
      return await readMessage(source, policy);
    } catch (error) {
      return unreadableReading(source, broken(error instanceof Error ? error.message : String(error)), policy);
    }
  },
  close: async () => {},
});

const broken = (error: string): string => `reading it failed: ${error}`;

type Job = {
  readonly source: Uint8Array;
  readonly done: (reading: Reading) => void;
  readonly fail: (error: unknown) => void;
};

/** A thread, the mails that it was given (it reads the first), and what went wrong with it. */
type Thread = {
  readonly worker: Worker;
  readonly jobs: Job[];
  isReady: boolean;
  limit: NodeJS.Timeout | null;
  broke: string;
};

const hasRoom = ({ jobs }: Thread, { source }: Job): boolean =>
  jobs.length === 0 ||
  (jobs.length < AHEAD.mails && jobs.reduce((sum, job) => sum + job.source.length, source.length) <= AHEAD.octets);

/**
 * A pool of threads, started when they are needed. A mail that breaks the limit is `unreadable` and its thread is replaced. Rejects
 * with PortError only where threads can't be started, or after `close`.
 */
export const openReader = (policy: ReadingPolicy, options: ReaderOptions = {}): Reader => {
  const size = options.threads ?? Math.min(MAX_THREADS, availableParallelism());
  const { timeLimit } = { ...DEFAULTS, ...options };
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let isClosed = false;

  const next = (): void => {
    for (let job = waiting[0]; job !== undefined; job = waiting[0]) {
      const [least] = [...threads].sort((a, b) => a.jobs.length - b.jobs.length);
      const isBusy = least === undefined || least.jobs.length > 0;
      const thread = isBusy && threads.size < size ? start() : least;
      if (thread === undefined || !hasRoom(thread, job)) return;
      waiting.shift();
      assign(thread, job);
    }
  };

  const assign = (thread: Thread, job: Job): void => {
    thread.jobs.push(job);
    thread.worker.ref();
    if (thread.isReady && thread.jobs.length === 1) limit(thread);
    // A copy of its own: a slice of a shared buffer would bring the whole buffer along.
    const copy = new Uint8Array(job.source);
    thread.worker.postMessage(copy, [copy.buffer]);
  };

  /** Begins the time of the first mail; without one, an idle pool doesn't keep the program alive. */
  const limit = (thread: Thread): void => {
    if (thread.limit !== null) clearTimeout(thread.limit);
    const late = (): void => replace(thread, `reading it took longer than ${timeLimit / 1000} s`);
    thread.limit = thread.jobs.length === 0 ? null : setTimeout(late, timeLimit);
    if (thread.jobs.length === 0) thread.worker.unref();
  };

  /** The first mail is what broke it; those behind are read by another. */
  const replace = (thread: Thread, reason: string): void => {
    if (!threads.delete(thread)) return;
    const [job, ...behind] = thread.jobs.splice(0);
    waiting.unshift(...behind);
    limit(thread);
    void thread.worker.terminate();
    if (thread.isReady) job?.done(unreadableReading(job.source, reason, policy));
    else
      job?.fail(
        new PortError('configuration', `the thread that reads mail does not start (${reason}); run npm run build`),
      );
    next();
  };

  const start = (): Thread => {
    const worker = new Worker(options.thread ?? threadFile(), workerOptions(policy, options));
    const thread: Thread = { worker, jobs: [], isReady: false, limit: null, broke: 'its thread ended' };
    thread.limit = setTimeout(() => replace(thread, `not ready after ${START_LIMIT / 1000} s`), START_LIMIT);
    threads.add(thread);
    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.kind === 'ready') {
        thread.isReady = true;
        limit(thread);
        return;
      }
      const job = thread.jobs.shift();
      limit(thread);
      if (answer.kind === 'reading') job?.done(answer.reading);
      else job?.done(unreadableReading(job.source, broken(answer.error), policy));
      next();
    });
    worker.on('error', (error) => {
      thread.broke = error instanceof Error ? error.message : String(error);
    });
    // Not at once with the error: what it answered before comes first only here, and tells which mail broke it.
    worker.on('exit', () => replace(thread, broken(thread.broke)));
    return thread;
  };

  return {
    read: (source) =>
      new Promise((done, fail) => {
        if (isClosed) return fail(new PortError('unavailable', 'the reader is closed'));
        waiting.push({ source, done, fail });
        next();
      }),
    close: async () => {
      isClosed = true;
      const all = [...threads];
      threads.clear();
      const jobs = [...waiting.splice(0), ...all.flatMap((thread) => thread.jobs.splice(0))];
      for (const thread of all) limit(thread);
      for (const job of jobs) job.fail(new PortError('unavailable', 'the reader was closed before this mail was read'));
      await Promise.all(all.map(({ worker }) => worker.terminate()));
    },
  };
};

/** Beside this file, in its own language: `.js` as built, `.ts` where Node runs that. */
const threadFile = (): URL =>
  new URL(`./reader-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Only what reading needs goes to the thread: a Policy has the signing key too. */
const workerOptions = (policy: ReadingPolicy, options: ReaderOptions) => {
  const { form, ownAddresses, ownLists, trustedAuthservIds } = policy;
  const workerData: ReadingPolicy = { form, ownAddresses, ownLists, trustedAuthservIds };
  const maxOldGenerationSizeMb = options.memoryLimit ?? DEFAULTS.memoryLimit;
  return { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG, maxOldGenerationSizeMb } };
};
