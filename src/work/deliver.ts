/**
 * What waits in the outbox -> the transport, over as many connections as the owner allows.
 */
import type { Transport } from '../ports.ts';
import type { OutboxItem } from '../store/store.ts';
import { type Backlog, NO_MORE } from './backlog.ts';
import { type Round, roundOf } from './round.ts';
import { type AccountTrouble, type Refusal, type Sending, sendLane } from './send.ts';
import { writingTogether } from './together.ts';
import type { World } from './world.ts';

/** Letters that are looked up, and sent, at a time. */
export const ROUND = 50;
/** Fewer than this are sent sooner than another connection is opened and logged in. */
const WORTH_A_CONNECTION = 10;

/**
 * Sends what is due until nothing is left and `backlog` has no more to come, `signal` aborts, or the account is refused; gives that
 * refusal, also while it lasts: then nothing is tried, as each try with a refused password or a quota that is used up makes it worse.
 */
export const deliver = async (
  world: World,
  signal: AbortSignal,
  backlog: Pick<Backlog, 'round'> = NO_MORE,
): Promise<AccountTrouble | null> => {
  const held = world.store.sendingHeld();
  if (held !== null) world.log.warn('nothing leaves', { why: held, next: 'mailroom doctor --resume' });
  const transports: Transport[] = [];
  try {
    const refusal = await sendAll(world, transports, backlog, signal);
    if (refusal === null) return null;
    const { until, trouble } = refusal;
    const { problem, response } = trouble;
    if (until !== null) world.store.pauseSending({ until, problem, response });
    return trouble;
  } finally {
    await Promise.all(transports.map((transport) => transport.close()));
  }
};

/** `transports`: those that are open; more are opened as they are needed. */
const sendAll = async (
  world: World,
  transports: Transport[],
  backlog: Pick<Backlog, 'round'>,
  signal: AbortSignal,
): Promise<Refusal | null> => {
  const tried = new Set<number>();
  const tellClosed = toldOnce((response) => world.log.warn('fewer connections than SMTP_CONNECTIONS', { response }));
  for (let mayGrow = true; ; ) {
    mayGrow &&= await backlog.round();
    const refused = refusalOfBefore(world);
    if (refused !== null) return refused;
    const items = dueNow(world, tried);
    if (items.length === 0 && !mayGrow) return null;
    const wanted = Math.min(world.connections, Math.ceil(items.length / WORTH_A_CONNECTION));
    while (transports.length < wanted) transports.push(world.openTransport());
    const round = roundOf(items);
    const refusal = await sendRound({ ...world, tellClosed }, transports, round, signal);
    for (const item of items) if (!round.left().has(item)) tried.add(item.id);
    if (refusal !== null || signal.aborted) return refusal;
  }
};

/** Each round finds the same trouble again. */
const toldOnce = (tell: (response: string) => void): ((response: string) => void) => {
  let isTold = false;
  return (response) => {
    if (!isTold) tell(response);
    isTold = true;
  };
};

/** An earlier refusal of the account that still lasts. */
const refusalOfBefore = ({ store, clock }: World): Refusal | null => {
  const pause = store.sendingPaused(clock());
  return pause && { trouble: { kind: 'account', problem: pause.problem, response: pause.response }, until: null };
};

/** With a full disk what a server took could not be noted: then nothing leaves but the word of it. */
const dueNow = ({ store, clock, lackOfRoom }: World, tried: ReadonlySet<number>): readonly OutboxItem[] =>
  store.due(clock(), ROUND, lackOfRoom() === null ? undefined : 'alert').filter(({ id }) => !tried.has(id));

/** The first, and the others where that is open: a server that allows one connection must not give it to another. */
const usable = async (transports: readonly Transport[]): Promise<readonly Transport[]> => {
  const mayBeMore = transports.length > 1 && (await transports[0]?.open()) === null;
  return mayBeMore ? transports : transports.slice(0, 1);
};

/** Sends these, each connection one after the other. What one connection is refused, or can't note, ends the others too. */
const sendRound = async (
  world: World & Pick<Sending, 'tellClosed'>,
  transports: readonly Transport[],
  round: Round,
  signal: AbortSignal,
): Promise<Refusal | null> => {
  const sending = await usable(transports);
  const together = writingTogether(world.store, sending.length);
  let isOver = false;
  const over = (): boolean => isOver || signal.aborted;
  const lanes = sending.map(async (transport, index) => {
    let refusal: Refusal | null = null;
    try {
      refusal = await sendLane({ ...world, transport, isFurther: index > 0, together, over }, round.openLane());
      isOver ||= refusal !== null;
    } catch (error) {
      isOver = true;
      throw error;
    }
    return refusal;
  });
  // Whatever one met with, the others finish what they are sending.
  await Promise.allSettled(lanes);
  return (await Promise.all(lanes)).find((refusal) => refusal !== null) ?? null;
};
