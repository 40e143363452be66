/**
 * `status`: is it alive, when did it last work, what waits; for a person, for monitoring, and as metrics.
 */
import { schedule } from 'node-cron';
import type { Config } from '../config.ts';
import type { StatusRows, Store } from '../store/store.ts';
import { type Call, isSet, optionOf, type Verb } from './call.ts';
import { EXIT } from './exit.ts';
import { metricsText, writeMetrics } from './metrics.ts';
import { isoOrNull, json, minute, span } from './print.ts';
import { settingsOf } from './settings.ts';
import { withStore } from './views.ts';

export const run: Verb = async (call) => {
  const config = settingsOf(call);
  return withStore(call, (store) => {
    const now = call.clock();
    const status = store.status();
    const trouble = troubleIn(store, status, config, now);
    const metrics = optionOf(call, 'metrics');
    if (metrics !== null) writeMetrics(metrics, metricsText(status, trouble === null, now));
    call.print(isSet(call, 'json') ? json(asJson(status, trouble, config)) : asText(call, status, trouble, config));
    return trouble === null ? EXIT.done : EXIT.unavailable;
  });
};

/** Why monitoring should call somebody, or null. */
const troubleIn = (
  store: Store,
  { lastPass, lastGoodPass }: StatusRows,
  config: Config,
  now: number,
): string | null => {
  const held = store.sendingHeld();
  if (held !== null) return `nothing leaves: ${held}`;
  if (lastPass === null) return 'there was no pass yet';
  if (lastGoodPass !== null && now - lastGoodPass <= config.watchdogAfter) return null;
  const since = lastGoodPass === null ? 'no pass was ever good' : `no good pass for ${span(now - lastGoodPass)}`;
  return lastPass.error === null ? since : `${since}: ${lastPass.error}`;
};

const nextRun = (expression: string, timezone: string): number | null => {
  const task = schedule(expression, () => {}, { timezone });
  try {
    return task.getNextRun()?.getTime() ?? null;
  } finally {
    void task.destroy();
  }
};

const asJson = (status: StatusRows, trouble: string | null, config: Config) => ({
  ok: trouble === null,
  trouble,
  lastPass: status.lastPass && { ...status.lastPass, at: isoOrNull(status.lastPass.at) },
  lastGoodPass: isoOrNull(status.lastGoodPass),
  messages: Object.fromEntries(status.sum.map((row) => [row.class, row.count])),
  outbox: Object.fromEntries(status.outbox.map(({ state, count }) => [state, count])),
  oldestUnread: isoOrNull(status.oldestUnread),
  oldestUnsent: isoOrNull(status.oldestUnsent),
  nextPoll: isoOrNull(nextRun(config.pollSchedule, config.timeZone)),
  nextDigest: isoOrNull(nextRun(config.digestSchedule, config.timeZone)),
});

const asText = (call: Call, status: StatusRows, trouble: string | null, config: Config): string => {
  const ago = (at: number | null): string =>
    at === null ? 'never' : `${minute(at)} UTC, ${span(call.clock() - at)} ago`;
  const counts = (rows: readonly (readonly [string, number])[]): string =>
    rows
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none';
  const waits = [status.oldestUnread, status.oldestUnsent].filter((at) => at !== null);
  const next = nextRun(config.pollSchedule, config.timeZone);
  return [
    trouble === null ? 'well' : `TROUBLE: ${trouble}`,
    `last good pass  ${ago(status.lastGoodPass)}`,
    `messages        ${counts(status.sum.map((row) => [row.class, row.count]))}`,
    `replies         ${counts(status.outbox.map(({ state, count }) => [state, count]))}`,
    `oldest waiting  ${waits.length === 0 ? 'none' : ago(Math.min(...waits))}`,
    `next poll       ${next === null ? '-' : `${minute(next)} UTC`}, where mailroom run is at work`,
    '',
  ].join('\n');
};
