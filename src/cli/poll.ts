/**
 * `poll`: one pass. Single mails that fail don't make it fail: they are kept, retried and shown.
 */
import type { AccountProblem } from '../mail/delivery.ts';
import { healthFrom } from '../work/alert.ts';
import { passAndTell } from '../work/worker.ts';
import { isSet, type Verb } from './call.ts';
import { EXIT, type Exit } from './exit.ts';
import { progressOf, summaryJson, summaryText } from './pass-report.ts';
import { settingsOf } from './settings.ts';
import { untilStopped } from './signals.ts';
import { inWorld } from './world.ts';

/** A pass that takes longer is ended between two mails; the next one goes on from there. */
export const DEADLINE = 10 * 60_000;

/** Why no reply can leave: what to say, and how to end. */
const SENDING: Readonly<Record<AccountProblem, { readonly said: string; readonly exit: Exit }>> = {
  authentication: { said: 'the sending account is refused', exit: EXIT.configuration },
  quota: { said: 'the sending account is refused', exit: EXIT.tryLater },
  unreachable: { said: 'no reply can leave', exit: EXIT.unavailable },
};

export const run: Verb = (call) => {
  const settings = settingsOf(call);
  // The summary says it all, and what cron mails should be news: one line for each mail is there for the asking.
  const config = call.environment['LOG_LEVEL'] ? settings : { ...settings, logLevel: 'warn' as const };
  return inWorld(call, config, progressOf(call), (world) =>
    untilStopped(DEADLINE, async (signal) => {
      const { result } = await passAndTell(world, healthFrom(world), config.watchdogAfter, signal);
      const { summary, trouble, account } = result;
      call.progress('');
      call.print(isSet(call, 'json') ? summaryJson(summary) : summaryText(summary));
      if (trouble !== null) throw trouble;
      if (account === null) return EXIT.done;
      const { said, exit } = SENDING[account.problem];
      call.tell(`mailroom: ${said}: ${account.response}\n`);
      return exit;
    }),
  );
};
