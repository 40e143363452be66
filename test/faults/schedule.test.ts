/** Schedules when clocks are put forward and back, by the library and the options that `run` uses. */
import { schedule } from 'node-cron';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { zoneOf } from '../../src/cli/zone.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const HOUR = 3_600_000;

/** When a schedule is due, local time, within so many hours after `from` (UTC). */
const runs = async (expression: string, from: string, hours: number): Promise<readonly string[]> => {
  vi.setSystemTime(new Date(from));
  const local = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' });
  const seen: string[] = [];
  const task = schedule(expression, () => void seen.push(local.format(new Date())), {
    timezone: zoneOf(expression, 'Europe/Berlin'),
    noOverlap: true,
  });
  await vi.advanceTimersByTimeAsync(hours * HOUR);
  await task.destroy();
  return seen;
};

const nights = [
  ['forward', '2026-03-27T12:00:00Z', '2026-03-29T00:00:00Z', '2026-03-30 07:00'],
  ['back', '2026-10-23T12:00:00Z', '2026-10-25T00:00:00Z', '2026-10-26 07:00'],
] as const;

test.each(nights)(
  'fault: clocks are put %s at the weekend | user sees: the digest on Monday at seven | guaranteed: once, at that hour of the new time',
  async (_, friday, __, monday) => {
    expect(await runs('0 7 * * 1-5', friday, 72)).toEqual([monday]);
  },
);

test.each(nights)(
  'fault: clocks are put %s while passes run every ten minutes | user sees: nothing | guaranteed: no pass is left out for longer than that',
  async (_, __, night) => {
    expect((await runs('*/10 * * * *', night, 3)).length).toBeGreaterThanOrEqual(17);
  },
);
