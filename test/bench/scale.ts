/**
 * The same at growing sizes: the program's memory and its time for each mail, from an empty DATA_DIR to the last reply sent.
 */
import { resolve } from 'node:path';
import { inFreshDir } from './ours.ts';
import { runMailroom } from './process.ts';
import { type Servers, settingsFor } from './servers.ts';
import { each, type Row } from './table.ts';

export type Grown = { readonly count: number; readonly ms: number; readonly cpu: number; readonly peak: number };

/** Where the mailbox of that size is. */
export const userFor = (count: number): string => `n${count}`;

/** Passes until nothing is new: one takes 10,000 mails at most. */
const pollUntilDone = (servers: Servers, count: number): Promise<Grown> =>
  inFreshDir(async (dir) => {
    const settings = { ...settingsFor(servers, userFor(count)), TEMPLATES_DIR: resolve('templates') };
    let [read, ms, cpu, peak] = [0, 0, 0, 0];
    while (read < count) {
      const run = await runMailroom(dir, ['poll', '--json'], settings);
      const summary: unknown = JSON.parse(run.out);
      const some = typeof summary === 'object' && summary !== null && 'read' in summary ? Number(summary.read) : 0;
      if (some === 0) throw new Error(`only ${read} of ${count} mails were read`);
      read += some;
      ms += run.ms;
      cpu += run.cpu;
      peak = Math.max(peak, run.peak);
    }
    return { count, ms, cpu, peak };
  });

/** A first run that answers nothing of what is there: rows only. */
const baseline = (servers: Servers, count: number): Promise<Grown> =>
  inFreshDir(async (dir) => {
    const settings = {
      ...settingsFor(servers, userFor(count)),
      FIRST_RUN: 'baseline',
      TEMPLATES_DIR: resolve('templates'),
    };
    const { ms, cpu, peak } = await runMailroom(dir, ['poll', '--json'], settings);
    return { count, ms, cpu, peak };
  });

const thousands = (count: number): string => count.toLocaleString('en');

/** `sizes` from small to large; `listed`: how many mails a first run only lists. */
export const benchScale = async (
  servers: Servers,
  sizes: readonly number[],
  listed: number,
): Promise<readonly Row[]> => {
  const grown: Grown[] = [];
  for (const count of sizes) grown.push(await pollUntilDone(servers, count));
  const first = grown[0];
  if (first === undefined) return [];
  const rows = grown.slice(1).flatMap((now): readonly Row[] => [
    {
      // Not by the clock: what else the machine does in between isn't in it.
      what: `Processor time for each of ${thousands(now.count)} mails / of ${thousands(first.count)}`,
      measured: now.cpu / now.count / (first.cpu / first.count),
      unit: '',
      target: { most: 1.1 },
      detail: `${each(now.cpu, now.count)} against ${each(first.cpu, first.count)} a mail; by the clock ${each(now.ms, now.count)} against ${each(first.ms, first.count)}`,
    },
    {
      what: `Peak memory at ${thousands(now.count)} mails / at ${thousands(first.count)}`,
      measured: now.peak / first.peak,
      unit: '',
      target: { most: 1.3 },
      detail: `${now.peak.toFixed(0)} MB against ${first.peak.toFixed(0)} MB`,
    },
  ]);
  if (listed === 0) return rows;
  const only = await baseline(servers, listed);
  return [
    ...rows,
    {
      what: `First run over ${thousands(listed)} mails, kept as baseline: peak memory / at ${thousands(first.count)} mails`,
      measured: only.peak / first.peak,
      unit: '',
      target: { most: 1.3 },
      detail: `${only.peak.toFixed(0)} MB, ${(only.ms / 1000).toFixed(1)} s in all`,
    },
  ];
};
