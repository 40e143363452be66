import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMaildir, openMaildirTransport } from '../../../src/io/maildir.ts';
import { openInlineReader } from '../../../src/io/reader.ts';
import { writerOf } from '../../../src/io/writer.ts';
import { type Mailbox, PortError, type Transport } from '../../../src/ports.ts';
import { StoreError } from '../../../src/store/error.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { compose } from '../../../src/triage/compose.ts';
import { healthFrom } from '../../../src/work/alert.ts';
import { writeDigests } from '../../../src/work/digest.ts';
import { runPass } from '../../../src/work/pass.ts';
import { passAndTell } from '../../../src/work/worker.ts';
import type { World } from '../../../src/work/world.ts';
import { realForm } from '../../support/words.ts';
import { policy as bare, quiet } from './support.ts';

const { form, letters } = realForm();
const policy = { ...bare, form };
const DAY = 86_400_000;
const forever = new AbortController().signal;

let dir: string;
let store: Store;
let now: number;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailroom-pass-'));
  for (const sub of ['new', 'cur', 'tmp']) mkdirSync(join(dir, 'mailbox', sub), { recursive: true });
  store = openStore(join(dir, 'mailroom.db'));
  now = Date.now();
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

const world = (over: Partial<World> = {}): World => ({
  store,
  inlets: [{ open: () => openMaildir(join(dir, 'mailbox')), firstRun: 'process', mayBeCopies: false }],
  openTransport: () => openMaildirTransport(join(dir, 'sent')),
  connections: 1,
  keepCopy: null,
  checks: null,
  lackOfRoom: () => null,
  retainIgnored: 90 * 86_400_000,
  reader: openInlineReader(policy),
  policy,
  compose: (letter) => compose(letter, letters, policy),
  render: writerOf(letters, policy.mailbox.address),
  clock: () => now,
  random: () => 0,
  log: quiet,
  tell: () => {},
  ...over,
});

const put = (name: string, mail: string): void => writeFileSync(join(dir, 'mailbox', 'new', name), mail);
const offer = (id: string, url = 'https://data.example.org/tides', from = 'ann@example.org'): string =>
  [
    `From: Ann Example <${from}>`,
    'To: data@example.org',
    'Subject: I want to contribute a dataset',
    `Message-ID: <${id}@mail.example.org>`,
    '',
    'Dataset name: Harbour Tides',
    `Dataset location (URL): ${url}`,
    'I want the Alliance to host it: No',
    `My email address: ${from}`,
    'I agree to the terms for contribution: Yes',
    '',
  ].join('\r\n');
const sent = (): readonly string[] =>
  readdirSync(join(dir, 'sent', 'new')).map((name) => readFileSync(join(dir, 'sent', 'new', name), 'utf8'));

describe('a pass', () => {
  it('takes in, decides, answers; the next one has nothing to do', async () => {
    put('1', offer('1'));
    put('2', offer('2', ''));
    const { summary, trouble } = await runPass(world(), forever);
    expect(trouble).toBeNull();
    expect(summary).toMatchObject({ discovered: 2, read: 2, kinds: { submission: 2 }, sent: 2 });
    expect((await runPass(world(), forever)).summary).toMatchObject({ discovered: 0, read: 0, sent: 0 });
    expect(sent()).toHaveLength(2);
  });

  it.each([
    ['a folder keeps the time of arrival itself', false, 'acknowledge'],
    ['a server that moved its mail has only what Received says', true, 'hold'],
  ])('%s', async (_why, mayBeCopies, disposition) => {
    put('1', `Received: from a by b; Mon, 1 Dec 2025 09:00:00 +0000\r\n${offer('1')}`);
    const inlets = [{ open: () => openMaildir(join(dir, 'mailbox')), firstRun: 'process' as const, mayBeCopies }];
    await runPass(world({ inlets }), forever);
    expect(store.message('M-0001')?.disposition?.is).toBe(disposition);
  });

  it('a person who moves and flags mail first changes nothing', async () => {
    put('1', offer('1'));
    await runPass(world(), forever);
    cpSync(join(dir, 'mailbox', 'new', '1'), join(dir, 'mailbox', 'cur', '1:2,S'));
    rmSync(join(dir, 'mailbox', 'new', '1'));
    expect((await runPass(world(), forever)).summary).toMatchObject({ discovered: 0, sent: 0 });
  });

  it('a mail that our rules choke on is held with the error, and the mail behind it is answered', async () => {
    put('1', offer('1'));
    put('2', offer('2', 'https://data.example.org/lakes', 'bo@example.org'));
    const choking: World['compose'] = (letter) => {
      if (letter.to.address === 'ann@example.org') throw new TypeError('x is undefined');
      return compose(letter, letters, policy);
    };
    const { summary } = await runPass(world({ compose: choking }), forever);
    expect(summary).toMatchObject({ read: 2, dispositions: { hold: 1, acknowledge: 1 }, sent: 1 });
    expect(store.message('M-0001')?.disposition).toEqual({ is: 'hold', why: 'a mistake in mailroom: x is undefined' });
    expect(store.submissions().map(({ contributor }) => contributor)).toEqual(['bo@example.org']);
  });

  it('a mail that cannot be read is put off, again and again, then quarantined; the others are answered', async () => {
    for (const name of ['1', '2', '3'])
      put(name, offer(name, `https://data.example.org/${name}`, `a${name}@example.org`));
    const poisoned = (): Mailbox => {
      const real = openMaildir(join(dir, 'mailbox'));
      return {
        ...real,
        read: async function* (keys) {
          for (const key of keys) {
            if (key === '2') throw new PortError('unavailable', 'the connection died');
            yield* real.read([key]);
          }
        },
      };
    };
    const inlets = [{ open: poisoned, firstRun: 'process' as const, mayBeCopies: false }];
    for (let n = 0; n < 12; n += 1) {
      await runPass(world({ inlets }), forever);
      now += DAY;
    }
    const states = store.messages().map((row) => [row.state, row.error]);
    expect(states.sort()).toEqual([
      ['decided', null],
      ['decided', null],
      ['quarantined', 'the connection died'],
    ]);
  });

  it('mail that is gone before it is read is told as gone', async () => {
    put('1', offer('1'));
    const vanishing = (): Mailbox => {
      const real = openMaildir(join(dir, 'mailbox'));
      const discover: Mailbox['discover'] = async (mark) => {
        const found = await real.discover(mark);
        rmSync(join(dir, 'mailbox', 'new', '1'));
        return found;
      };
      return { ...real, discover };
    };
    await runPass(world({ inlets: [{ open: vanishing, firstRun: 'process', mayBeCopies: false }] }), forever);
    expect(store.messages().map(({ state }) => state)).toEqual(['gone']);
  });

  it('trouble with one mailbox keeps neither the other one nor the replies', async () => {
    put('1', offer('1'));
    const down = { ...openMaildir(join(dir, 'elsewhere')), name: 'imaps://down' };
    const inlets = [{ open: () => down, firstRun: 'process' as const, mayBeCopies: false }, ...world().inlets];
    const { summary, trouble } = await runPass(world({ inlets }), forever);
    expect(trouble).toBeInstanceOf(PortError);
    expect(summary).toMatchObject({ read: 1, sent: 1 });
    expect(store.status().lastPass).toMatchObject({ ok: false });
  });

  it('a server that never answers is left at the deadline', async () => {
    const stop = new AbortController();
    const silent: Mailbox = { ...openMaildir(dir), discover: () => new Promise(() => {}) };
    setTimeout(() => stop.abort(), 20);
    const { trouble } = await runPass(
      world({ inlets: [{ open: () => silent, firstRun: 'process', mayBeCopies: false }] }),
      stop.signal,
    );
    expect(trouble?.message).toContain('stopped');
  });

  it('a mail that was being read when the pass was stopped is no mail that failed', async () => {
    put('1', offer('1'));
    for (let n = 0; n < 7; n += 1) {
      const stop = new AbortController();
      const stopping: Mailbox = {
        ...openMaildir(join(dir, 'mailbox')),
        read: () => ({
          [Symbol.asyncIterator]: () => ({
            next: async () => {
              stop.abort();
              throw new PortError('unavailable', 'closed');
            },
          }),
        }),
      };
      await runPass(
        world({ inlets: [{ open: () => stopping, firstRun: 'process', mayBeCopies: false }] }),
        stop.signal,
      );
      now += DAY;
    }
    expect((await runPass(world(), forever)).summary).toMatchObject({ read: 1, sent: 1 });
  });

  it('a mail is put off for nothing that the account or the settings did', async () => {
    put('1', offer('1'));
    for (const trouble of [
      'throttled',
      'authentication',
      'configuration',
      'throttled',
      'throttled',
      'throttled',
    ] as const) {
      const refusing: Mailbox = {
        ...openMaildir(join(dir, 'mailbox')),
        read: () => ({
          [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new PortError(trouble, 'not now')) }),
        }),
      };
      const { summary } = await runPass(
        world({ inlets: [{ open: () => refusing, firstRun: 'process', mayBeCopies: false }] }),
        forever,
      );
      expect(summary.read).toBe(0);
    }
    expect((await runPass(world(), forever)).summary).toMatchObject({ read: 1, sent: 1 });
  });

  it('of a thousand mails each is decided once, in order of arrival', async () => {
    for (let n = 0; n < 1000; n += 1)
      put(
        `${1000 + n}`,
        `From: p${n}@example.org\nSubject: Hello\nMessage-ID: <${n}@example.org>\n\nA question ${n}?\n`,
      );
    const seen: (string | null)[] = [];
    const tell: World['tell'] = (event) => {
      if (event.kind === 'decided') seen.push(event.reading.messageId);
    };
    const { summary } = await runPass(
      world({ tell, policy: { ...policy, replyLimit: { count: 0, within: DAY } } }),
      forever,
    );
    expect(summary.read).toBe(1000);
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, n) => `<${n}@example.org>`));
  }, 60_000);
});

describe('a pass of many mails', () => {
  const COUNT = 90;
  const many = { ...policy, burstLimit: 1000, totalLimit: { count: 1000, within: DAY } };
  beforeEach(() => {
    for (let n = 0; n < COUNT; n += 1)
      put(`${100 + n}`, offer(`${n}`, `https://data.example.org/${n}`, `p${n}@example.org`));
  });

  /** The last mail is read when `then` says so. */
  const lastAfter = (then: Promise<unknown>): World['inlets'] => {
    const real = openMaildir(join(dir, 'mailbox'));
    const read: Mailbox['read'] = async function* (keys) {
      for (const key of keys) {
        if (key === `${100 + COUNT - 1}`) await then;
        yield* real.read([key]);
      }
    };
    return [{ open: () => ({ ...real, read }), firstRun: 'process', mayBeCopies: false }];
  };
  /** What happens when a letter is to be sent. */
  const sending = (send: () => Promise<void>): World['openTransport'] => {
    const transport: Transport = {
      open: async () => null,
      send: async (_envelope, _bytes, beforeBody) => {
        await beforeBody();
        await send();
        return { kind: 'accepted', response: '250', serverMessageId: null };
      },
      close: async () => {},
    };
    return () => transport;
  };
  const gate = () => {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  };
  const disk = (): StoreError => new StoreError('full', 'the disk is full');

  it('answers the first while the last is still read', async () => {
    const first = gate();
    const openTransport = sending(async () => first.open());
    const { summary } = await runPass(world({ policy: many, inlets: lastAfter(first.opened), openTransport }), forever);
    expect(summary).toMatchObject({ read: COUNT, sent: COUNT });
  });

  it('reads no further where a letter could not be noted', async () => {
    const broken: Store = {
      ...store,
      enterData: () => {
        throw disk();
      },
    };
    const inlets = lastAfter(new Promise(() => {}));
    await expect(runPass(world({ policy: many, inlets, store: broken }), forever)).rejects.toThrow('the disk is full');
  });

  it('sends no further where a mail could not be recorded', async () => {
    const failed = gate();
    let count = 0;
    const broken: Store = {
      ...store,
      commit: (...given) => {
        count += 1;
        if (count < 80) return store.commit(...given);
        // Not at once: the pass must have seen it when the letter is over.
        setTimeout(failed.open, 50);
        throw disk();
      },
    };
    const openTransport = sending(() => failed.opened);
    await expect(runPass(world({ policy: many, openTransport, store: broken }), forever)).rejects.toThrow(
      'the disk is full',
    );
    expect(store.outbox(true).filter(({ state }) => state === 'sent')).toHaveLength(1);
  });
});

describe('time', () => {
  it('reminds once, lapses once, and an answer reopens', async () => {
    put('1', offer('1', ''));
    await runPass(world(), forever);
    const counts: number[] = [];
    for (let day = 0; day < 40; day += 1) {
      now += DAY;
      counts.push((await runPass(world(), forever)).summary.sent);
    }
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    expect([counts[6], counts.lastIndexOf(1)]).toEqual([1, 29]);
    expect(store.submissions()[0]?.status).toBe('lapsed');
  });
});

describe('the operator', () => {
  const down = { open: () => openMaildir(join(dir, 'elsewhere')), firstRun: 'process' as const, mayBeCopies: false };
  const alerts = () => store.outbox(true).filter(({ template }) => template === 'alert');
  /** As cron does it: every time another process. */
  const poll = async (inlets: World['inlets']) => {
    const here = world({ inlets });
    await passAndTell(here, healthFrom(here), 3_600_000, forever);
    now += 1_800_000;
  };

  it('hears once of trouble and once of its end, however often cron starts anew', async () => {
    const good = world().inlets;
    await poll(good);
    for (let n = 0; n < 5; n += 1) await poll([down]);
    expect(alerts()).toMatchObject([{ to: 'rev@example.org', state: 'sent' }]);
    await poll(good);
    await poll(good);
    expect(alerts()).toHaveLength(2);
    expect(sent().at(-1) ?? '').toContain('Auto-Submitted: auto-generated');
  });

  it('hears once of a mailbox that never worked', async () => {
    const refused: Mailbox = {
      ...openMaildir(dir),
      discover: async () => {
        throw new PortError('authentication', 'the password is refused');
      },
    };
    for (let n = 0; n < 6; n += 1) await poll([{ open: () => refused, firstRun: 'process', mayBeCopies: false }]);
    expect(alerts()).toHaveLength(1);
    for (let n = 0; n < 6; n += 1) await poll([down]);
    expect(alerts()).toHaveLength(1);
  });

  it('hears once of a server that was never there, when that lasts', async () => {
    const away: Mailbox = {
      ...openMaildir(dir),
      discover: async () => {
        throw new PortError('unavailable', 'nothing answers');
      },
    };
    const counts: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      await poll([{ open: () => away, firstRun: 'process', mayBeCopies: false }]);
      counts.push(alerts().length);
    }
    expect(counts).toEqual([0, 0, 1, 1, 1, 1]);
  });

  it('hears of replies that failed', async () => {
    put('1', offer('1'));
    const refusing = world({
      openTransport: () => ({
        open: async () => null,
        send: async (envelope) =>
          envelope.to === 'ann@example.org'
            ? { kind: 'rejected', response: '550 no' }
            : { kind: 'accepted', response: '250', serverMessageId: null },
        close: async () => {},
      }),
    });
    await passAndTell(refusing, healthFrom(refusing), 3_600_000, forever);
    expect(alerts()).toMatchObject([{ to: 'rev@example.org', state: 'sent' }]);
    now += 60_000;
    await passAndTell(refusing, healthFrom(refusing), 3_600_000, forever);
    expect(alerts()).toHaveLength(1);
  });
});

describe('a flood', () => {
  it('is answered up to the limit, told of once an hour, and answered on when there is room', async () => {
    const careful = { ...policy, totalLimit: { count: 2, within: 3_600_000 } };
    const flooded = () => {
      const here = world({ policy: careful, compose: (letter) => compose(letter, letters, careful) });
      return passAndTell(here, healthFrom(here), 3_600_000, forever);
    };
    for (let n = 0; n < 5; n += 1)
      put(`${n}`, offer(`${n}`, `https://data.example.org/${n}`, `p${n}@d${n}.example.org`));
    now -= now % 3_600_000;
    await flooded();
    now += 60_000;
    put('6', offer('6', 'https://data.example.org/6', 'p6@d6.example.org'));
    await flooded();
    const of = (template: string) =>
      store
        .outbox(true)
        .filter((row) => row.template === template)
        .map(({ state }) => state);
    expect(of('acknowledgment')).toEqual(['sent', 'sent', 'held', 'held', 'held', 'held']);
    expect(of('alert')).toEqual(['sent']);
    now += 3_600_000;
    await flooded();
    expect(of('acknowledgment')).toEqual(['sent', 'sent', 'sent', 'sent', 'held', 'held']);
  });
});

describe('the digest', () => {
  it('goes to each reviewer, and is not written twice in a minute', async () => {
    const two = { ...policy, reviewers: ['rev@example.org', 'rae@example.org'] };
    const desk = world({ policy: two, compose: (letter) => compose(letter, letters, two) });
    writeDigests(desk, { timeZone: 'UTC', watchdogAfter: 3_600_000 });
    writeDigests(desk, { timeZone: 'UTC', watchdogAfter: 3_600_000 });
    expect(store.outbox(true).map(({ to, template }) => [to, template])).toEqual([
      ['rev@example.org', 'digest'],
      ['rae@example.org', 'digest'],
    ]);
  });
});
