/** Replies that are refused, doubted or held up, and what the operator hears of it, under a whole worker. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openImap } from '../../src/io/imap.ts';
import { type FakeImap, startFakeImap } from '../support/fake-imap.ts';
import type { SmtpFault } from '../support/fake-smtp.ts';
import { localImap } from '../support/imap.ts';
import { DAY, HOUR, MINUTE, type Office, office } from '../support/office.ts';
import { offer } from '../support/program.ts';

let at: Office;
let sentFolder: FakeImap;
beforeEach(async () => {
  [at, sentFolder] = [await office(), await startFakeImap()];
  await at.pass(0);
});
afterEach(async () => {
  await Promise.all([at.close(), sentFolder.stop()]);
});

const put = (...people: readonly string[]): void => {
  for (const who of people) at.imap.put(offer(who, null), new Date(at.now()));
};
const mailOf = (who: string): string => `${who}@example.org`;
const step =
  (name: string, answer: string): SmtpFault =>
  (now) =>
    now === name ? answer : undefined;
/** For one recipient only; whether it is being sent to is known from RCPT on. */
const only = (who: string, name: string, answer: string): SmtpFault => {
  let isThis = false;
  return (now, text) => {
    if (now === 'RCPT') isThis = text.includes(who);
    return isThis && now === name ? answer : undefined;
  };
};
const states = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    at.store
      .outbox(true)
      .filter(({ template }) => template !== 'alert')
      .map(({ to, state }) => [to.split('@')[0], state]),
  );

test('fault: one recipient is refused for good (550) | user sees: failed, and an alert, once | guaranteed: never tried again, the others are answered', async () => {
  at.smtp.fault = only('ben', 'RCPT', '550 5.1.1 no such user');
  put('ann', 'ben', 'cleo');
  await at.pass();
  expect(states()).toEqual({ ann: 'sent', ben: 'failed', cleo: 'sent' });
  for (let pass = 0; pass < 5; pass += 1) await at.pass(HOUR);
  expect(at.smtp.seen.filter((line) => line.includes('ben@')).length).toBe(1);
  expect(at.told().length).toBe(1);
});

test('fault: the server allows one connection, where SMTP_CONNECTIONS is 3 | user sees: nothing; the log says so | guaranteed: everybody is answered in the same pass, over that one', async () => {
  at.smtp.fault = (now) =>
    now === 'GREETING' && at.smtp.connections > 1 ? '421 4.7.0 too many connections' : undefined;
  const people = Array.from({ length: 30 }, (_, number) => `person${number}`);
  put(...people);
  await at.pass(MINUTE, { ...at.world, connections: 3 });
  expect(at.answered()).toHaveLength(people.length);
  expect(new Set(Object.values(states()))).toEqual(new Set(['sent']));
  expect(at.logged()).toContain('fewer connections than SMTP_CONNECTIONS');
});

test('fault: one recipient is put off (450) for two days | user sees: waiting, then failed with the server’s words | guaranteed: tried with growing distance, given up in the end', async () => {
  at.smtp.fault = only('ben', 'RCPT', '450 4.2.1 greylisted');
  put('ben');
  for (let passed = 0; passed < 3 * DAY; passed += 20 * MINUTE) await at.pass(20 * MINUTE);
  expect(states()).toEqual({ ben: 'failed' });
  const tries = at.smtp.seen.filter((line) => line.startsWith('RCPT') && line.includes('ben@')).length;
  expect([tries >= 8, tries < 40]).toEqual([true, true]);
});

test('fault: the sending quota is used up (550 5.4.5) for three hours | user sees: an alert when it lasts, and one when it is over | guaranteed: no mail fails for it, all are answered after', async () => {
  at.smtp.fault = step('MAIL', '550 5.4.5 Daily user sending quota exceeded');
  put('ann', 'ben', 'cleo');
  for (let passed = 0; passed < 3 * HOUR; passed += 10 * MINUTE) {
    const { account } = await at.pass(10 * MINUTE);
    if (account !== null) expect(account.problem).toBe('quota');
    expect(Object.values(states())).toEqual(['ready', 'ready', 'ready']);
  }
  at.smtp.fault = null;
  for (let pass = 0; pass < 9; pass += 1) await at.pass(10 * MINUTE);
  expect(at.answered().toSorted()).toEqual(['ann', 'ben', 'cleo'].map(mailOf));
  expect(at.told().length).toBe(2);
});

test('fault: the login to send is refused (535) | user sees: an alert at once, and one when it is over | guaranteed: no mail fails for it, the account is not hammered', async () => {
  at.smtp.fault = step('MAIL', '535 5.7.8 not any more');
  put('ann', 'ben', 'cleo');
  for (let passed = 0; passed < 2 * HOUR; passed += 2 * MINUTE) await at.pass();
  expect(Object.values(states())).toEqual(['ready', 'ready', 'ready']);
  expect(at.smtp.seen.filter((line) => line.startsWith('MAIL')).length, 'tries in two hours').toBeLessThan(10);
  at.smtp.fault = null;
  for (let pass = 0; pass < 9; pass += 1) await at.pass(10 * MINUTE);
  expect(at.answered().toSorted()).toEqual(['ann', 'ben', 'cleo'].map(mailOf));
  expect(at.told().length).toBe(2);
});

test('fault: no session with the sending server can be had | user sees: exit code 69, and status tells | guaranteed: one try a pass, all wait and none is given up', async () => {
  at.smtp.fault = step('GREETING', '421 4.3.2 going down');
  put('ann', 'ben', 'cleo');
  const first = await at.pass();
  expect(first.account).toMatchObject({ problem: 'unreachable', response: expect.stringContaining('going down') });
  expect(at.store.status().lastPass).toMatchObject({ ok: false, error: expect.stringContaining('going down') });
  for (let pass = 0; pass < 10; pass += 1) await at.pass(12 * HOUR);
  expect(Object.values(states())).toEqual(['ready', 'ready', 'ready']);
  at.smtp.fault = null;
  await at.pass(2 * MINUTE);
  expect(at.answered().toSorted()).toEqual(['ann', 'ben', 'cleo'].map(mailOf));
});

/** Ann's reply is sent, and its fate unknown: the connection drops after the final dot. */
const inDoubt = async (): Promise<string> => {
  at.smtp.fault = only('ann', 'DOT', 'drop');
  put('ann');
  await at.pass();
  at.smtp.fault = null;
  expect(states()).toEqual({ ann: 'uncertain' });
  return at.store.outbox(true).find(({ to }) => to === mailOf('ann'))?.messageId ?? '';
};

test('fault: the connection dies after the final dot | user sees: uncertain, and an alert, once | guaranteed: held for a person, never sent again by itself', async () => {
  await inDoubt();
  for (let pass = 0; pass < 5; pass += 1) await at.pass(DAY);
  expect(states()).toEqual({ ann: 'uncertain' });
  expect(at.smtp.seen.filter((line) => line.startsWith('RCPT') && line.includes('ann@')).length).toBe(1);
  expect(at.told().filter((subject) => subject.includes('a person must look at')).length).toBe(1);
});

test('fault: an uncertain reply, and its copy is in the Sent folder | user sees: sent, and which mail says so | guaranteed: the doubt ends by evidence', async () => {
  const sent = { open: () => openImap(localImap(sentFolder.port, { mailbox: 'Sent' })), firstRun: 'baseline' as const };
  const world = { ...at.world, inlets: [...at.world.inlets, { ...sent, mayBeCopies: true }] };
  await at.pass(0, world);
  const id = await inDoubt();
  sentFolder.put(
    `From: data@thealliance.ai\r\nTo: ann@example.org\r\nSubject: Re: x\r\nMessage-ID: ${id}\r\n\r\nText\r\n`,
  );
  await at.pass(MINUTE, world);
  expect(at.store.outbox(true).find(({ messageId }) => messageId === id)).toMatchObject({
    state: 'sent',
    response: expect.stringMatching(/^sent: M-\d+ refers to it$/),
  });
});

test.each([
  [
    'the contributor answers it',
    (id: string) =>
      `From: ann@example.org\r\nTo: data@thealliance.ai\r\nSubject: Re: x\r\nMessage-ID: <r@example.org>\r\nIn-Reply-To: ${id}\r\n\r\nDataset location (URL): https://data.example.org/x\r\n`,
  ],
  [
    'a report says that it bounced',
    (id: string) =>
      [
        'From: MAILER-DAEMON@mail.example.org',
        'To: data@thealliance.ai',
        'Subject: Undelivered Mail Returned to Sender',
        'Message-ID: <b@mail.example.org>',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'It could not be delivered.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mail.example.org',
        '',
        'Final-Recipient: rfc822; ann@example.org',
        'Action: failed',
        'Status: 5.1.1',
        '',
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        `Message-ID: ${id}`,
        '',
        '--b--',
        '',
      ].join('\r\n'),
  ],
])(
  'fault: an uncertain reply, and %s | user sees: sent, and which mail says so | guaranteed: the doubt ends by evidence',
  async (_, mail) => {
    const id = await inDoubt();
    at.imap.put(mail(id), new Date(at.now()));
    await at.pass();
    expect(at.store.outbox(true).find(({ messageId }) => messageId === id)).toMatchObject({
      state: 'sent',
      response: expect.stringMatching(/^sent: M-\d+ refers to it$/),
    });
  },
);

test('fault: the mailbox cannot be reached for a day | user sees: one alert after WATCHDOG_AFTER, one when it is over | guaranteed: nothing is lost, it goes on from there', async () => {
  put('ann');
  at.imap.greeting = '* BYE down for maintenance';
  for (let passed = 0; passed < DAY; passed += 30 * MINUTE) expect((await at.pass(30 * MINUTE)).trouble).not.toBeNull();
  expect(at.told()).toHaveLength(1);
  at.imap.greeting = '* OK ready';
  await at.pass();
  await at.pass();
  expect(at.told()).toHaveLength(2);
  expect(at.answered()).toEqual([mailOf('ann')]);
});

test('fault: the password of the mailbox is refused | user sees: an alert at once, one when it is over | guaranteed: told once, however often the worker starts anew', async () => {
  at.imap.fault = ({ name, tag }) => (name === 'PASSWORD' ? [`${tag} NO [AUTHENTICATIONFAILED] no`] : undefined);
  for (let pass = 0; pass < 5; pass += 1) await at.pass(HOUR);
  expect(at.told()).toHaveLength(1);
  at.imap.fault = null;
  await at.pass();
  expect(at.told()).toHaveLength(2);
});
