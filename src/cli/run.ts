/**
 * `run`: passes and digests by the clock, until SIGTERM or SIGINT. A pass that fails is tried again later, with growing distance.
 */
import { schedule } from 'node-cron';
import type { Config } from '../config.ts';
import { healthFrom } from '../work/alert.ts';
import { deliver } from '../work/deliver.ts';
import { isStoreTrouble } from '../work/outcome.ts';
import { passAndTell } from '../work/worker.ts';
import type { World } from '../work/world.ts';
import type { Verb } from './call.ts';
import type { Desk } from './desk.ts';
import { scheduledDigest } from './digest.ts';
import { EXIT } from './exit.ts';
import { DEADLINE } from './poll.ts';
import { settingsOf } from './settings.ts';
import { untilStopped } from './signals.ts';
import { inWorld } from './world.ts';
import { zoneOf } from './zone.ts';

/** How long what is being sent may take after the signal to end; then the next start finds out what became of it. */
const GRACE = 25_000;

export const run: Verb = (call) => {
  const config = settingsOf(call);
  return inWorld(
    call,
    config,
    () => {},
    (world, desk) =>
      untilStopped(null, async (signal) => {
        world.log.info('mailroom runs', {
          poll: config.pollSchedule,
          digest: config.digestSchedule,
          timeZone: config.timeZone,
        });
        await workUntil(signal, world, desk, config);
        world.log.info('mailroom ends');
        return EXIT.done;
      }),
  );
};

/** One thing at a time: node-cron's own guard knows nothing of a pass that hangs, nor of two tasks. */
const workUntil = async (signal: AbortSignal, world: World, desk: Desk, config: Config): Promise<void> => {
  const pass = passing(world, config, signal);
  let busy: Promise<void> | null = null;
  const alone = (work: () => Promise<void>): Promise<void> => {
    busy ??= work()
      .catch((error: unknown) => survive(world, error))
      .finally(() => {
        busy = null;
      });
    return busy;
  };
  const digest = async (): Promise<void> => {
    while (busy !== null) await busy;
    await alone(async () => {
      scheduledDigest(desk, config);
      // Also while passes stand back from a mailbox in trouble: the digest tells of it.
      await deliver(world, signal);
    });
  };
  const options = (name: string, expression: string) => ({
    name,
    timezone: zoneOf(expression, config.timeZone),
    noOverlap: true,
  });
  const tasks = [
    schedule(config.pollSchedule, () => alone(pass), options('poll', config.pollSchedule)),
    schedule(config.digestSchedule, digest, options('digest', config.digestSchedule)),
  ];
  void alone(pass);
  await aborted(signal);
  for (const task of tasks) await task.destroy();
  await drained(busy, world);
};

/** The pass, which stands back while the worker is to wait. */
const passing = (world: World, config: Config, signal: AbortSignal): (() => Promise<void>) => {
  let health = healthFrom(world);
  return async () => {
    if (world.clock() < health.notBefore) return;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]);
    const { result, health: after } = await passAndTell(world, health, config.watchdogAfter, limited);
    health = after;
    const { discovered, read, sent, deferred, failed, uncertain, ms } = result.summary;
    world.log.info('pass', {
      discovered,
      read,
      sent,
      deferred,
      failed,
      uncertain,
      ms,
      trouble: result.trouble?.message,
    });
  };
};

/** A full disk or a locked database passes; a mistake of ours must not end the worker either. */
const survive = (world: World, error: unknown): void => {
  const what = isStoreTrouble(error)
    ? 'the database is in trouble; the next pass tries again'
    : 'a mistake in mailroom; the next pass tries again';
  world.log.error(what, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Waits for what is under way; what takes longer than the grace is cut, and told apart at the next start by its stage. */
const drained = async (busy: Promise<void> | null, world: World): Promise<void> => {
  if (busy === null) return;
  world.log.info('ending: what is under way is finished first');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), GRACE);
  });
  if ((await Promise.race([busy, late])) === 'late') {
    world.log.warn('not finished in time; the next start goes on from here');
    process.exit(EXIT.tryLater);
  }
  clearTimeout(timer);
};
