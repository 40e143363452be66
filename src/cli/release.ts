/**
 * `release ID`: a message that was held is decided and answered now. `--since DATE`: what was there before the first run is read.
 */
import type { OutboxRow } from '../digest/rows.ts';
import type { Outcome } from '../store/store.ts';
import type { Facts, Reading } from '../triage/decision.ts';
import { keysOf } from '../triage/thread.ts';
import { triage } from '../triage/triage.ts';
import { outcomeOf } from '../work/outcome.ts';
import { argumentOf, type Call, isSet, optionOf, type Verb } from './call.ts';
import { atDesk, type Desk, operatorOf } from './desk.ts';
import { badData, EXIT, usage } from './exit.ts';
import { letterLine } from './letter-line.ts';
import { json, plain, plural } from './print.ts';
import { inUse, settingsOf } from './settings.ts';

export const run: Verb = async (call) => {
  const since = optionOf(call, 'since');
  const id = argumentOf(call);
  if ((id === '') === (since === null)) throw usage('release takes either a message (M-0107) or --since DATE');
  if (since !== null && Number.isNaN(Date.parse(since)))
    throw usage(`--since: ${JSON.stringify(since)} isn't a date such as 2026-11-01`);
  return atDesk(call, inUse(settingsOf(call)), (desk) => {
    if (since !== null) return releaseBaseline(call, desk, Date.parse(since));
    return /^a-\d+$/i.test(id) ? releaseArrival(call, desk, id.toUpperCase()) : releaseMessage(call, desk, id);
  });
};

const releaseBaseline = (call: Call, { store }: Desk, since: number) => {
  const released = store.releaseBaseline(since);
  if (isSet(call, 'json')) call.print(json({ released }));
  else call.print(`${plural(released, 'message')} of the baseline will be read in the next pass: mailroom poll\n`);
  return EXIT.done;
};

const releaseArrival = (call: Call, { store, clock }: Desk, name: string) => {
  if (!store.releaseArrival(name, clock()))
    throw badData(`${name} is neither baseline nor in quarantine; mailroom list --messages shows what is`);
  if (isSet(call, 'json')) call.print(json({ released: 1 }));
  else call.print(`${name} will be read in the next pass: mailroom poll\n`);
  return EXIT.done;
};

/** Decides a message anew from `reading`, which is kept with it: by a person's word, so age and the like don't hold it. */
export const decideAgain = (call: Call, desk: Desk, message: string, reading: Reading): Outcome => {
  const { store, policy, compose, clock } = desk;
  const cause = { kind: 'again', message, actor: operatorOf(call), reading } as const;
  const decide = (facts: Facts): Outcome => outcomeOf(triage(reading, facts, policy), compose);
  return store.commit(cause, keysOf(reading, policy, clock()), clock(), decide).outcome;
};

const releaseMessage = (call: Call, desk: Desk, named: string) => {
  const { store } = desk;
  const message = store.message(/^m-\d+$/i.test(named) ? named.toUpperCase() : named);
  if (message === null || message.reading === null)
    throw badData(`there is no message ${plain(named)}; mailroom list --messages shows those that there are`);
  const { id, reading } = message;
  if (message.class !== 'with a person') throw badData(`${id} isn't waiting for a person: it is ${message.class}`);
  const outcome = decideAgain(call, desk, id, reading);
  const { kind, disposition } = outcome.decision;
  const known = store.message(id)?.replies ?? [];
  const replies = outcome.drafts.map(({ template, draft: { to, messageId } }) => {
    const kept = known.find((reply) => reply.messageId === messageId);
    return { template, to: to.address, messageId, state: kept?.state ?? null, response: kept?.response ?? null };
  });
  if (isSet(call, 'json')) {
    call.print(json({ id, kind, disposition: disposition.is, replies }));
  } else {
    const why = 'why' in disposition ? `: ${disposition.why}` : '';
    call.print(`${plain(`${id} is now ${kind}, ${disposition.is}${why}`)}\n`);
    for (const reply of replies) call.tell(`${plain(lineOf(reply))}\n`);
  }
  return EXIT.done;
};

type Reply = Pick<OutboxRow, 'template' | 'to' | 'response'> & { readonly state: OutboxRow['state'] | null };

/** What becomes of a reply: the same one may have been sent before, and is never sent twice. */
const lineOf = ({ template, to, state, response }: Reply): string => {
  switch (state) {
    case 'ready':
    case 'sending':
      return letterLine(template, to, null);
    case 'held':
      return letterLine(template, to, response ?? 'mailroom outbox shows it');
    case 'sent':
      return `The letter (${template}) to ${to} was sent before; it isn't sent again`;
    case 'failed':
    case 'uncertain':
    case 'cancelled':
    case null:
      return `The letter (${template}) to ${to} isn't sent, as an earlier one is ${state ?? 'in its place'}: mailroom outbox --all`;
  }
};
