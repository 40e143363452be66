/**
 * Plays an exchange on a local mailbox, with the real store, the real letters and a clock of its own, and writes it down as a
 * transcript that a person can read: each mail in, what became of it, each mail out, the state it left.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeMaildir } from '../../src/io/folder.ts';
import { deliverToMaildir, openMaildir, openMaildirTransport } from '../../src/io/maildir.ts';
import { writerOf } from '../../src/io/writer.ts';
import type { Worded } from '../../src/mail/draft.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { compose, inWords } from '../../src/triage/compose.ts';
import type { Decision, Policy, Reading } from '../../src/triage/decision.ts';
import { obey, parseOrder } from '../../src/triage/order.ts';
import { readMessage } from '../../src/triage/reading.ts';
import { keysOf } from '../../src/triage/thread.ts';
import { triage } from '../../src/triage/triage.ts';
import { writeDigests } from '../../src/work/digest.ts';
import { noKeys, outcomeOf } from '../../src/work/outcome.ts';
import { runPass } from '../../src/work/pass.ts';
import type { PassEvent, World } from '../../src/work/world.ts';
import { policy as owner } from './owner.ts';
import { realForm } from './words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 2, 9);

const { form, letters } = realForm();

/** The owner's policy in a story; a story may change any of it. */
const storyPolicy = (changes: Partial<Policy>): Policy => ({
  ...owner,
  ownLists: [],
  trustedAuthservIds: [],
  mailbox: { name: '', address: 'data@thealliance.ai' },
  key: Buffer.alloc(32, 7),
  reviewers: ['rae@example.net'],
  operator: ['rae@example.net'],
  terms: {
    version: form.terms.version,
    url: form.terms.url,
    hash: createHash('sha256')
      .update(readFileSync(join('templates', form.terms.file)))
      .digest('hex'),
  },
  ...changes,
});

/** A mail as a story tells it; header fields that aren't given are as a plain client writes them. */
export type Told = {
  readonly from: string;
  readonly subject?: string;
  readonly text?: string;
  readonly to?: string;
  /** How long it had been lying there before the pass, in days. */
  readonly arrivedDaysAgo?: number;
  /** Further header fields, or others in place of the usual ones, such as `Content-Type`. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** How a reply treats the mail that it answers. */
type Quote = 'below' | 'above' | 'none' | ((quoted: readonly string[]) => readonly string[]);

type ReplyTold = Told & {
  /** Which of our mails it answers, counted from the newest (0). */
  readonly to?: never;
  readonly answers?: number;
  readonly quote?: Quote;
  /** False for a client that writes neither In-Reply-To nor References. */
  readonly threaded?: boolean;
};

export type Raw = { readonly bytes: Uint8Array; readonly at: number };

export type Play = {
  readonly store: Store;
  readonly policy: Policy;
  readonly sent: readonly Worded[];
  /** Every mail that arrived, as octets, and when: to play the same again. */
  readonly raws: readonly Raw[];
  /** Mails of another play arrive at their own times, then one pass runs. */
  readonly again: (raws: readonly Raw[]) => Promise<void>;
  /** A mail arrives, an hour passes, one pass runs. */
  readonly mail: (told: Told) => Promise<void>;
  /** Several mails arrive before one pass. */
  readonly mails: (...told: readonly Told[]) => Promise<void>;
  /** An answer to one of our mails, from the same thread of the contributor's client. */
  readonly reply: (told: ReplyTold) => Promise<void>;
  readonly later: (days: number) => Promise<void>;
  /** A reviewer at the command line. */
  readonly order: (words: string) => Promise<void>;
  readonly release: (message: string) => Promise<void>;
  readonly pass: () => Promise<void>;
  /** The reviewers get their digest by mail. */
  readonly digest: () => Promise<void>;
  readonly say: (line: string) => void;
  readonly transcript: () => string;
  /** Ends it: nothing of it stays on the disk. */
  readonly close: () => void;
};

const indent = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '    |' : `    | ${line}`))
    .join('\n');

const shown = (value: string | boolean): string => (value === true ? 'yes' : value === false ? 'no' : value);

/** Opens a story: an empty mailbox, an empty database, nine o'clock on a Monday. */
export const play = async (changes: Partial<Policy> = {}): Promise<Play> => {
  const policy = storyPolicy(changes);
  const dir = mkdtempSync(join(tmpdir(), 'mailroom-story-'));
  const [inbox, outbox] = [join(dir, 'mailbox'), join(dir, 'sent')];
  makeMaildir(inbox);
  makeMaildir(outbox);
  const store = openStore(join(dir, 'mailroom.db'), { textOf: (draft) => inWords(draft, letters).text });
  const lines: string[] = [];
  const sent: Worded[] = [];
  const raws: Raw[] = [];
  let now = START;
  let written = 0;
  let orders = 0;

  const tell = (event: PassEvent): void => {
    if (event.kind === 'decided') lines.push(...decided(event.id, event.reading, event.decision));
    if (event.kind === 'tried') {
      const mail = inWords(event.item.draft, letters);
      sent.unshift(mail);
      lines.push(...mailOut(mail, event.state.state));
    }
  };
  const world: World = {
    store,
    inlets: [{ open: () => openMaildir(inbox), firstRun: 'process', mayBeCopies: false }],
    openTransport: () => openMaildirTransport(outbox),
    connections: 1,
    reader: { read: (source) => readMessage(source, policy), close: async () => {} },
    policy,
    compose: (letter) => compose(letter, letters, policy),
    render: writerOf(letters, policy.mailbox.address),
    keepCopy: null,
    checks: null,
    lackOfRoom: () => null,
    retainIgnored: 90 * DAY,
    clock: () => now,
    random: () => 0.5,
    log: {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (what, fields) => lines.push(`!! ${what} ${JSON.stringify(fields)}`),
    },
    tell,
  };

  const pass = async (): Promise<void> => {
    const before = JSON.stringify(store.submissions());
    await runPass(world, new AbortController().signal);
    if (JSON.stringify(store.submissions()) !== before) lines.push(...state(store));
  };
  const put = async (bytes: Uint8Array, at: number): Promise<void> => {
    const name = await deliverToMaildir(inbox, bytes);
    const entries = ['new', 'cur'].flatMap((folder) =>
      readdirSync(join(inbox, folder)).map((entry) => join(inbox, folder, entry)),
    );
    const file = entries.find((path) => path.includes(name.split('/').at(-1) ?? name));
    if (file !== undefined) utimesSync(file, at / 1000, at / 1000);
  };
  const arrive = async (told: Told): Promise<void> => {
    written += 1;
    const raw = { bytes: Buffer.from(source(told, written, now), 'utf8'), at: now - (told.arrivedDaysAgo ?? 0) * DAY };
    raws.push(raw);
    await put(raw.bytes, raw.at);
    lines.push('', `>>> ${day(now)}  from ${told.from}`, `    Subject: ${told.subject ?? ''}`, indent(told.text ?? ''));
  };
  const mails = async (...all: readonly Told[]): Promise<void> => {
    for (const told of all) {
      now += HOUR;
      await arrive(told);
    }
    await pass();
  };
  const decideNow = (message: string): void => {
    const detail = store.message(message);
    if (detail?.reading == null) throw new Error(`no reading of ${message}`);
    const { reading } = detail;
    const { id, outcome } = store.commit(
      { kind: 'again', message, actor: { kind: 'operator', name: 'rae' }, reading: null },
      keysOf(reading, policy, now),
      now,
      (facts) => outcomeOf(triage(reading, { ...facts, released: true }, policy), world.compose),
    );
    lines.push(...decided(id, reading, outcome.decision));
  };

  return {
    store,
    policy,
    sent,
    raws,
    again: async (all) => {
      for (const { bytes, at } of all) {
        now = Math.max(now, at);
        await put(bytes, at);
      }
      await pass();
    },
    mail: (told) => mails(told),
    mails,
    reply: async ({ answers = 0, quote = 'below', threaded = true, ...told }) => {
      const draft = sent[answers];
      if (draft === undefined) throw new Error('there is nothing to answer');
      const headers = threaded
        ? { 'In-Reply-To': draft.messageId, References: [...draft.references, draft.messageId].join(' ') }
        : {};
      const subject = told.subject ?? (draft.subject.startsWith('Re: ') ? draft.subject : `Re: ${draft.subject}`);
      await mails({
        ...told,
        subject,
        text: quoting(told.text ?? '', draft, quote),
        headers: { ...headers, ...told.headers },
      });
    },
    later: async (days) => {
      now += days * DAY;
      lines.push('', `--- ${days === 1 ? 'a day' : `${days} days`} later: ${day(now)}`);
      await pass();
    },
    order: async (words) => {
      now += HOUR;
      orders += 1;
      const [verb = '', target = '', ...rest] = words.split(' ');
      const parsed = parseOrder(verb, target, rest.join(' '));
      lines.push('', `$ mailroom ${words}`);
      if ('mistake' in parsed) {
        lines.push(`    ${parsed.mistake}`);
        return;
      }
      const { order } = parsed;
      const actor = { kind: 'operator', name: 'rae' } as const;
      const keys = { ...noKeys(policy, now), references: 'reference' in order ? [order.reference] : [] };
      const { outcome } = store.commit({ kind: 'order', id: String(orders), actor }, keys, now, (facts) =>
        outcomeOf(obey(order, facts, actor, policy, `order:${orders}`), world.compose),
      );
      const { disposition } = outcome.decision;
      if (disposition.is === 'obey')
        lines.push(...[...disposition.done, ...disposition.refused].map((line) => `    ${line}`));
      const before = lines.length;
      await pass();
      if (!lines.slice(before).some((line) => line.startsWith('=== '))) lines.push(...state(store));
    },
    release: async (message) => {
      now += HOUR;
      lines.push('', `$ mailroom release ${message}`);
      decideNow(message);
      await pass();
      lines.push(...state(store));
    },
    pass,
    digest: async () => {
      now += HOUR;
      lines.push('', '$ mailroom digest --send');
      writeDigests(world, { timeZone: 'UTC', watchdogAfter: HOUR });
      await pass();
    },
    say: (line) => {
      lines.push('', `## ${line}`);
    },
    transcript: () => `${lines.join('\n').trim()}\n`,
    close: () => {
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const source = (told: Told, n: number, at: number): string => {
  const usual: Record<string, string> = {
    Received: `from mx.example.org by mail.example.net; ${new Date(at).toUTCString()}`,
    From: told.from,
    To: told.to ?? 'data@thealliance.ai',
    Subject: told.subject ?? '',
    Date: new Date(at).toUTCString(),
    'Message-ID': `<story-${n}@mail.example.org>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Transfer-Encoding': '8bit',
    ...told.headers,
  };
  const head = Object.entries(usual).map(([name, value]) => `${name}: ${value}`);
  return `${head.join('\r\n')}\r\n\r\n${(told.text ?? '').split('\n').join('\r\n')}\r\n`;
};

const quoting = (text: string, draft: Worded, quote: Quote): string => {
  const quoted = draft.text
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd());
  const attribution = `On Mon, 2 Mar 2026 at 10:00, ${draft.from.address} wrote:`;
  if (quote === 'none') return text;
  if (quote === 'below') return `${text}\n\n${attribution}\n${quoted.join('\n')}`;
  if (quote === 'above') return `${attribution}\n${quoted.join('\n')}\n\n${text}`;
  return `${attribution}\n${quote(quoted).join('\n')}`;
};

const decided = (id: string | null, reading: Reading, decision: Decision): readonly string[] => {
  const { disposition } = decision;
  const why =
    'why' in disposition
      ? `: ${disposition.why}`
      : disposition.is === 'clarify'
        ? `: ${disposition.problems.map((problem) => `${problem.field} ${problem.code}`).join(', ')}`
        : '';
  return [`    ${id ?? ''} from ${reading.from}: ${decision.kind}, ${disposition.is}${why}`];
};

const mailOut = (draft: Worded, outcome: string): readonly string[] => [
  '',
  `<<< to ${draft.to.address}  (${draft.autoSubmitted}${draft.inReplyTo === null ? '' : `, answers ${draft.inReplyTo}`}; ${outcome})`,
  `    Subject: ${draft.subject}`,
  indent(draft.text),
];

const state = (store: Store): readonly string[] =>
  store.submissions().map((submission) => {
    const fields = Object.entries(submission.fields).map(([field, { value }]) => `${field}=${shown(value)}`);
    const open = submission.problems.map((problem) => `${problem.field} ${problem.code}`);
    const attached = submission.attached.map((one) => `${one.cause} ${one.why}`);
    return `=== ${submission.reference} ${submission.status}${submission.statusWhy === null ? '' : ` (${submission.statusWhy})`} | ${fields.join(' | ')}${open.length === 0 ? '' : ` | open: ${open.join(', ')}`}${attached.length === 0 ? '' : ` | for a person: ${attached.join('; ')}`}`;
  });
