/**
 * A reviewer's decision on a submission, and `close` and `spam` for a message: one verb of the command line each, all obeyed alike.
 */
import { type Order, obey, parseOrder } from '../triage/order.ts';
import { noKeys, outcomeOf } from '../work/outcome.ts';
import { argumentOf, type Call, isSet, type Verb } from './call.ts';
import { atDesk, type Desk, operatorOf, orderId } from './desk.ts';
import { badData, EXIT, usage } from './exit.ts';
import { letterLine } from './letter-line.ts';
import { json, plain } from './print.ts';
import { inUse, settingsOf } from './settings.ts';

/** The command of a verb such as `accept`. What follows the reference is its text. */
export const order =
  (verb: string): Verb =>
  async (call) => {
    const parsed = parseOrder(verb, argumentOf(call), call.arguments.slice(1).join(' '));
    if ('mistake' in parsed) throw usage(parsed.mistake);
    return atDesk(call, inUse(settingsOf(call)), (desk) => give(call, desk, parsed.order));
  };

const give = (call: Call, desk: Desk, given: Order) => {
  const { store, policy, compose, clock } = desk;
  if ('message' in given && store.message(given.message) === null)
    throw badData(`there is no message ${given.message}; mailroom list --messages shows those that there are`);
  const actor = operatorOf(call);
  const target = 'message' in given ? given.message : given.reference;
  const id = orderId(`${given.verb}:${target}`);
  const keys = { ...noKeys(policy, clock()), references: 'reference' in given ? [given.reference] : [] };
  const { outcome } = store.commit({ kind: 'order', id, actor }, keys, clock(), (facts) =>
    outcomeOf(obey(given, facts, actor, policy, `order:${id}`), compose),
  );
  const { disposition } = outcome.decision;
  const { done, refused } = disposition.is === 'obey' ? disposition : { done: [], refused: [] };
  if (refused.length > 0) throw badData(refused.join(' '));
  const letters = outcome.drafts.map(({ template, draft, hold }) => ({
    template,
    to: draft.to.address,
    messageId: draft.messageId,
    hold,
  }));
  if (isSet(call, 'json')) {
    call.print(json({ done, letters }));
  } else {
    for (const line of done) call.print(`${plain(line)}\n`);
    for (const { template, to, hold } of letters) call.tell(`${letterLine(template, to, hold)}\n`);
  }
  return EXIT.done;
};
