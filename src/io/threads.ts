/**
 * A pool of threads for what takes long or can go wrong, within limits of time and memory. They read mails and write letters.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { errorMessage } from '../error.ts';
import type { Written } from '../mail/draft.ts';
import { PortError } from '../ports.ts';
import type { Draft } from '../triage/compose.ts';
import type { Reading, ReadingPolicy } from '../triage/decision.ts';

export type ThreadOptions = {
  readonly threads?: number;
  /** Wall clock for one task, ms. */
  readonly timeLimit?: number;
  /** MB of memory for one thread. */
  readonly memoryLimit?: number;
  /** The thread's file; beside this one unless a test says otherwise. */
  readonly thread?: URL;
};

/** What a thread does, by its name: of what, and what it gives. */
export type Work = {
  /** A mail's source. */
  readonly read: { readonly of: Uint8Array; readonly gives: Reading };
  readonly write: { readonly of: { readonly draft: Draft; readonly date: number }; readonly gives: Written };
};
type Tasks = { readonly [Kind in keyof Work]: { readonly kind: Kind; readonly of: Work[Kind]['of'] } };
export type Task = Tasks[keyof Work];

/** What a thread says: `ready` once it can work, then one answer for each task, in turn. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly gives: Work[keyof Work]['gives'] }
  | { readonly kind: 'failed'; readonly error: string };

/** What a thread needs to write letters: the files of the templates by name, and the address in the loop header (MAILBOX_ADDRESS). */
export type Letters = { readonly files: ReadonlyMap<string, string>; readonly mailbox: string };

/** What a thread needs from its start. */
export type Kit = { readonly policy: ReadingPolicy; readonly letters: Letters | null };

/** A task that failed, or broke a limit. The message says how, as in "took longer than 10 s". */
export class TaskError extends Error {
  override readonly name = 'TaskError';
}

export type Threads = {
  /** Rejects with TaskError for the task's own trouble; with PortError where threads can't be started, or after `close`. */
  readonly ask: <Kind extends keyof Work>(kind: Kind, of: Work[Kind]['of']) => Promise<Work[Kind]['gives']>;
  /** Whether there are mails to be read before anything else that is asked. */
  readonly areReading: () => boolean;
  readonly close: () => Promise<void>;
};

const DEFAULTS = { timeLimit: 10_000, memoryLimit: 192 } as const;
/** MB. With V8's own choice the garbage of ten thousand mails takes 70 MB more, and no mail is read faster. */
const YOUNG = 24;
/** ms. A machine that is busy starts a thread slowly; that isn't the task's fault. */
const START_LIMIT = 30_000;
/** More threads bring nothing: the mail server and the disk are slower. */
const MAX_THREADS = 4;
/** What a thread is given ahead, so that it goes on while this thread decides a batch: tasks, and octets of them together. */
const AHEAD = { tasks: 50, octets: 1024 * 1024 } as const;

type Job = {
  readonly task: Task;
  readonly done: (gives: Work[keyof Work]['gives']) => void;
  readonly fail: (error: unknown) => void;
};

/** A thread, the tasks that it was given (it is at the first), and what went wrong with it. */
type Thread = {
  readonly worker: Worker;
  readonly jobs: Job[];
  isReady: boolean;
  limit: NodeJS.Timeout | null;
  broke: string;
};

const isRead = ({ task }: Job): boolean => task.kind === 'read';

const octetsOf = (task: Task): number => (task.kind === 'read' ? task.of.length : 0);

const hasRoom = ({ jobs }: Thread, { task }: Job): boolean =>
  jobs.length === 0 ||
  (jobs.length < AHEAD.tasks && jobs.reduce((sum, job) => sum + octetsOf(job.task), octetsOf(task)) <= AHEAD.octets);

/** Threads start when they are needed. One whose task breaks a limit is replaced; the tasks behind go to another. */
export const openThreads = (kit: Kit, options: ThreadOptions = {}): Threads => {
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
    post(thread.worker, job.task);
  };

  /** Begins the time of the first task; without one, an idle pool doesn't keep the program alive. */
  const limit = (thread: Thread): void => {
    if (thread.limit !== null) clearTimeout(thread.limit);
    const late = (): void => replace(thread, `took longer than ${timeLimit / 1000} s`);
    thread.limit = thread.jobs.length === 0 ? null : setTimeout(late, timeLimit);
    if (thread.jobs.length === 0) thread.worker.unref();
  };

  /** The first task is what broke it; those behind are for another. */
  const replace = (thread: Thread, reason: string): void => {
    if (!threads.delete(thread)) return;
    const [job, ...behind] = thread.jobs.splice(0);
    waiting.unshift(...behind);
    limit(thread);
    void thread.worker.terminate();
    job?.fail(thread.isReady ? new TaskError(reason) : notStarted(reason));
    next();
  };

  const start = (): Thread => {
    const worker = new Worker(options.thread ?? threadFile(), workerOptions(kit, options));
    const thread: Thread = { worker, jobs: [], isReady: false, limit: null, broke: 'its thread ended' };
    thread.limit = setTimeout(() => replace(thread, `was not ready after ${START_LIMIT / 1000} s`), START_LIMIT);
    threads.add(thread);
    worker.on('message', (answer: Answer) => {
      // Of one that is being ended: nobody waits for it, and `limit` would let the program go before it has ended.
      if (!threads.has(thread)) return;
      if (answer.kind === 'ready') {
        thread.isReady = true;
        limit(thread);
        return;
      }
      const job = thread.jobs.shift();
      limit(thread);
      if (answer.kind === 'done') job?.done(answer.gives);
      else job?.fail(new TaskError(`failed: ${answer.error}`));
      next();
    });
    worker.on('error', (error) => {
      thread.broke = errorMessage(error);
    });
    // Not at once with the error: what it answered before comes first only here, and tells which task broke it.
    worker.on('exit', () => replace(thread, `failed: ${thread.broke}`));
    return thread;
  };

  const ask: Threads['ask'] = (kind, of) =>
    new Promise((done, fail) => {
      if (isClosed) return fail(new PortError('unavailable', 'the threads are closed'));
      const task = { kind, of } as Task;
      // A thread answers a task of a kind with what that kind gives.
      waiting.push({ task, done: done as Job['done'], fail });
      next();
    });

  return {
    ask,
    areReading: () => waiting.some(isRead) || [...threads].some(({ jobs }) => jobs.some(isRead)),
    close: async () => {
      isClosed = true;
      const all = [...threads];
      threads.clear();
      const jobs = [...waiting.splice(0), ...all.flatMap((thread) => thread.jobs.splice(0))];
      for (const thread of all) limit(thread);
      for (const job of jobs) job.fail(new PortError('unavailable', 'the threads were closed before this was done'));
      await Promise.all(all.map(({ worker }) => worker.terminate()));
    },
  };
};

const notStarted = (reason: string): PortError =>
  new PortError('configuration', `the thread that reads mail does not start (it ${reason}); run npm run build`);

const post = (worker: Worker, task: Task): void => {
  if (task.kind === 'read') {
    // A copy of its own: a slice of a shared buffer would bring the whole buffer along.
    const of = new Uint8Array(task.of);
    worker.postMessage({ ...task, of }, [of.buffer]);
  } else {
    worker.postMessage(task);
  }
};

/** Beside this file, in its own language: `.js` as built, `.ts` where Node runs that. */
const threadFile = (): URL => new URL(`./thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Only what is needed goes to the thread: a Policy has the signing key too, and parsed templates are functions, which can't go. */
const workerOptions = ({ policy, letters }: Kit, options: ThreadOptions) => {
  const { form, ownAddresses, ownLists, trustedAuthservIds } = policy;
  const workerData: Kit = {
    policy: { form, ownAddresses, ownLists, trustedAuthservIds },
    letters: letters && { files: letters.files, mailbox: letters.mailbox },
  };
  const maxOldGenerationSizeMb = options.memoryLimit ?? DEFAULTS.memoryLimit;
  return { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG, maxOldGenerationSizeMb } };
};
