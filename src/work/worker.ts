/**
 * A pass and what follows for the one who runs the program: back-off, and news for the operator.
 */
import type { AccountProblem } from '../mail/delivery.ts';
import { PortError } from '../ports.ts';
import { tellOperator } from './alert.ts';
import { deliver } from './deliver.ts';
import { afterPass, type Health, type News, type Trouble } from './health.ts';
import { newsIn, noting, UNTROUBLED } from './news.ts';
import { type PassResult, runPass } from './pass.ts';
import { overheard, type World } from './world.ts';

/** A pass, then how the worker is. News leaves at once where it can. Throws what the store throws. */
export const passAndTell = async (
  outer: World,
  health: Health,
  watchdogAfter: number,
  signal: AbortSignal,
): Promise<{ readonly result: PassResult; readonly health: Health }> => {
  let troubled = UNTROUBLED;
  const world = overheard(outer, (event) => {
    troubled = noting(troubled, event);
  });
  const result = await runPass(world, signal);
  const trouble = troubleIn(result);
  // As the store has it: whoever goes on with this silence after a restart must know it again.
  const goodAt = (trouble === null ? null : world.store.passHistory().goodAt) ?? health.goodAt;
  const after = afterPass({ ...health, goodAt }, trouble, world.clock(), world.random, watchdogAfter);
  const news = [...(after.news === null ? [] : [after.news]), ...newsIn(troubled)];
  for (const each of news) announce(world, each, goodAt);
  if (news.length > 0) await deliver(outer, signal);
  // Where only the account is refused, mail is still read and decided; the store keeps what waits from being tried too soon.
  const goesOn = result.trouble === null;
  return { result, health: goesOn ? { ...after.health, notBefore: 0 } : after.health };
};

const HOUR = 3_600_000;

const announce = (world: World, news: News, goodAt: number): void => {
  const trouble = 'trouble' in news ? { trouble: news.trouble.message } : {};
  world.log.warn('news for the operator', { news: news.kind, ...trouble });
  tellOperator(world, news, momentOf(news, goodAt, world.clock()));
};

/** Written once for each: one silence, one pass, one hour of a flood. */
const momentOf = ({ kind }: News, goodAt: number, now: number): number => {
  switch (kind) {
    case 'trouble':
    case 'recovered':
      return goodAt;
    case 'items':
      return now;
    case 'flood':
      return now - (now % HOUR);
  }
};

const troubleIn = ({ trouble, account }: PassResult): Trouble | null => {
  if (trouble instanceof PortError) return { kind: trouble.trouble, message: trouble.message };
  if (account === null) return null;
  return { kind: KINDS[account.problem], message: account.response };
};

const KINDS: Readonly<Record<AccountProblem, Trouble['kind']>> = {
  authentication: 'authentication',
  quota: 'throttled',
  unreachable: 'unavailable',
};
