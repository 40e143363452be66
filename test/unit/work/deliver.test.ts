import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryResult } from '../../../src/mail/delivery.ts';
import { type Envelope, PortError, type Transport } from '../../../src/ports.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { deliver } from '../../../src/work/deliver.ts';
import { envelopeOf } from '../../../src/work/send.ts';
import type { World } from '../../../src/work/world.ts';
import { policy, putLetters, putLettersOf, quiet } from './support.ts';

let store: Store;
let now = 1_000_000;
beforeEach(() => {
  store = openStore(':memory:');
  now = 1_000_000;
});
afterEach(() => store.close());

type Sent = { readonly envelope: Envelope; readonly text: string; readonly stage: string | null };

/** A transport that answers in turn, and keeps what it was given. */
const answering = (...answers: readonly (DeliveryResult | 'refuse before the body')[]) => {
  const sent: Sent[] = [];
  let closed = 0;
  const transport: Transport = {
    open: async () => null,
    send: async (envelope, bytes, beforeBody) => {
      const answer = answers[sent.length] ?? { kind: 'accepted', response: '250 ok', serverMessageId: null };
      if (answer !== 'refuse before the body') await beforeBody();
      const stage = store.outbox(true).find((row) => row.to === envelope.to)?.stage ?? null;
      sent.push({ envelope, text: Buffer.from(bytes).toString(), stage });
      return answer === 'refuse before the body' ? { kind: 'deferred', response: '451 later' } : answer;
    },
    close: async () => {
      closed += 1;
    },
  };
  return { transport, sent, closed: () => closed };
};

const world = (transport: Transport, over: Partial<World> = {}): World => ({
  store,
  inlets: [],
  openTransport: () => transport,
  connections: 1,
  keepCopy: null,
  checks: null,
  lackOfRoom: () => null,
  retainIgnored: 90 * 86_400_000,
  reader: { read: () => Promise.reject(new Error('no mail here')), close: async () => {} },
  policy,
  compose: () => {
    throw new Error('no letter here');
  },
  render: async ({ messageId }) => ({ bytes: Buffer.from(`bytes of ${messageId} at ${now}`), text: 'Hello' }),
  clock: () => now,
  random: () => 0,
  log: quiet,
  tell: () => {},
  ...over,
});
const forever = new AbortController().signal;
const states = () => store.outbox(true).map(({ state }) => state);

describe('deliver', () => {
  it('sends what waits, the stage written before the body', async () => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    const { transport, sent, closed } = answering();
    expect(await deliver(world(transport), forever)).toBeNull();
    expect(sent.map(({ envelope, stage }) => [envelope.to, envelope.from, stage])).toEqual([
      ['ann@example.org', 'data@example.org', 'data'],
      ['bo@example.org', 'data@example.org', 'data'],
    ]);
    expect(states()).toEqual(['sent', 'sent']);
    expect(closed()).toBe(1);
  });

  it('with a full disk only the word of it leaves, however much waits', async () => {
    putLetters(store, now, ...Array.from({ length: 60 }, (_, n) => `p${n}@example.org`));
    putLettersOf('alert', store, now, 'rev@example.org');
    const { transport, sent } = answering();
    await deliver(world(transport, { lackOfRoom: () => new PortError('full', 'no room') }), forever);
    expect(sent.map(({ envelope }) => envelope.to)).toEqual(['rev@example.org']);
  });

  it('logs a line for each reply, by its Message-ID', async () => {
    putLetters(store, now, 'ann@example.org');
    const response = '550 5.1.1 <ann@example.org>: unknown';
    const { transport } = answering({ kind: 'rejected', response });
    const lines: unknown[] = [];
    const log = { ...quiet, info: (...line: readonly unknown[]) => void lines.push(line) };
    await deliver(world(transport, { log }), forever);
    expect(lines).toEqual([
      [
        'reply',
        expect.objectContaining({ messageId: '<mr1-ann-at-example.org@example.org>', state: 'failed', response }),
      ],
    ]);
  });

  it('is durable before each body and at the end; what the next stage makes durable anyway may wait for it', async () => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    const steps: string[] = [];
    const { transport } = answering();
    const batch: Store['batch'] = (work, durable) => {
      const result = store.batch(work, durable);
      steps.push(`${durable}: ${states().join(', ')}`);
      return result;
    };
    await deliver(world(transport, { store: { ...store, batch } }), forever);
    expect(steps).toEqual([
      'soon: sending, ready',
      'now: sending, ready',
      'soon: sent, sending',
      'now: sent, sending',
      'now: sent, sent',
    ]);
  });

  it('opens no connection where nothing waits', async () => {
    const refuse = () => {
      throw new Error('opened');
    };
    expect(await deliver(world(answering().transport, { openTransport: refuse }), forever)).toBeNull();
  });

  it('sends the same octets in each attempt', async () => {
    putLetters(store, now, 'ann@example.org');
    const { transport, sent } = answering('refuse before the body');
    await deliver(world(transport), forever);
    expect(states()).toEqual(['ready']);
    now += 3_600_000;
    await deliver(world(transport), forever);
    expect(sent[1]?.text).toBe(sent[0]?.text);
    expect(states()).toEqual(['sent']);
  });

  it.each([
    [{ kind: 'rejected', response: '550 no such user' }, 'failed'],
    [{ kind: 'unknown', response: 'the connection died' }, 'uncertain'],
    [{ kind: 'deferred', response: '451 later' }, 'ready'],
  ] as const)('%o ends as %s, and the next one is sent', async (answer, state) => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    await deliver(world(answering(answer).transport), forever);
    expect(states()).toEqual([state, 'sent']);
  });

  it('notes what a server took even where the next letter cannot be claimed', async () => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    let claims = 0;
    const claim: Store['claim'] = (...given) => {
      claims += 1;
      if (claims === 2) throw new Error('disk full');
      return store.claim(...given);
    };
    await expect(deliver(world(answering().transport, { store: { ...store, claim } }), forever)).rejects.toThrow(
      'full',
    );
    expect(states()).toEqual(['sent', 'ready']);
  });

  it('stops at the account: nothing else would be taken', async () => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    const refused = { kind: 'account', problem: 'quota', response: '550 5.4.5 quota' } as const;
    const { transport, sent } = answering(refused);
    expect(await deliver(world(transport), forever)).toEqual(refused);
    expect(sent).toHaveLength(1);
    expect(states()).toEqual(['ready', 'ready']);
  });

  it('begins no other mail once it is to stop', async () => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    const stop = new AbortController();
    const { transport } = answering();
    await deliver(world(transport, { tell: () => stop.abort() }), stop.signal);
    expect(states()).toEqual(['sent', 'ready']);
  });

  it('keeps a copy of what was sent, and of nothing else; without one the mail is sent all the same', async () => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    const copies: string[] = [];
    const keepCopy = async (bytes: Uint8Array) => {
      copies.push(Buffer.from(bytes).toString());
      throw new Error('the folder is gone');
    };
    await deliver(world(answering({ kind: 'rejected', response: '550' }).transport, { keepCopy }), forever);
    expect(states()).toEqual(['failed', 'sent']);
    expect(copies).toEqual(['bytes of <mr1-bo-at-example.org@example.org> at 1000000']);
  });

  it('a letter that cannot be written is held with the reason, and the next one is sent', async () => {
    putLetters(store, now, 'ann@example.org', 'bo@example.org');
    const render: World['render'] = async (draft) => {
      if (draft.to.address.startsWith('ann')) throw new Error('bad draft');
      return { bytes: Buffer.from('ok'), text: 'ok' };
    };
    await deliver(world(answering().transport, { render }), forever);
    expect(store.outbox(true).map(({ state, response }) => [state, response])).toEqual([
      ['held', 'it could not be written: bad draft'],
      ['sent', '250 ok'],
    ]);
  });
});

describe('several connections', () => {
  const people = Array.from({ length: 25 }, (_, number) => `person${number}@example.org`);
  const others: DeliveryResult = { kind: 'accepted', response: '250 ok', serverMessageId: null };

  /** Connections that answer a moment later, and how many were sending at the same time. */
  const slowly = (answer: (envelope: Envelope) => DeliveryResult = () => others) => {
    const order: string[] = [];
    let [opened, busy, most] = [0, 0, 0];
    const openTransport = (): Transport => {
      opened += 1;
      return {
        open: async () => null,
        send: async (envelope, _bytes, beforeBody) => {
          busy += 1;
          most = Math.max(most, busy);
          await beforeBody();
          const stage = store.outbox(true).find(({ messageId }) => messageId === `<${envelope.envelopeId}>`)?.stage;
          expect(stage).toBe('data');
          await new Promise((later) => setTimeout(later, 2));
          order.push(envelope.to);
          busy -= 1;
          return answer(envelope);
        },
        close: async () => {
          opened -= 1;
        },
      };
    };
    return { openTransport, order, open: () => opened, most: () => most };
  };

  it('send at the same time, each letter once, and are closed', async () => {
    putLetters(store, now, ...people);
    const { openTransport, order, open, most } = slowly();
    await deliver(world(answering().transport, { openTransport, connections: 3 }), forever);
    expect(order.toSorted()).toEqual(people.toSorted());
    expect(states()).toEqual(people.map(() => 'sent'));
    expect([most(), open()]).toEqual([3, 0]);
  });

  it('are no more than pay for few letters', async () => {
    putLetters(store, now, ...people.slice(0, 4));
    const { openTransport, most } = slowly();
    await deliver(world(answering().transport, { openTransport, connections: 3 }), forever);
    expect(most()).toBe(1);
  });

  it('all stop where the account is refused, and what was accepted after it does not end the pause', async () => {
    putLetters(store, now, ...people);
    const refused = { kind: 'account', problem: 'quota', response: '550 5.4.5 quota' } as const;
    const { openTransport, order } = slowly(({ to }) => (to.startsWith('person0@') ? refused : others));
    expect(await deliver(world(answering().transport, { openTransport, connections: 3 }), forever)).toEqual(refused);
    expect(order.length).toBeLessThanOrEqual(6);
    expect(states().filter((state) => state === 'ready')).toHaveLength(people.length - order.length + 1);
    expect(store.sendingPaused(now)).toMatchObject({ problem: 'quota' });
  });

  /** Transports of which `lost` says whether one, by its number, can't be opened (again) now. */
  const someLost = (
    answer: (number: number, envelope: Envelope) => DeliveryResult,
    lost: (number: number) => boolean,
  ) => {
    const by: number[][] = [];
    const openTransport = (): Transport => {
      const { openTransport: open } = slowly((envelope) => {
        by[number]?.push(people.indexOf(envelope.to));
        return answer(number, envelope);
      });
      const number = by.push([]) - 1;
      return { ...open(), open: async () => (lost(number) ? { kind: 'deferred', response: '421 too many' } : null) };
    };
    return { openTransport, by };
  };
  const later = { kind: 'deferred', response: '421 too many' } as const;

  it('are as many as the server gives: the others leave their letters to the first', async () => {
    putLetters(store, now, ...people);
    const { openTransport, by } = someLost(
      (number) => (number === 0 ? others : later),
      (number) => number > 0,
    );
    const warnings: unknown[] = [];
    const log = { ...quiet, warn: (...line: readonly unknown[]) => void warnings.push(line) };
    await deliver(world(answering().transport, { openTransport, connections: 3, log }), forever);
    expect(states()).toEqual(people.map(() => 'sent'));
    expect(by).toEqual([people.map((_, number) => number), [], []]);
    expect(warnings).toEqual([['fewer connections than SMTP_CONNECTIONS', { response: '421 too many' }]]);
  });

  it('that end meanwhile give back what they had before them', async () => {
    putLetters(store, now, ...people);
    let ended = false;
    const { openTransport, by } = someLost(
      (number) => {
        ended ||= number === 1;
        return number === 1 ? later : others;
      },
      (number) => number === 2 || (number === 1 && ended),
    );
    await deliver(world(answering().transport, { openTransport, connections: 3 }), forever);
    expect(by[1]).toHaveLength(1);
    expect(states().filter((state) => state !== 'sent')).toEqual(['ready']);
    expect(by[0]).toHaveLength(people.length - 1);
  });

  it('wait for each other where the store gives up', async () => {
    putLetters(store, now, ...people);
    const { openTransport, open } = slowly();
    const settle: Store['settle'] = () => {
      throw new Error('disk full');
    };
    const broken = world(answering().transport, { openTransport, connections: 3, store: { ...store, settle } });
    await expect(deliver(broken, forever)).rejects.toThrow('disk full');
    expect(open()).toBe(0);
  });
});

describe('the envelope', () => {
  const item = { messageId: '<mr1-abc@example.org>', to: 'ann@example.org' };
  it('comes from the mailbox and is named after the mail', () => {
    expect(envelopeOf(item, policy)).toEqual({
      from: 'data@example.org',
      to: 'ann@example.org',
      envelopeId: 'mr1-abc@example.org',
    });
  });
  it("carries the mail's token with plus addressing", () => {
    expect(envelopeOf(item, { ...policy, plusAddressing: true }).from).toBe('data+mr1-abc@example.org');
  });
});
