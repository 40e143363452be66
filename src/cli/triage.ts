/**
 * `triage FILE...`: what would be decided and answered, with no past known. Opens no database, writes nothing.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { policyOf } from '../config.ts';
import { unreadableFile } from '../error.ts';
import { emptyAttachments } from '../io/emptied.ts';
import { openReader } from '../io/reader.ts';
import type { Reader } from '../ports.ts';
import type { Policy } from '../triage/decision.ts';
import { triage } from '../triage/triage.ts';
import { type Call, isSet, type Verb } from './call.ts';
import { EXIT } from './exit.ts';
import { settingsOf } from './settings.ts';
import { formOf } from './templates.ts';
import { noPast, reportLines, reportOf } from './triage-report.ts';

/** To start a thread takes as long as to read so many mails. */
const WORTH_A_THREAD = 50;
/** Mails that are read at once. */
const AT_ONCE = 8;

export const run: Verb = async (call) => {
  const config = settingsOf(call);
  const { form, terms } = formOf(config);
  // No token can be verified without a past, so any key will do.
  const policy = policyOf(config, form, new Uint8Array(32), terms);
  const threads = Math.min(availableParallelism(), Math.ceil(call.arguments.length / WORTH_A_THREAD));
  const reader = openReader(policy, { threads });
  let failed = false;
  try {
    for await (const { text, ok } of inOrder(call.arguments, (file) => triageFile(call, reader, policy, file))) {
      if (!ok) failed = true;
      call.print(text);
    }
  } finally {
    await reader.close();
  }
  return failed ? EXIT.data : EXIT.done;
};

type Told = { readonly text: string; readonly ok: boolean };

const triageFile = async (call: Call, reader: Reader, policy: Policy, file: string): Promise<Told> => {
  const asJson = isSet(call, 'json');
  let source: Uint8Array;
  try {
    source = await sourceOf(call, file);
  } catch (error) {
    const why = unreadableFile(error);
    if (asJson) return { text: `${JSON.stringify({ file, error: why })}\n`, ok: false };
    call.tell(`mailroom: ${file}: ${why}\n`);
    return { text: '', ok: false };
  }
  const reading = await reader.read(source);
  const decision = triage(reading, noPast(call.clock()), policy);
  const report = reportOf(file, reading, decision, policy);
  return { text: asJson ? `${JSON.stringify(report)}\n` : `${reportLines(report, decision)}\n`, ok: true };
};

/** The mail in a file, or on standard input where the file is `-`; bodies of attachments are left out, as in a pass. */
const sourceOf = async (call: Call, file: string): Promise<Uint8Array> => {
  if (file === '-') return emptyAttachments(call.input);
  if ((await stat(file)).isDirectory()) throw new Error('it is a folder, not a mail');
  return emptyAttachments(createReadStream(file));
};

/** The answers in the order of `items`, at most AT_ONCE of them being made at a time. */
async function* inOrder<Item, Answer>(
  items: readonly Item[],
  make: (item: Item) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const started: Promise<Answer>[] = [];
  for (const item of items) {
    started.push(make(item));
    const first = started.length >= AT_ONCE ? started.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const each of started) yield await each;
}
