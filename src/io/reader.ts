/**
 * Source -> Reading, within limits of time and memory: in a pool of threads, or inline where threads aren't wanted.
 */
import { errorMessage } from '../error.ts';
import type { Reader } from '../ports.ts';
import type { ReadingPolicy } from '../triage/decision.ts';
import { readMessage, unreadableReading } from '../triage/reading.ts';
import { openThreads, TaskError, type ThreadOptions, type Threads } from './threads.ts';

/** Reads in this thread: no limits, for single mails that a person named and for tests. */
export const openInlineReader = (policy: ReadingPolicy): Reader => ({
  read: async (source) => {
    try {
      return await readMessage(source, policy);
    } catch (error) {
      return unreadableReading(source, `reading it failed: ${errorMessage(error)}`, policy);
    }
  },
  close: async () => {},
});

/** Reads in these threads, and closes them. A mail that breaks a limit is `unreadable`. Rejects with PortError where they do. */
export const readerIn = (threads: Threads, policy: ReadingPolicy): Reader => ({
  read: async (source) => {
    try {
      return await threads.ask('read', source);
    } catch (error) {
      if (error instanceof TaskError) return unreadableReading(source, `reading it ${error.message}`, policy);
      throw error;
    }
  },
  close: threads.close,
});

/** A reader with threads of its own. */
export const openReader = (policy: ReadingPolicy, options: ThreadOptions = {}): Reader =>
  readerIn(openThreads({ policy, letters: null }, options), policy);
