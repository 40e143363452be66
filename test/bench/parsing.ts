/**
 * From octets to a decision, against mailparser, which only parses; and what crossing to a thread costs.
 */
import { simpleParser } from 'mailparser';
import { readOffers } from '../../src/form/offer.ts';
import { openInlineReader, openReader } from '../../src/io/reader.ts';
import type { Message } from '../../src/mail/message.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { readLines } from '../../src/mail/quotes.ts';
import type { Reader } from '../../src/ports.ts';
import { triage } from '../../src/triage/triage.ts';
import { facts, policy } from '../support/owner.ts';
import { mailOf } from './corpus.ts';
import { takeTurns, timed } from './measure.ts';
import { type Row, ratio } from './table.ts';

const partsOf = ({ texts }: Message) =>
  texts.map(({ part, source, lines }) => ({ part, source, lines: readLines(lines) }));

const readableOf = async (sources: readonly Buffer[]): Promise<readonly Message[]> => {
  const mails = await Promise.all(sources.map((source) => parseMessage(source)));
  return mails.flatMap((mail) => (mail.kind === 'unreadable' ? [] : [mail]));
};

const readAll = (reader: Reader, sources: readonly Buffer[]) =>
  timed(() => Promise.all(sources.map((source) => reader.read(source))));

/** `count` small mails, all of them offers. */
export const benchParsing = async (count: number, rounds: number, now: number): Promise<readonly Row[]> => {
  const sources = Array.from({ length: count }, (_, number) => Buffer.from(mailOf('offers', number, now)));
  const parts = (await readableOf(sources)).map(partsOf);
  const inline = openInlineReader(policy);
  const one = openReader(policy, { threads: 1 });
  const two = openReader(policy, { threads: 2 });
  const known = { ...facts, now, receivedAt: now };
  const took = await takeTurns(rounds, {
    mailparser: () =>
      timed(async () => {
        for (const source of sources) await simpleParser(source);
      }),
    ours: () =>
      timed(async () => {
        for (const source of sources) triage(await inline.read(source), known, policy);
      }),
    block: () =>
      timed(() => {
        for (const part of parts) readOffers(part, policy.form, { from: null });
      }),
    inline: () => readAll(inline, sources),
    one: () => readAll(one, sources),
    two: () => readAll(two, sources),
  });
  await one.close();
  await two.close();
  return [
    ratio('Parse, field block and decision / mailparser alone', [took.ours, took.mailparser], count, null),
    ratio('The field block alone / mailparser', [took.block, took.mailparser], count, { most: 0.25 }),
    ratio(
      'Reading in one thread / in the main thread (what the hand-over costs)',
      [took.one, took.inline],
      count,
      null,
    ),
    ratio('Reading in two threads / in the main thread', [took.two, took.inline], count, null),
  ];
};
