/**
 * What waits in the outbox -> the transport. The stage is written before any octet of a body leaves, so that after a crash it is
 * known what can't have been sent.
 */
import type { DeliveryResult, OutboxState } from '../mail/delivery.ts';
import { afterAttempt } from '../mail/delivery.ts';
import type { Envelope, Transport } from '../ports.ts';
import type { OutboxItem } from '../store/store.ts';
import type { Policy } from '../triage/decision.ts';
import { plusAddressOf } from '../triage/token.ts';
import type { World } from './world.ts';

const BATCH = 50;

/** Trouble of the account, not of one mail: nothing else would be accepted now. */
export type AccountTrouble = Extract<DeliveryResult, { readonly kind: 'account' }>;

/**
 * Sends what is due until nothing is left, `signal` aborts, or the account is refused; gives that refusal, also while it lasts: then
 * nothing is tried, as each try with a refused password or a quota that is used up makes it worse.
 */
export const deliver = async (world: World, signal: AbortSignal): Promise<AccountTrouble | null> => {
  const pause = world.store.sendingPaused(world.clock());
  if (pause !== null) return { kind: 'account', problem: pause.problem, response: pause.response };
  const first = world.store.due(world.clock(), BATCH);
  if (first.length === 0) return null;
  const transport = world.openTransport();
  try {
    return await sendAll(world, transport, signal);
  } finally {
    await transport.close();
  }
};

const sendAll = async (world: World, transport: Transport, signal: AbortSignal): Promise<AccountTrouble | null> => {
  const { store, clock, lackOfRoom } = world;
  const tried = new Set<number>();
  for (;;) {
    // With a full disk what a server took could not be noted: then nothing leaves but the word of it.
    const isScarce = lackOfRoom() !== null;
    const items = store
      .due(clock(), BATCH)
      .filter(({ id, template }) => !tried.has(id) && (!isScarce || template === 'alert'));
    if (items.length === 0) return null;
    for (const { id } of items) tried.add(id);
    const refused = await sendInTurn(world, transport, items, signal);
    if (refused !== null || signal.aborted) return refused;
  }
};

/**
 * Sends these, each after the other. While one is on its way the next is written, and the end of one and the claim of the next are
 * one transaction: two commits a letter, and the disk is what takes longest.
 */
const sendInTurn = async (
  world: World,
  transport: Transport,
  items: readonly OutboxItem[],
  signal: AbortSignal,
): Promise<AccountTrouble | null> => {
  const { store, policy, clock, random } = world;
  let claimed: Uint8Array | null = null;
  let isWaiting = true;
  for (const [index, item] of items.entries()) {
    if (isWaiting) {
      if (signal.aborted) return null;
      claimed = claim(world, item, await written(world, item));
    }
    isWaiting = claimed === null;
    if (claimed === null) continue;
    const next = items[index + 1];
    const [result, bytes] = await Promise.all([
      transport.send(envelopeOf(item, policy), claimed, () => store.enterData(item.id)),
      next === undefined ? null : written(world, next),
    ]);
    const state = afterAttempt({ attempts: item.attempts + 1, at: item.at }, result, clock(), random);
    tellOf(world, item, state, result);
    const isLast = next === undefined || result.kind === 'account' || signal.aborted;
    const sent = claimed;
    claimed = settle(world, item, state, isLast ? null : () => claim(world, next, bytes));
    if (state.state === 'sent') await keepCopy(world, item, sent);
    if (result.kind === 'account') {
      const { problem, response } = result;
      if (state.state === 'ready') store.pauseSending({ until: state.notBefore, problem, response });
      return result;
    }
    if (isLast) return null;
  }
  return null;
};

/** Null where it is no longer to be sent, or couldn't be written. */
const claim = ({ store, clock }: World, item: OutboxItem, bytes: Uint8Array | null): Uint8Array | null =>
  bytes && store.claim(item.id, bytes, clock());

/** Notes how an attempt ended and, in the same transaction, does `then`. What a server said is noted even where `then` fails. */
const settle = (
  { store, clock }: World,
  { id }: OutboxItem,
  state: OutboxState,
  then: (() => Uint8Array | null) | null,
): Uint8Array | null => {
  if (then === null) {
    store.settle(id, state, clock());
    return null;
  }
  try {
    return store.batch(() => {
      store.settle(id, state, clock());
      return then();
    });
  } catch (error) {
    store.settle(id, state, clock());
    throw error;
  }
};

/** Servers repeat the recipient in their answers; the log names replies, not people. The whole answer is kept with the reply. */
const withoutAddresses = (response: string): string => response.replace(/[^\s<>@]{1,64}@[^\s<>@]{1,255}/g, '...');

const tellOf = ({ tell, log }: World, item: OutboxItem, state: OutboxState, { response }: DeliveryResult): void => {
  tell({ kind: 'tried', item, state });
  log.info('reply', {
    messageId: item.messageId,
    template: item.template,
    submission: item.submission,
    state: state.state,
    response: withoutAddresses(response),
  });
};

/** A copy that can't be kept changes nothing: the mail was sent, and is never sent again for its copy's sake. */
const keepCopy = async ({ keepCopy: keep, log }: World, item: OutboxItem, bytes: Uint8Array): Promise<void> => {
  try {
    await keep?.(bytes);
  } catch (error) {
    log.warn('no copy of a reply was kept', {
      messageId: item.messageId,
      error: error instanceof Error ? error.message : String(error),
    });
  }
};

/** The octets of a letter, those of an earlier attempt if there was one; one that can't be written is held for a person, and stops no other. */
const written = async ({ store, clock, render, log }: World, item: OutboxItem): Promise<Uint8Array | null> => {
  if (item.bytes !== null) return item.bytes;
  try {
    return await render(item.draft, clock());
  } catch (error) {
    const reason = `it could not be written: ${error instanceof Error ? error.message : String(error)}`;
    log.error('a letter could not be written; it is held', { messageId: item.messageId, error: reason });
    store.settle(item.id, { state: 'held', reason }, clock());
    return null;
  }
};

/**
 * The reverse-path is always an address that gets bounces, never `<>`; with plus addressing it carries the mail's own token, so
 * that a bounce is known by its recipient alone (VERP).
 */
export const envelopeOf = (
  item: Pick<OutboxItem, 'messageId' | 'to'>,
  policy: Pick<Policy, 'mailbox' | 'plusAddressing'>,
): Envelope => {
  const id = item.messageId.replace(/^<|>$/g, '');
  const { address } = policy.mailbox;
  const from = policy.plusAddressing ? plusAddressOf(id.slice(0, id.lastIndexOf('@')), address) : address;
  return { from, to: item.to, envelopeId: id };
};
