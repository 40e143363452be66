/** What people and servers do to a mailbox between passes, and what time does, under a whole worker. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelOf } from '../../src/work/digest.ts';
import { DAY, HOUR, MINUTE, type Office, office } from '../support/office.ts';
import { offer } from '../support/program.ts';

let at: Office;
beforeEach(async () => {
  at = await office();
  await at.pass(0);
});
afterEach(() => at.close());

const put = (...people: readonly string[]): void => {
  for (const who of people) at.imap.put(offer(who, null), new Date(at.now()));
};
const mailOf = (who: string): string => `${who}@example.org`;
const many = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `person${n}`);
const sumLine = (): string => modelOf(at.world, { timeZone: 'UTC', watchdogAfter: HOUR }).sum.line;

/** The server forgets its numbers and gives new ones, from the top. */
const renumber = (): void => {
  const mails = at.imap.messages.splice(0).map(({ source, date }) => ({ source, date }));
  at.imap.uidValidity = String(Number(at.imap.uidValidity) + 1);
  for (const { source, date } of mails.toReversed()) at.imap.put(source, date);
};

test('fault: the server renumbers its mailbox (UIDVALIDITY) | user sees: nothing | guaranteed: no reply storm, and what arrived meanwhile is answered', async () => {
  put(...many(40));
  await at.pass();
  expect(at.answered().length).toBe(40);
  put('new');
  renumber();
  const { trouble, summary } = await at.pass();
  expect([trouble, summary.sent]).toEqual([null, 1]);
  expect(at.answered().at(-1)).toBe(mailOf('new'));
  expect((await at.pass(DAY)).summary).toMatchObject({ sent: 0, read: 0 });
  expect(sumLine()).toContain('The mailbox holds 41 messages now, and all are in the books.');
});

test('fault: the server has no UIDVALIDITY at all | user sees: nothing | guaranteed: each mail is answered once', async () => {
  at.imap.uidValidity = null;
  put('ann', 'ben');
  await at.pass();
  await at.pass();
  put('cleo');
  await at.pass();
  expect(at.answered()).toEqual(['ann', 'ben', 'cleo'].map(mailOf));
});

test('fault: a person reads, flags and answers mail before the worker comes | user sees: nothing | guaranteed: it is answered all the same', async () => {
  put('ann');
  for (const message of at.imap.messages) message.flags = '\\Seen \\Answered \\Flagged';
  await at.pass();
  expect(at.answered()).toEqual([mailOf('ann')]);
});

test('fault: a person moves answered mail to another folder | user sees: nothing | guaranteed: exists = rows in the digest, nothing is answered again when it comes back', async () => {
  put('ann', 'ben', 'cleo');
  await at.pass();
  const [moved] = at.imap.messages.splice(1, 1);
  await at.pass();
  await at.pass(DAY);
  await at.pass();
  expect(sumLine()).toMatch(/^3 messages in all = .* The mailbox holds 2 messages now, and all are in the books\.$/);
  at.imap.put(moved?.source ?? '', moved?.date);
  expect((await at.pass()).summary).toMatchObject({ discovered: 1, sent: 0 });
  expect(at.answered().length).toBe(3);
});

test('fault: mail is moved away between its discovery and its reading | user sees: gone, in the sum | guaranteed: the others are answered', async () => {
  put('ann', 'ben');
  at.imap.fault = ({ name, text }) => {
    if (name === 'UID FETCH' && text.includes('BODY')) {
      at.imap.fault = null;
      at.imap.messages.splice(0, 1);
    }
    return undefined;
  };
  await at.pass();
  expect(at.answered()).toEqual([mailOf('ben')]);
  expect(at.store.status().sum.find((row) => row.class === 'gone')).toMatchObject({ count: 1 });
});

/** Drops the connection whenever the text of this mail is asked for, alone or with others. */
const poison = (uid: number): void => {
  at.imap.fault = ({ name, text }) => {
    if (name !== 'UID FETCH' || !text.includes('BODY')) return undefined;
    const asked = (text.split(' ')[2] ?? '').split(',').some((range) => {
      const [from = 0, to = from] = range.split(':').map(Number);
      return from <= uid && uid <= to;
    });
    return asked ? 'drop' : undefined;
  };
};

test('fault: a mail that the server chokes on each time | user sees: quarantined, and an alert, after six tries | guaranteed: the mail before and behind it is answered at once', async () => {
  put('ann', 'bad', 'cleo', 'dan');
  poison(2);
  for (let pass = 0; pass < 5; pass += 1) await at.pass();
  expect(at.answered().toSorted()).toEqual(['ann', 'cleo', 'dan'].map(mailOf));
  const before = at.imap.seen.filter((text) => /FETCH 2\b.*BODY/.test(text)).length;
  for (let pass = 0; pass < 10; pass += 1) await at.pass(4 * HOUR);
  const tries = at.imap.seen.filter((text) => /FETCH 2\b.*BODY/.test(text)).length;
  expect([tries - before > 0, tries < 12]).toEqual([true, true]);
  expect(at.store.status().sum.find((row) => row.class === 'quarantined')).toMatchObject({ count: 1 });
  expect(at.told().filter((subject) => subject.includes('a person must look at'))).toHaveLength(1);
  const { summary, trouble } = await at.pass(DAY);
  expect([summary.read, trouble], 'never asked for again by itself').toEqual([0, null]);
});

test.each([
  ['a year ahead', 365 * DAY],
  ['a day ahead', DAY],
  ['an hour back', -HOUR],
  ['a year back', -365 * DAY],
] as const)(
  'fault: the clock jumps %s and comes back | user sees: at most a late reply | guaranteed: each mail is answered once, and retries do not wait for the jump',
  async (_, jump) => {
    at.smtp.fault = (step) => (step === 'RCPT' ? '450 4.7.1 later' : undefined);
    put('ann');
    await at.pass();
    await at.pass(jump);
    put('ben');
    await at.pass();
    await at.pass(-jump);
    at.smtp.fault = null;
    for (let pass = 0; pass < 8; pass += 1) await at.pass(15 * MINUTE);
    expect(at.answered().toSorted()).toEqual(['ann', 'ben'].map(mailOf));
  },
);
