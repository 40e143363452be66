/**
 * The check of `doctor` on who works here, and whether the work gets done.
 */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Folder } from '../io/folder.ts';
import { takeLease } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import type { Call } from './call.ts';
import { type Check, ill, well } from './check.ts';
import { span } from './print.ts';

/** Whether a worker runs; a mistake where the last good pass is older than WATCHDOG_AFTER. Throws StoreError where the lock can't be tried. */
export const workerCheck = (call: Call, config: Config, folder: Folder, store: Store): Check => {
  const lease = takeLease(join(folder.path, 'worker.lock'));
  const who = lease === null ? 'a worker runs' : 'no worker runs now';
  lease?.release();
  const { lastPass, lastGoodPass } = store.status();
  const isLate = lastPass !== null && call.clock() - (lastGoodPass ?? 0) > config.watchdogAfter;
  if (!isLate) return well('worker', lease === null ? 'a worker runs; another would leave the work to it' : who);
  const good =
    lastGoodPass === null ? 'no pass was ever good' : `no good pass for ${span(call.clock() - lastGoodPass)}`;
  return ill(
    'worker',
    `${who}; ${good}${lastPass.error === null ? '' : `: ${lastPass.error}`}`,
    lease === null
      ? 'Mend what is named here; where nothing is, start it anew: systemctl restart mailroom'
      : 'Start it: systemctl start mailroom, or mailroom poll by cron (docs/operations.md).',
  );
};
