/**
 * A pass as a person or a program sees it: its summary, and its progress while it goes on.
 */
import type { PassSummary } from '../store/store.ts';
import type { PassEvent } from '../work/world.ts';
import type { Call } from './call.ts';
import { plural } from './print.ts';

/** The summary as `poll --json` prints it, on one line. */
export const summaryJson = (summary: PassSummary): string => `${JSON.stringify(summary)}\n`;

/** The summary in a line or a few. */
export const summaryText = (sum: PassSummary): string => {
  const counts = (named: Readonly<Record<string, number>>): string =>
    Object.entries(named)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  const replies = [
    `${sum.sent} sent`,
    ...some(sum.deferred, 'deferred'),
    ...some(sum.failed, 'failed'),
    ...some(sum.uncertain, 'uncertain'),
  ].join(', ');
  return [
    `${plural(sum.discovered, 'new message')}, ${sum.read} read in ${(sum.ms / 1000).toFixed(1)} s`,
    ...(sum.read > 0 ? [`  what they were: ${counts(sum.kinds)}`, `  what was done: ${counts(sum.dispositions)}`] : []),
    `  replies: ${replies}`,
    '',
  ].join('\n');
};

const some = (count: number, what: string): readonly string[] => (count > 0 ? [`${count} ${what}`] : []);

/** Shows how far a pass over many mails is, ten times a second at most. */
export const progressOf = (call: Call): ((event: PassEvent) => void) => {
  let due = 0;
  let decided = 0;
  let tried = 0;
  let shownAt = 0;
  return (event) => {
    if (event.kind === 'admitted') due += event.due;
    if (event.kind === 'decided') decided += 1;
    if (event.kind === 'tried') tried += 1;
    if (due < 20 || call.clock() - shownAt < 100) return;
    shownAt = call.clock();
    call.progress(decided < due ? `${decided} of ${due} mails decided` : `${plural(tried, 'reply', 'replies')} tried`);
  };
};
