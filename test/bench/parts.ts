/**
 * Recording against bare inserts, sending against bare sending, and a whole pass against the sum of the bare parts.
 */
import { availableParallelism } from 'node:os';
import { simpleParser } from 'mailparser';
import { openInlineReader, readerIn } from '../../src/io/reader.ts';
import { openThreads } from '../../src/io/threads.ts';
import { openWriter, writerOf } from '../../src/io/writer.ts';
import type { Worded } from '../../src/mail/draft.ts';
import type { Cause } from '../../src/store/store.ts';
import { type Draft, inWords } from '../../src/triage/compose.ts';
import { readMessage } from '../../src/triage/reading.ts';
import { deliver } from '../../src/work/deliver.ts';
import { commitReading } from '../../src/work/outcome.ts';
import { runPass } from '../../src/work/pass.ts';
import { BATCH } from '../../src/work/receive.ts';
import type { World } from '../../src/work/world.ts';
import { policy } from '../support/owner.ts';
import { realForm } from '../support/words.ts';
import { openBareTable, sendBare } from './bare.ts';
import { mailOf } from './corpus.ts';
import { median, takeTurns, timed } from './measure.ts';
import { inFreshDir, withWorld } from './ours.ts';
import { configFor, fetchBare } from './reading.ts';
import type { Servers } from './servers.ts';
import { type Row, ratio } from './table.ts';

/** To send with both cores busy: as many as any large provider allows. */
const CONNECTIONS = 3;

const { letters: templates, files } = realForm();
/** What lives through many passes, as in `mailroom run`. */
type Hands = Pick<World, 'reader' | 'render'>;

type Took = { readonly recording: number; readonly sending: number; readonly letters: readonly Worded[] };

/** Records these mails in a store of its own, then writes and sends their answers, which are `letters`; ms for each. */
const recordAndSend = (
  servers: Servers,
  sources: readonly Buffer[],
  now: number,
  { render }: Hands,
  connections: number,
): Promise<Took> =>
  inFreshDir((dir) =>
    withWorld(configFor(servers, 'empty', { DATA_DIR: dir, SMTP_CONNECTIONS: String(connections) }), async (world) => {
      const { store } = world;
      const listed = sources.map((source, number) => ({
        key: String(number + 1),
        receivedAt: now,
        size: source.length,
      }));
      store.admit('bench', { epoch: '1', arrivals: listed, exists: listed.length }, 'process', now);
      const arrivals = store.pending('bench', now, listed.length);
      const causes: Extract<Cause, { kind: 'mail' }>[] = [];
      for (const arrival of arrivals) {
        const source = sources[Number(arrival.key) - 1] ?? Buffer.alloc(0);
        causes.push({ kind: 'mail', arrival, source, reading: await readMessage(source, world.policy) });
      }
      const drafts: Draft[] = [];
      const recording = await timed(() => {
        for (let at = 0; at < causes.length; at += BATCH.count)
          store.batch(() => {
            for (const cause of causes.slice(at, at + BATCH.count)) {
              const { outcome } = commitReading(world, cause, cause.reading, now);
              drafts.push(...outcome.drafts.map(({ draft }) => draft));
            }
          });
      });
      const sending = await timed(() => deliver({ ...world, render }, new AbortController().signal));
      return { recording, sending, letters: drafts.map((draft) => inWords(draft, templates)) };
    }),
  );

const insertBare = (sources: readonly Buffer[]): Promise<number> =>
  inFreshDir(async (dir) => {
    const table = openBareTable(dir);
    const took = await timed(() => {
      for (const source of sources) table.add(source, 'I want to contribute a dataset');
    });
    table.close();
    return took;
  });

/** Fetch all, parse all, insert all, answer all: each of the bare parts done before the next begins. */
const allBare = (servers: Servers, letters: readonly Worded[]): Promise<number> =>
  inFreshDir(async (dir) => {
    const table = openBareTable(dir);
    const took = await timed(async () => {
      const sources = await fetchBare(servers, 'small');
      const mails = [];
      for (const source of sources) mails.push(await simpleParser(source));
      for (const [at, mail] of mails.entries()) table.add(sources[at] ?? Buffer.alloc(0), mail.subject ?? '');
      await sendBare(servers.smtp, letters);
    });
    table.close();
    return took;
  });

/** One pass of ours over the same mailbox, opening the store included. */
const wholePass = (servers: Servers, count: number, hands: Hands, connections: number): Promise<number> =>
  inFreshDir((dir) => {
    const config = configFor(servers, 'small', { DATA_DIR: dir, SMTP_CONNECTIONS: String(connections) });
    return timed(async () => {
      const { summary } = await withWorld(config, (world) =>
        runPass({ ...world, ...hands }, new AbortController().signal),
      );
      if (summary.sent !== count) throw new Error(`of ${count} replies ${summary.sent} were sent`);
    });
  });

/** All mails of the mailbox `small` are offers, each with one answer. */
export const benchParts = async (
  servers: Servers,
  count: number,
  rounds: number,
  now: number,
): Promise<readonly Row[]> => {
  const sources = Array.from({ length: count }, (_, number) => Buffer.from(mailOf('offers', number, now)));
  const here = writerOf(templates, policy.mailbox.address);
  const inline: Hands = { reader: openInlineReader(policy), render: here };
  const pool = openThreads(
    { policy, letters: { files, mailbox: policy.mailbox.address } },
    { threads: Math.max(1, availableParallelism() - 1) },
  );
  const threads: Hands = { reader: readerIn(pool, policy), render: openWriter(here, pool) };
  // Both sides send the same.
  const { letters } = await recordAndSend(servers, sources, now, threads, 1);
  const sendings: Record<'one' | 'several', number[]> = { one: [], several: [] };
  const took = await takeTurns(rounds, {
    insert: () => insertBare(sources),
    recording: async () => {
      const several = await recordAndSend(servers, sources, now, threads, CONNECTIONS);
      sendings.several.push(several.sending);
      const { recording, sending } = await recordAndSend(servers, sources, now, threads, 1);
      sendings.one.push(sending);
      return recording;
    },
    send: () => timed(() => sendBare(servers.smtp, letters)),
    allBare: () => allBare(servers, letters),
    inline: () => wholePass(servers, count, inline, 1),
    inlineSeveral: () => wholePass(servers, count, inline, CONNECTIONS),
    threads: () => wholePass(servers, count, threads, 1),
    both: () => wholePass(servers, count, threads, CONNECTIONS),
  });
  await pool.close();
  // The first round only warms up.
  const [one, several] = [sendings.one, sendings.several].map((all) => median(all.slice(1))) as [number, number];
  return [
    ratio('Recording a decision / one bare row a transaction', [took.recording, took.insert], count, null),
    ratio('Sending through the outbox / nodemailer, pooled', [one, took.send], count, null),
    ratio(`The same with SMTP_CONNECTIONS=${CONNECTIONS} / nodemailer's one`, [several, took.send], count, null),
    ratio('Whole pass on one thread / the bare parts, one after the other', [took.inline, took.allBare], count, {
      most: 1.5,
    }),
    ratio(`On one thread, SMTP_CONNECTIONS=${CONNECTIONS} / the same`, [took.inlineSeveral, took.allBare], count, {
      most: 1.5,
    }),
    ratio('With a reading thread / the same', [took.threads, took.allBare], count, { most: 1 }),
    ratio(`With a reading thread, SMTP_CONNECTIONS=${CONNECTIONS} / the same`, [took.both, took.allBare], count, {
      most: 1,
    }),
  ];
};
