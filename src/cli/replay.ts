/**
 * `replay`: reads stored mail again by today's rules and shows what is read differently. Changes nothing.
 */
import { openReader } from '../io/reader.ts';
import type { Store } from '../store/store.ts';
import type { Reading } from '../triage/decision.ts';
import { type Call, isSet, type Verb } from './call.ts';
import { atDesk } from './desk.ts';
import { EXIT } from './exit.ts';
import { json, plain, plural } from './print.ts';
import { settingsOf } from './settings.ts';

export const run: Verb = (call) =>
  atDesk(call, settingsOf(call), async ({ store, policy }) => {
    const reader = openReader(policy);
    try {
      const { read, different } = await compareAll(call, store, reader.read);
      if (isSet(call, 'json')) call.print(json(different));
      else call.print(different.map(({ id, changes }) => `${id}\n${changes.map(changeLine).join('')}`).join(''));
      call.tell(`${plural(read, 'stored message')} read again: ${different.length} differently\n`);
      return EXIT.done;
    } finally {
      await reader.close();
    }
  });

type Change = { readonly what: string; readonly before: unknown; readonly after: unknown };
type Different = { readonly id: string; readonly changes: readonly Change[] };

const compareAll = async (call: Call, store: Store, read: (source: Uint8Array) => Promise<Reading>) => {
  const different: Different[] = [];
  let count = 0;
  for (const { id } of store.messages()) {
    const stored = store.message(id);
    if (stored?.source == null || stored.reading === null) continue;
    const changes = changesBetween(findingsOf(stored.reading), findingsOf(await read(stored.source)));
    if (changes.length > 0) different.push({ id, changes });
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
