/**
 * A pass and what follows for the one who runs the program: back-off, and news for the operator.
 */
import { PortError } from '../ports.ts';
import type { PassSummary } from '../store/store.ts';
import { tellOperator } from './alert.ts';
import { deliver } from './deliver.ts';
import { afterPass, type Health, type News, type Trouble } from './health.ts';
import { type PassResult, runPass } from './pass.ts';
import { counting, NOTHING } from './summary.ts';
import type { World } from './world.ts';

/** A pass, then how the worker is. News leaves at once where it can. Throws what the store throws. */
export const passAndTell = async (
  outer: World,
  health: Health,
  watchdogAfter: number,
  signal: AbortSignal,
): Promise<{ readonly result: PassResult; readonly health: Health }> => {
  let letters = NOTHING;
  const world: World = {
    ...outer,
    tell: (event) => {
      // An alert that fails is no news: it would cause the next one.
      if (event.kind === 'recovered' || (event.kind === 'tried' && event.item.template !== 'alert'))
        letters = counting(letters, event);
      outer.tell(event);
    },
  };
  const result = await runPass(world, signal);
  const after = afterPass(health, troubleIn(result), world.clock(), world.random, watchdogAfter);
  const news = [after.news, newsOfReplies(letters)].filter((each) => each !== null);
  for (const each of news) announce(world, each, each.kind === 'replies' ? world.clock() : health.goodAt);
  if (news.length > 0) await deliver(outer, signal);
  return { result, health: after.health };
};

const newsOfReplies = ({ failed, uncertain }: PassSummary): News | null =>
  failed + uncertain > 0 ? { kind: 'replies', failed, uncertain } : null;

const announce = (world: World, news: News, cause: number): void => {
  world.log.warn('news for the operator', {
    news: news.kind,
    ...('trouble' in news ? { trouble: news.trouble.message } : {}),
  });
  tellOperator(world, news, cause);
};

const troubleIn = ({ trouble, account }: PassResult): Trouble | null => {
  if (trouble instanceof PortError) return { kind: trouble.trouble, message: trouble.message };
  if (account === null) return null;
  return { kind: account.problem === 'quota' ? 'throttled' : 'authentication', message: account.response };
};
