/**
 * Numbers for the textfile collector of Prometheus' node exporter, in its text format 0.0.4.
 */
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { diskError } from '../io/folder.ts';
import type { StatusRows } from '../store/store.ts';

type Sample = readonly [labels: string, value: number];

const gauge = (name: string, help: string, samples: readonly Sample[]): string =>
  [
    `# HELP mailroom_${name} ${help}`,
    `# TYPE mailroom_${name} gauge`,
    ...samples.map(([labels, value]) => `mailroom_${name}${labels} ${value}`),
    '',
  ].join('\n');

const word = (text: string): string => text.replaceAll(/[^a-z-]+/g, '_');
const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000));

/** The whole file; `now` in epoch ms. */
export const metricsText = (status: StatusRows, isWell: boolean, now: number): string => {
  const age = (at: number | null): readonly Sample[] => [['', at === null ? 0 : seconds(now - at)]];
  return [
    gauge('up', '1 where mailroom status says that all is well.', [['', isWell ? 1 : 0]]),
    gauge('last_good_pass_seconds', 'When the last good pass ended, as a Unix time; 0 for never.', [
      ['', seconds(status.lastGoodPass ?? 0)],
    ]),
    gauge('oldest_unread_age_seconds', 'How long the oldest message waits to be read.', age(status.oldestUnread)),
    gauge('oldest_unsent_age_seconds', 'How long the oldest reply waits to be sent.', age(status.oldestUnsent)),
    gauge(
      'messages',
      'Messages by class.',
      status.sum.map((row) => [`{class="${word(row.class)}"}`, row.count]),
    ),
    gauge(
      'replies',
      'Replies by state.',
      status.outbox.map(({ state, count }) => [`{state="${word(state)}"}`, count]),
    ),
  ].join('');
};

/**
 * Puts the file there whole, readable by the collector, which is another user: there is nobody's address in it. Under its other name
 * the collector passes it over. Throws PortError.
 */
export const writeMetrics = (path: string, text: string): void => {
  const fresh = `${path}.${process.pid}`;
  try {
    writeFileSync(fresh, text);
    chmodSync(fresh, 0o644);
    renameSync(fresh, path);
  } catch (error) {
    throw diskError(error, path);
  }
};
