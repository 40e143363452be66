/**
 * Mails from an open IMAP mailbox: small ones whole, of large ones only what `imap-parts.ts` needs. Fetched in batches, the next
 * while the caller works on the last; no command is ever given inside a fetch loop, which would hang for ever.
 */
import type { Failed, Gone, Source } from '../ports.ts';
import { emptyAttachments, WHOLE } from './emptied.ts';
import { largeMails } from './imap-parts.ts';
import type { OpenMailbox } from './imap-session.ts';

type Answer = Source | Gone | Failed;

const MAX_BATCH = 200;
/** Octets that one batch may bring into memory; two batches are there at a time. */
const MAX_OCTETS = 8 * 1024 * 1024;
/** What a large mail can come to after its attachments stayed where they are. */
const LARGE_SHARE = 256 * 1024;
/** Of a mail whose structure can't be had. */
const FIRST_OCTETS = 1024 * 1024;

/** One answer for each key. Sizes that are known save asking for them. */
export async function* readBatches(
  mailbox: OpenMailbox,
  keys: readonly string[],
  known: ReadonlyMap<string, number>,
): AsyncGenerator<Answer> {
  const sizes = await sizesOf(mailbox, keys, known);
  const batches = batchesOf(keys, sizes);
  let next = fetched(mailbox, batches[0]);
  for (let index = 0; index < batches.length; index += 1) {
    const answers = await next;
    next = fetched(mailbox, batches[index + 1]);
    yield* answers;
  }
}

/** Starts at once. Whoever stops reading early doesn't await the last of these, and that must not count as an unhandled rejection. */
const fetched = (mailbox: OpenMailbox, batch: Batch | undefined): Promise<readonly Answer[]> => {
  const answers = batch === undefined ? Promise.resolve([]) : fetchBatch(mailbox, batch);
  answers.catch(() => undefined);
  return answers;
};

type Batch = { readonly isLarge: boolean; readonly keys: readonly string[] };

const sizesOf = async (
  mailbox: OpenMailbox,
  keys: readonly string[],
  known: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> => {
  const unknown = keys.filter((key) => !known.has(key));
  if (unknown.length === 0) return known;
  const sizes = new Map(known);
  for (let at = 0; at < unknown.length; at += MAX_BATCH) {
    const rows = await mailbox.rows(unknown.slice(at, at + MAX_BATCH).join(','), ['RFC822.SIZE']);
    for (const { uid, size } of rows) if (size !== undefined) sizes.set(String(uid), size);
  }
  return sizes;
};

/** In the order of the keys, small and large apart. A mail of unknown size counts as large: little is fetched of it. */
const batchesOf = (keys: readonly string[], sizes: ReadonlyMap<string, number>): readonly Batch[] => {
  const batches: Batch[] = [];
  for (const isLarge of [false, true]) {
    let batch: string[] = [];
    let octets = 0;
    for (const key of keys) {
      const size = sizes.get(key) ?? 0;
      if ((size === 0 || size > WHOLE) !== isLarge) continue;
      const share = isLarge ? LARGE_SHARE : size;
      if (batch.length === MAX_BATCH || (batch.length > 0 && octets + share > MAX_OCTETS)) {
        batches.push({ isLarge, keys: batch });
        batch = [];
        octets = 0;
      }
      batch.push(key);
      octets += share;
    }
    if (batch.length > 0) batches.push({ isLarge, keys: batch });
  }
  return batches;
};

const fetchBatch = async (mailbox: OpenMailbox, batch: Batch): Promise<readonly Answer[]> => {
  const sources = batch.isLarge
    ? await largeMails(mailbox, batch.keys)
    : await wholeMails(mailbox, batch.keys.join(','));
  const answers: Answer[] = [];
  for (const key of batch.keys) {
    const bytes = sources.get(key);
    answers.push(bytes === undefined ? await readAlone(mailbox, key) : { kind: 'source', key, bytes });
  }
  return answers;
};

/** UID -> source, also of rows that weren't asked for; a row without its literal is no answer. */
const wholeMails = async (mailbox: OpenMailbox, range: string): Promise<ReadonlyMap<string, Buffer>> =>
  sourcesIn(await mailbox.rows(range, ['BODY.PEEK[]']));

type Sourced = { readonly uid: number; readonly source?: Buffer | undefined };

const sourcesIn = (rows: readonly Sourced[]): ReadonlyMap<string, Buffer> => {
  const sources = new Map<string, Buffer>();
  for (const { uid, source } of rows) if (source !== undefined && source.length > 0) sources.set(String(uid), source);
  return sources;
};

/**
 * A mail that its batch didn't bring, asked for alone: a server may leave out rows and say OK, and a structure nested deeper than
 * imapflow reads makes a row vanish. Gone only if the server doesn't list it either.
 */
const readAlone = async (mailbox: OpenMailbox, key: string): Promise<Answer> => {
  const rows = await mailbox.fetch(key, { uid: true, source: { start: 0, maxLength: FIRST_OCTETS } });
  const source = sourcesIn(rows).get(key);
  if (source !== undefined) return { kind: 'source', key, bytes: await emptyAttachments(only(source)) };
  const isListed = (await mailbox.rows(key, ['RFC822.SIZE'])).some(
    ({ uid, size }) => String(uid) === key && size !== undefined,
  );
  return isListed
    ? { kind: 'failed', key, error: 'the server lists this message but does not hand it over' }
    : { kind: 'gone', key };
};

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
