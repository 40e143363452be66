/**
 * A worker in this process with a clock of the test's own, between a scriptable mail server on either side: for faults that take
 * hours or days.
 */
import { join } from 'node:path';
import { openImap } from '../../src/io/imap.ts';
import { openInlineReader } from '../../src/io/reader.ts';
import { openSmtp } from '../../src/io/smtp.ts';
import { writerOf } from '../../src/io/writer.ts';
import type { Log } from '../../src/ports.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { compose, inWords } from '../../src/triage/compose.ts';
import type { Policy } from '../../src/triage/decision.ts';
import { healthFrom } from '../../src/work/alert.ts';
import type { PassResult } from '../../src/work/pass.ts';
import { passAndTell } from '../../src/work/worker.ts';
import type { World } from '../../src/work/world.ts';
import { policy as bare } from '../unit/work/support.ts';
import { type FakeImap, startFakeImap } from './fake-imap.ts';
import { type FakeSmtp, startFakeSmtp } from './fake-smtp.ts';
import { localImap, localSmtp } from './imap.ts';
import { freshDir, removeDir } from './program.ts';
import { realForm } from './words.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Office = {
  readonly imap: FakeImap;
  readonly smtp: FakeSmtp;
  readonly store: Store;
  readonly policy: Policy;
  readonly world: World;
  /** What was logged, as one text. */
  readonly logged: () => string;
  now: () => number;
  /** Time passes; also back. */
  pass: (later?: number, inWorld?: World) => Promise<PassResult>;
  /** Addresses of the mails that were taken, in order, without those to the operator. */
  answered: () => readonly string[];
  /** Subjects of what the operator was told. */
  told: () => readonly string[];
  readonly close: () => Promise<void>;
};

const quick = { connectTimeout: 2000, silenceTimeout: 2000, timeLimit: 10_000 };

/** An empty mailbox that isn't new to the worker; it is now, since a server dates what arrives. */
export const office = async (changes: Partial<Policy> = {}): Promise<Office> => {
  const { form, letters } = realForm();
  const policy: Policy = { ...bare, form, mailbox: { name: '', address: 'data@thealliance.ai' }, ...changes };
  const [dir, imap, smtp] = [freshDir(), await startFakeImap(), await startFakeSmtp()];
  const store = openStore(join(dir, 'mailroom.db'), { textOf: (draft) => inWords(draft, letters).text });
  const lines: string[] = [];
  let now = Date.now();
  const at =
    (level: string): Log['info'] =>
    (event, fields) =>
      lines.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
  const world: World = {
    store,
    inlets: [{ open: () => openImap(localImap(imap.port), quick), firstRun: 'process', mayBeCopies: false }],
    connections: 1,
    openTransport: () =>
      openSmtp(localSmtp(smtp.port), { answerTimeout: 500, connectTimeout: 500, restAfterFailure: 0 }),
    keepCopy: null,
    checks: null,
    lackOfRoom: () => null,
    retainIgnored: 90 * DAY,
    reader: openInlineReader(policy),
    policy,
    compose: (letter) => compose(letter, letters, policy),
    render: writerOf(letters, policy.mailbox.address),
    clock: () => now,
    random: () => 0,
    log: { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error') },
    tell: () => {},
  };
  const to = (isOperator: boolean): readonly string[] =>
    smtp.taken
      .filter(
        ({ to: recipient }) => policy.operator.some((address) => recipient.includes(`<${address}>`)) === isOperator,
      )
      .map(({ to: recipient, data }) =>
        isOperator ? (/^Subject: (.*)\r$/m.exec(data)?.[1] ?? '') : (/<([^>]+)>/.exec(recipient)?.[1] ?? ''),
      );
  return {
    imap,
    smtp,
    store,
    policy,
    world,
    logged: () => lines.join('\n'),
    now: () => now,
    pass: async (later = 2 * MINUTE, inWorld = world) => {
      now += later;
      const { result } = await passAndTell(inWorld, healthFrom(world), HOUR, new AbortController().signal);
      return result;
    },
    answered: () => to(false),
    told: () => to(true),
    close: async () => {
      store.close();
      await Promise.all([imap.stop(), smtp.stop()]);
      removeDir(dir);
    },
  };
};
