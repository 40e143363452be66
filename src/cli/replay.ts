/**
 * `replay`: reads stored mail again by today's rules and shows what is read differently. Only when told, what still waits for a person is
 * decided by it; what was answered stays as it was answered.
 */
import { openReader } from '../io/reader.ts';
import type { Store } from '../store/store.ts';
import type { Reading } from '../triage/decision.ts';
import { type Call, isSet, type Verb } from './call.ts';
import { atDesk, type Desk } from './desk.ts';
import { EXIT } from './exit.ts';
import { json, plain, plural } from './print.ts';
import { decideAgain } from './release.ts';
import { settingsOf } from './settings.ts';

export const run: Verb = (call) =>
  atDesk(call, settingsOf(call), async (desk) => {
    const reader = openReader(desk.policy);
    try {
      const { read, different } = await compareAll(call, desk.store, reader.read);
      if (isSet(call, 'apply')) for (const one of different) apply(call, desk, one);
      if (isSet(call, 'json')) call.print(json(different.map(({ id, changes }) => ({ id, changes }))));
      else call.print(different.map(({ id, changes }) => `${id}\n${changes.map(changeLine).join('')}`).join(''));
      call.tell(`${plural(read, 'stored message')} read again: ${different.length} differently\n`);
      return EXIT.done;
    } finally {
      await reader.close();
    }
  });

type Change = { readonly what: string; readonly before: unknown; readonly after: unknown };
type Different = { readonly id: string; readonly changes: readonly Change[]; readonly today: Reading };

/** Decides a message that waits for a person by what is read in it today. */
const apply = (call: Call, desk: Desk, { id, today }: Different): void => {
  if (desk.store.message(id)?.class !== 'with a person') return;
  const { kind, disposition } = decideAgain(call, desk, id, today).decision;
  call.tell(`${plain(`${id} is now ${kind}, ${disposition.is}`)}\n`);
};

const compareAll = async (call: Call, store: Store, read: (source: Uint8Array) => Promise<Reading>) => {
  const different: Different[] = [];
  let count = 0;
  for (const { id } of store.messages()) {
    const stored = store.message(id);
    if (stored?.source == null || stored.reading === null) continue;
    const today = await read(stored.source);
    const changes = changesBetween(findingsOf(stored.reading), findingsOf(today));
    if (changes.length > 0) different.push({ id, changes, today });
    count += 1;
    if (count % 50 === 0) call.progress(`${count} read again`);
  }
  call.progress('');
  return { read: count, different };
};

/** What a decision is made from: kind, answers, problems, text. */
const findingsOf = (reading: Reading): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ['kind', reading.kind],
    ['text', reading.text],
    ...reading.offers.flatMap(({ answers, problems }, at) => [
      ...Object.entries(answers).map(
        ([key, { value }]) => [`${at === 0 ? '' : `offer ${at + 1}: `}${key}`, value] as const,
      ),
      ...problems.map(
        ({ field, code }) => [`${at === 0 ? '' : `offer ${at + 1}: `}problem of ${field}`, code] as const,
      ),
    ]),
  ]);

const changesBetween = (before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): readonly Change[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((what) => {
    const [was, is] = [before.get(what) ?? null, after.get(what) ?? null];
    return was === is ? [] : [{ what, before: was, after: is }];
  });

const changeLine = ({ what, before, after }: Change): string =>
  `  ${plain(`${what}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`)}\n`;
