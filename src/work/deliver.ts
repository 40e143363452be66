/**
 * What waits in the outbox -> the transport. The stage is written before any octet of a body leaves, so that after a crash it is
 * known what can't have been sent.
 */
import type { DeliveryResult } from '../mail/delivery.ts';
import { afterAttempt } from '../mail/delivery.ts';
import type { Envelope, Transport } from '../ports.ts';
import type { OutboxItem } from '../store/store.ts';
import type { Policy } from '../triage/decision.ts';
import type { World } from './world.ts';

const BATCH = 50;

/** Trouble of the account, not of one mail: nothing else would be accepted now. */
export type AccountTrouble = Extract<DeliveryResult, { readonly kind: 'account' }>;

/** Sends what is due until nothing is left, `signal` aborts, or the account is refused; gives that refusal. */
export const deliver = async (world: World, signal: AbortSignal): Promise<AccountTrouble | null> => {
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
    for (const item of items) {
      if (signal.aborted) return null;
      tried.add(item.id);
      const result = await sendOne(world, transport, item);
      if (result?.kind === 'account') return result;
    }
  }
};

/** One attempt, from claim to settle; null where it was no longer to be sent, or couldn't be written. */
const sendOne = async (world: World, transport: Transport, item: OutboxItem): Promise<DeliveryResult | null> => {
  const { store, policy, clock, random, tell, log } = world;
  const bytes = item.bytes ?? (await written(world, item));
  const claimed = bytes && store.claim(item.id, bytes, clock());
  if (claimed === null) return null;
  const envelope = envelopeOf(item, policy);
  const result = await transport.send(envelope, claimed, () => store.enterData(item.id));
  const state = afterAttempt({ attempts: item.attempts + 1, at: item.at }, result, clock(), random);
  store.settle(item.id, state, clock());
  if (state.state === 'sent') await keepCopy(world, item, claimed);
  tell({ kind: 'tried', item, state });
  log.info('reply', {
    messageId: item.messageId,
    template: item.template,
    submission: item.submission,
    state: state.state,
    response: result.response,
  });
  return result;
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

/** The octets of a letter; one that can't be written is held for a person, and stops no other. */
const written = async ({ store, clock, render, log }: World, item: OutboxItem): Promise<Uint8Array | null> => {
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
  const at = address.lastIndexOf('@');
  const from = policy.plusAddressing
    ? `${address.slice(0, at)}+${id.slice(0, id.lastIndexOf('@'))}${address.slice(at)}`
    : address;
  return { from, to: item.to, envelopeId: id };
};
