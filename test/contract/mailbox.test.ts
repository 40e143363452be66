import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, unlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openImap } from '../../src/io/imap.ts';
import { deliverToMaildir, openMaildir } from '../../src/io/maildir.ts';
import type { Mailbox } from '../../src/ports.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../support/dovecot.ts';
import { type FakeImap, startFakeImap } from '../support/fake-imap.ts';
import { asAnotherClient, localImap } from '../support/imap.ts';

/** A kind of mailbox, and what other programs do with it. */
type Kind = {
  readonly name: string;
  readonly isHere: () => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** An empty mailbox. */
  readonly empty: () => Promise<void>;
  readonly open: () => Mailbox;
  readonly put: (mail: string, at?: Date) => Promise<void>;
  /** A person reads and flags all mail in another program. */
  readonly flagAll: () => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
};

let dovecot: Dovecot;
const dovecotKind: Kind = {
  name: 'IMAP on Dovecot',
  isHere: hasDovecot,
  start: async () => {
    dovecot = await startDovecot({ inbox: 'secret' });
  },
  stop: () => dovecot.stop(),
  empty: () =>
    asAnotherClient(dovecot.imap, 'inbox', async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete('1:*');
    }),
  open: () => openImap(localImap(dovecot.imap)),
  put: (mail, at) =>
    asAnotherClient(
      dovecot.imap,
      'inbox',
      async (client) => void (await client.append('INBOX', Buffer.from(mail, 'latin1'), [], at)),
    ),
  flagAll: () =>
    asAnotherClient(dovecot.imap, 'inbox', async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1:*', ['\\Seen', '\\Answered']);
    }),
  remove: (key) =>
    asAnotherClient(dovecot.imap, 'inbox', async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete(key, { uid: true });
    }),
};

let fake: FakeImap;
const fakeKind: Kind = {
  name: 'IMAP on a fake server',
  isHere: () => true,
  start: async () => {
    fake = await startFakeImap();
  },
  stop: () => fake.stop(),
  empty: async () => {
    fake.messages.length = 0;
  },
  open: () => openImap(localImap(fake.port)),
  put: async (mail, at) => void fake.put(mail, at),
  flagAll: async () => {
    for (const message of fake.messages) message.flags = '\\Seen \\Answered';
  },
  remove: async (key) => {
    fake.messages.splice(
      fake.messages.findIndex(({ uid }) => String(uid) === key),
      1,
    );
  },
};

let dir: string;
const maildirKind: Kind = {
  name: 'Maildir',
  isHere: () => true,
  start: async () => {
    dir = mkdtempSync(join(tmpdir(), 'maildir-'));
  },
  stop: async () => rmSync(dir, { recursive: true }),
  empty: async () => {
    rmSync(dir, { recursive: true });
    for (const name of ['tmp', 'new', 'cur']) mkdirSync(join(dir, name), { recursive: true });
  },
  open: () => openMaildir(dir),
  put: async (mail, at) => {
    const name = await deliverToMaildir(dir, Buffer.from(mail, 'latin1'));
    if (at !== undefined) utimesSync(join(dir, 'new', name), at, at);
  },
  flagAll: async () => {
    for (const name of readdirSync(join(dir, 'new')))
      renameSync(join(dir, 'new', name), join(dir, 'cur', `${name}:2,RS`));
  },
  remove: async (key) => {
    for (const name of readdirSync(join(dir, 'new'))) if (name === key) unlinkSync(join(dir, 'new', name));
  },
};

const mail = (subject: string, body = 'hello\r\n') =>
  `From: Ann <ann@example.org>\r\nSubject: ${subject}\r\n\r\n${body}`;

const all = async (mailbox: Mailbox, keys: readonly string[]) => {
  const answers = [];
  for await (const answer of mailbox.read(keys)) answers.push(answer);
  return answers;
};

const textOf = (answer: Awaited<ReturnType<typeof all>>[number] | undefined): string =>
  answer?.kind === 'source' ? Buffer.from(answer.bytes).toString('latin1') : `(${answer?.kind})`;

const kinds: readonly Kind[] = [maildirKind, fakeKind, dovecotKind];

describe.each(kinds)('a mailbox: $name', (kind) => {
  const isHere = kind.isHere();
  beforeAll(async () => {
    if (isHere) await kind.start();
  });
  afterAll(async () => {
    if (isHere) await kind.stop();
  });
  beforeEach(async () => {
    if (isHere) await kind.empty();
  });

  /** Opens the mailbox for one use, as a pass does. */
  const using = async <T>(use: (mailbox: Mailbox) => Promise<T>): Promise<T> => {
    const mailbox = kind.open();
    try {
      return await use(mailbox);
    } finally {
      await mailbox.close();
    }
  };

  test.runIf(isHere)('an empty one holds nothing, and has an epoch', async () => {
    const found = await using((mailbox) => mailbox.discover(null));
    expect(found).toEqual({ epoch: expect.stringMatching(/^(?:\d+|maildir)$/), arrivals: [], exists: 0 });
  });

  test.runIf(isHere)('lists all in order of arrival, with time and size, and reads each as it was', async () => {
    await kind.put(mail('one'), new Date('2026-03-01T10:00:00Z'));
    await kind.put(mail('two'), new Date('2026-03-02T10:00:00Z'));
    await using(async (mailbox) => {
      const { arrivals, exists } = await mailbox.discover(null);
      expect(exists).toBe(2);
      expect(arrivals.map(({ receivedAt }) => new Date(receivedAt).toISOString())).toEqual([
        '2026-03-01T10:00:00.000Z',
        '2026-03-02T10:00:00.000Z',
      ]);
      expect(arrivals.map(({ size }) => size)).toEqual([mail('one').length, mail('two').length]);
      const answers = await all(
        mailbox,
        arrivals.map(({ key }) => key),
      );
      expect(answers.map(textOf)).toEqual([mail('one'), mail('two')]);
    });
  });

  test.runIf(isHere)(
    'a key means the same mail in the next session; reading and flagging by a person changes nothing',
    async () => {
      await kind.put(mail('one'));
      const before = await using((mailbox) => mailbox.discover(null));
      await kind.flagAll();
      await using(async (mailbox) => {
        const after = await mailbox.discover(null);
        expect(after.arrivals.map(({ key }) => key)).toEqual(before.arrivals.map(({ key }) => key));
        expect(after.epoch).toBe(before.epoch);
        expect(
          textOf(
            (
              await all(
                mailbox,
                after.arrivals.map(({ key }) => key),
              )
            )[0],
          ),
        ).toBe(mail('one'));
      });
    },
  );

  test.runIf(isHere)('after a mark, what came later is listed', async () => {
    await kind.put(mail('one'));
    const { epoch, arrivals } = await using((mailbox) => mailbox.discover(null));
    await kind.put(mail('two'));
    const later = await using((mailbox) => mailbox.discover({ epoch, key: arrivals[0]?.key ?? '' }));
    expect(later.exists).toBe(2);
    expect(later.arrivals.length - later.arrivals.filter(({ key }) => key === arrivals[0]?.key).length).toBe(1);
  });

  test.runIf(isHere)('a mark of another epoch: all is listed', async () => {
    await kind.put(mail('one'));
    const found = await using((mailbox) => mailbox.discover({ epoch: '7', key: '100' }));
    expect(found.arrivals).toHaveLength(1);
  });

  test.runIf(isHere)('what is gone when it is read is gone; the others are read, each key answered once', async () => {
    for (const subject of ['one', 'two', 'three']) await kind.put(mail(subject));
    await using(async (mailbox) => {
      const keys = (await mailbox.discover(null)).arrivals.map(({ key }) => key);
      await kind.remove(keys[1] ?? '');
      const answers = await using((later) => all(later, keys));
      expect(new Map(answers.map((answer) => [answer.key, answer.kind]))).toEqual(
        new Map([
          [keys[0], 'source'],
          [keys[1], 'gone'],
          [keys[2], 'source'],
        ]),
      );
      expect(answers).toHaveLength(3);
    });
  });

  test.runIf(isHere)('nothing is asked for, nothing is answered', async () => {
    expect(await using((mailbox) => all(mailbox, []))).toEqual([]);
  });

  test.runIf(isHere)('of a large mail the text comes, and its attachment is empty with its size told', async () => {
    const attachment = `${'QUJD'.repeat(19)}\r\n`.repeat(20_000);
    const parts = [
      'Content-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\nContent-Type: text/plain\r\n\r\nDataset name: Rain\r\n--inner\r\nContent-Type: text/html\r\n\r\n<p>Dataset name: Rain</p>\r\n--inner--\r\n',
      `Content-Type: application/pdf; name=rain.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${attachment}`,
      'Content-Type: message/rfc822\r\n\r\nSubject: within\r\nFrom: bob@example.org\r\n\r\nhidden\r\n',
    ];
    const large = `From: ann@example.org\r\nSubject: large\r\nContent-Type: multipart/mixed; boundary="outer"\r\n\r\npreamble\r\n--outer\r\n${parts.join('\r\n--outer\r\n')}\r\n--outer--\r\n`;
    await kind.put(large);
    await using(async (mailbox) => {
      const { arrivals } = await mailbox.discover(null);
      const text = textOf(
        (
          await all(
            mailbox,
            arrivals.map(({ key }) => key),
          )
        )[0],
      );
      expect(text.length).toBeLessThan(2000);
      expect(text).toMatch(/^X-Mailroom-Emptied: 2 11(39|40)\d{3}\r\n/);
      for (const kept of [
        'Subject: large',
        'Dataset name: Rain',
        '<p>Dataset name: Rain</p>',
        'name=rain.pdf',
        'Subject: within',
        '--outer--',
      ])
        expect(text).toContain(kept);
      for (const left of ['QUJD', 'hidden', 'preamble']) expect(text).not.toContain(left);
    });
  });

  test.runIf(isHere)('a large mail that is text alone is cut, not lost', async () => {
    await kind.put(mail('long', 'a line of text that goes on\r\n'.repeat(20_000)));
    await using(async (mailbox) => {
      const { arrivals } = await mailbox.discover(null);
      const text = textOf(
        (
          await all(
            mailbox,
            arrivals.map(({ key }) => key),
          )
        )[0],
      );
      expect(text).toContain('Subject: long\r\n');
      expect(text).toMatch(/^X-Mailroom-Emptied: 1 \d+\r\n/);
      expect(text.length).toBeGreaterThan(300_000);
      expect(text.length).toBeLessThan(500_000);
    });
  });

  test.runIf(isHere)('many mails: all are read, whatever their order', async () => {
    for (let n = 0; n < 30; n += 1) await kind.put(mail(`no. ${n}`, 'x\r\n'.repeat(n * 100)));
    await using(async (mailbox) => {
      const keys = (await mailbox.discover(null)).arrivals.map(({ key }) => key).reverse();
      const answers = await all(mailbox, keys);
      expect(new Set(answers.map(({ key }) => key))).toEqual(new Set(keys));
      expect(answers.every(({ kind: is }) => is === 'source')).toBe(true);
    });
  });
});
