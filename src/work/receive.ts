/**
 * From a mailbox to decisions: discover, admit, read, decide. The next batch is read while this one is decided.
 */
import { errorMessage } from '../error.ts';
import { type Mailbox, PortError } from '../ports.ts';
import type { Arrival } from '../store/store.ts';
import type { Reading } from '../triage/decision.ts';
import { commitReading } from './outcome.ts';
import type { Inlet, World } from './world.ts';

/**
 * Read in one go: enough to keep the server and the readers busy; few enough that what is read of them is garbage again before V8 counts
 * it as old, and leaves it lying.
 */
export const BATCH = { count: 12, octets: 16 * 1024 * 1024 } as const;
/** What a mail weighs at most once its attachments are emptied. */
const HEAVIEST = 2 * 1024 * 1024;
/** Of one mailbox in one pass, so that other mailboxes and time get their turn. The rest is still pending in the next. */
const MOST = 10_000;

/**
 * Takes in what is new in one mailbox and decides all that is due. Ends early when `signal` aborts. Throws PortError; what was
 * decided until then is kept, the rest is still pending.
 */
export const receive = async (world: World, inlet: Inlet, passBegan: number, signal: AbortSignal): Promise<void> => {
  const { log } = world;
  const mailbox = inlet.open();
  const close = (): Promise<void> =>
    mailbox.close().catch((error) => log.debug('closing the mailbox failed', { error: String(error) }));
  signal.addEventListener('abort', close, { once: true });
  try {
    const opened = { ...inlet, mailbox };
    await decideAll(world, opened, await takeIn(world, opened), passBegan, signal);
  } finally {
    signal.removeEventListener('abort', close);
    await close();
  }
};

/** An inlet whose mailbox is open. */
type Opened = Inlet & { readonly mailbox: Mailbox };

/** Admits what is new, and gives what is due: the listing itself, which may be long, isn't kept through the pass. */
const takeIn = async ({ store, clock, tell }: World, { mailbox, firstRun }: Opened): Promise<readonly Arrival[]> => {
  const discovery = await mailbox.discover(store.mark(mailbox.name));
  const { fresh, baseline } = store.admit(mailbox.name, discovery, firstRun, clock());
  store.noteMailbox(mailbox.name, discovery.exists, clock());
  const due = store.pending(mailbox.name, clock(), MOST);
  tell({ kind: 'admitted', fresh, baseline, due: due.length });
  return due;
};

const decideAll = async (
  world: World,
  inlet: Opened,
  due: readonly Arrival[],
  passBegan: number,
  signal: AbortSignal,
): Promise<void> => {
  const [first, ...rest] = batchesOf(due);
  if (first === undefined) return;
  let coming = fetchBatch(world, inlet, first);
  for (const next of [...rest, null]) {
    const { read, trouble } = await coming;
    const goesOn = next !== null && trouble === null;
    if (goesOn) coming = fetchBatch(world, inlet, next);
    const batch = await read;
    // Deciding keeps this thread busy: the readers must have the next mails before it begins.
    await coming;
    // What wasn't read because all is being ended didn't fail: it is still pending. Nor may the store be open any more.
    if (signal.aborted) return;
    world.store.batch(() => {
      for (const one of batch) decideOrPutOff(world, one, passBegan);
    });
    if (trouble !== null) throw trouble;
    if (!goesOn) return;
  }
};

/**
 * In the order given; a batch ends when it holds enough. What failed before comes last, each alone: the one that the server chokes on
 * takes no other with it.
 */
const batchesOf = (due: readonly Arrival[]): readonly (readonly Arrival[])[] => [
  ...fullBatches(due.filter(({ tries }) => tries === 0)),
  ...due.filter(({ tries }) => tries > 0).map((arrival) => [arrival]),
];

const fullBatches = (due: readonly Arrival[]): readonly (readonly Arrival[])[] => {
  const batches: Arrival[][] = [];
  let octets = 0;
  for (const arrival of due) {
    const last = batches.at(-1);
    octets += Math.min(arrival.size, HEAVIEST);
    if (last !== undefined && last.length < BATCH.count && octets <= BATCH.octets) {
      last.push(arrival);
    } else {
      batches.push([arrival]);
      octets = Math.min(arrival.size, HEAVIEST);
    }
  }
  return batches;
};

type Read =
  | { readonly kind: 'read'; readonly arrival: Arrival; readonly source: Uint8Array; readonly reading: Reading }
  | { readonly kind: 'gone'; readonly arrival: Arrival }
  | { readonly kind: 'failed'; readonly arrival: Arrival; readonly error: string };

/** All mails of a batch that the mailbox gave, with the readers. `trouble`: why it answered no further. */
type Batch = { readonly read: Promise<readonly Read[]>; readonly trouble: unknown };

/** Trouble of the account or the settings, which no mail can have caused. */
const saysNothingOfMails = (trouble: unknown): boolean =>
  trouble instanceof PortError && ['throttled', 'authentication', 'configuration'].includes(trouble.trouble);

/** Never rejects, so that a batch can be fetched while another one is decided. In order of arrival, whatever the order of answers. */
const fetchBatch = async (world: World, inlet: Opened, arrivals: readonly Arrival[]): Promise<Batch> => {
  const byKey = new Map(arrivals.map((arrival) => [arrival.key, arrival]));
  const answers = new Map<string, Promise<Read>>();
  let trouble: unknown = null;
  try {
    for await (const answer of inlet.mailbox.read([...byKey.keys()])) {
      const arrival = byKey.get(answer.key);
      if (arrival === undefined || answers.has(answer.key)) continue;
      answers.set(
        answer.key,
        answer.kind === 'source'
          ? readOne(world, inlet, arrival, answer.bytes)
          : Promise.resolve({ ...answer, arrival }),
      );
    }
  } catch (error) {
    trouble = error;
  }
  const silent = saysNothingOfMails(trouble) ? undefined : arrivals.find(({ key }) => !answers.has(key));
  const read = Promise.all([
    ...[...byKey.keys()].flatMap((key) => answers.get(key) ?? []),
    ...(silent ? [failedOn(silent, trouble)] : []),
  ]);
  return { read, trouble };
};

/**
 * The first that went without an answer may be the one that the server chokes on: it alone is put off, so that after its bounded
 * tries the mail behind it goes on.
 */
const failedOn = (arrival: Arrival, trouble: unknown): Read => ({
  kind: 'failed',
  arrival,
  error: trouble instanceof Error ? trouble.message : 'the mailbox gave no answer for this one',
});

/** When it arrived: where the mailbox may hold copies, the older of what it says and what our own server wrote into the mail. */
const arrivedAt = (inlet: Opened, { receivedAt }: Arrival, reading: Reading): number =>
  inlet.mayBeCopies ? Math.min(receivedAt, reading.receivedAt ?? receivedAt) : receivedAt;

const readOne = async (world: World, inlet: Opened, arrival: Arrival, source: Uint8Array): Promise<Read> => {
  try {
    const reading = await world.reader.read(source);
    return { kind: 'read', arrival: { ...arrival, receivedAt: arrivedAt(inlet, arrival, reading) }, source, reading };
  } catch (error) {
    return { kind: 'failed', arrival, error: errorMessage(error) };
  }
};

/** One mail decided, or put off; only trouble of the store itself comes out. */
const decideOrPutOff = (world: World, read: Read, passBegan: number): void => {
  const { store, clock, log, tell } = world;
  switch (read.kind) {
    case 'gone':
      store.gone(read.arrival.id, clock());
      return;
    case 'failed': {
      const { arrival, error } = read;
      const next = store.retry(arrival.id, error, clock());
      log.warn('mail could not be read', { key: arrival.key, error, next });
      tell({ kind: 'put-off', key: arrival.key, error, next });
      return;
    }
    case 'read': {
      const cause = { kind: 'mail', arrival: read.arrival, source: read.source, reading: read.reading } as const;
      const { id, outcome } = commitReading(world, cause, read.reading, passBegan);
      const { kind, disposition, submission } = outcome.decision;
      log.info('decided', { message: id, kind, disposition: disposition.is, submission });
      tell({ kind: 'decided', id, reading: read.reading, decision: outcome.decision });
    }
  }
};
