/**
 * One connection's letters, each after the other. The stage is written before any octet of a body leaves, so that after a crash it is
 * known what can't have been sent.
 */
import { errorMessage } from '../error.ts';
import { afterAttempt, type DeliveryResult, type OutboxState } from '../mail/delivery.ts';
import type { Written } from '../mail/draft.ts';
import type { Envelope, Transport } from '../ports.ts';
import type { OutboxItem } from '../store/store.ts';
import type { Policy } from '../triage/decision.ts';
import { plusAddressOf } from '../triage/token.ts';
import type { Lane } from './round.ts';
import type { Together } from './together.ts';
import type { World } from './world.ts';

/** Trouble of the account, not of one mail: nothing else would be accepted now. */
export type AccountTrouble = Extract<DeliveryResult, { readonly kind: 'account' }>;

/** `until`: how long to send nothing (epoch ms); null where there is nothing new to keep of it. */
export type Refusal = { readonly trouble: AccountTrouble; readonly until: number | null };

/** What a connection works with. */
export type Sending = Pick<World, 'store' | 'policy' | 'clock' | 'random' | 'render' | 'keepCopy' | 'log' | 'tell'> & {
  readonly transport: Transport;
  /** There is another one: where a server allows no more, that one sends the letters. */
  readonly isFurther: boolean;
  /** Tells that this one can't be open now. */
  readonly tellClosed: (response: string) => void;
  readonly together: Together;
  /** No other letter may leave. */
  readonly over: () => boolean;
};

/**
 * Sends what the lane gives. While one letter is on its way the next is written, and the end of one and the claim of the next are one
 * transaction. Gives the refusal of the account that ended it, or null; rejects with the store's own trouble.
 */
export const sendLane = async (sending: Sending, lane: Lane): Promise<Refusal | null> => {
  let claimed: Claimed | null = null;
  for (;;) {
    claimed ??= await claimNext(sending, lane);
    if (claimed === null) return null;
    const { item, bytes } = claimed;
    const next = lane.take();
    const [result, written] = await Promise.all([hand(sending, item, bytes), next && write(sending, next)]);
    const state = afterAttempt({ attempts: item.attempts + 1, at: item.at }, result, sending.clock(), sending.random);
    tellOf(sending, item, state, result);
    const goesOn = mayFollow(sending, result);
    claimed = await settle(sending, item, state, goesOn && written ? () => claim(sending, written) : null);
    lane.done(item);
    if (next && written && !goesOn) lane.giveBack(next);
    else if (next && claimed === null) lane.done(next);
    if (state.state === 'sent') await keepCopyOf(sending, item, bytes);
    if (result.kind === 'account') return { trouble: result, until: state.state === 'ready' ? state.notBefore : null };
  }
};

/** A letter that can leave; `written`: null where an earlier attempt's octets are kept. */
type Ready = { readonly item: OutboxItem; readonly bytes: Uint8Array; readonly written: Written | null };
/** A letter that is being sent: nobody else sends it now. */
type Claimed = Pick<Ready, 'item' | 'bytes'>;

/** Whether the next letter may be claimed with the end of one. A connection that may be lost by it must first be there again. */
const mayFollow = ({ over, isFurther }: Sending, { kind }: DeliveryResult): boolean =>
  !over() && kind !== 'account' && (kind === 'accepted' || !isFurther);

/** Whether letters can leave here. What the one connection meets with that there always is, is their own answer. */
const isAble = async ({ over, isFurther, transport, tellClosed }: Sending): Promise<boolean> => {
  const trouble = isFurther && !over() ? await transport.open() : null;
  if (trouble !== null) tellClosed(trouble.response);
  return trouble === null && !over();
};

/** The first that can be written and is still to be sent. */
const claimNext = async (sending: Sending, lane: Lane): Promise<Claimed | null> => {
  while (await isAble(sending)) {
    const item = lane.take();
    if (item === undefined) return null;
    const ready = await write(sending, item);
    const claimed = ready && !sending.over() ? await sending.together(() => claim(sending, ready), 'soon') : null;
    if (claimed !== null) return claimed;
    lane.done(item);
  }
  return null;
};

/** Null where it is no longer to be sent. */
const claim = ({ store, clock }: Sending, { item, bytes, written }: Ready): Claimed | null =>
  store.claim(item.id, written, clock()) ? { item, bytes } : null;

const hand = ({ transport, policy, store, together }: Sending, item: OutboxItem, bytes: Uint8Array) =>
  transport.send(envelopeOf(item, policy), bytes, () => together(() => store.enterData(item.id), 'now'));

/**
 * Notes how an attempt ended and, in the same transaction, does `then`. What a server said is noted even where `then` fails. A claim is
 * durable soon enough: with its letter's stage, before any octet of its body leaves. Until then a power failure makes of what the note
 * says a letter that is uncertain, never one that is sent twice.
 */
const settle = async (
  { store, clock, together }: Sending,
  { id }: OutboxItem,
  state: OutboxState,
  then: (() => Claimed | null) | null,
): Promise<Claimed | null> => {
  const note = (): void => store.settle(id, state, clock());
  try {
    const both = (): Claimed | null => {
      note();
      return then === null ? null : then();
    };
    return await together(both, then === null ? 'now' : 'soon');
  } catch (error) {
    if (then !== null) note();
    throw error;
  }
};

const tellOf = ({ tell, log }: Sending, item: OutboxItem, state: OutboxState, { response }: DeliveryResult): void => {
  tell({ kind: 'tried', item, state });
  log.info('reply', {
    messageId: item.messageId,
    template: item.template,
    submission: item.submission,
    state: state.state,
    response,
  });
};

/** A copy that can't be kept changes nothing: the mail was sent, and is never sent again for its copy's sake. */
const keepCopyOf = async ({ keepCopy, log }: Sending, item: OutboxItem, bytes: Uint8Array): Promise<void> => {
  try {
    await keepCopy?.(bytes);
  } catch (error) {
    log.warn('no copy of a reply was kept', { messageId: item.messageId, error: errorMessage(error) });
  }
};

/** The octets of a letter, those of an earlier attempt if there was one; one that can't be written is held for a person, and stops no other. */
const write = async ({ store, clock, render, log }: Sending, item: OutboxItem): Promise<Ready | null> => {
  if (item.bytes !== null) return { item, bytes: item.bytes, written: null };
  try {
    const written = await render(item.draft, clock());
    return { item, bytes: written.bytes, written };
  } catch (error) {
    const reason = `it could not be written: ${errorMessage(error)}`;
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
