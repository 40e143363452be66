import { describe, expect, test } from 'vitest';
import type { Facts, Reading } from '../../../src/triage/decision.ts';
import { readMessage } from '../../../src/triage/reading.ts';
import { limitReached, reasonsAgainst, silence } from '../../../src/triage/silence.ts';
import { sourceOf } from '../../support/mails.ts';
import { facts, policy } from '../../support/owner.ts';

const question: Reading = await readMessage(sourceOf([]), policy);
const DAY = 86_400_000;

test('a person asks, nothing speaks against an answer', () => {
  expect(silence(question, facts, policy)).toEqual({ may: 'answer', last: false });
});

describe('never', () => {
  const unknown = question.authentication;
  test.each<[string, Partial<Reading>, Partial<Facts>, string]>([
    ['a machine', { kind: 'bulk', reasons: [{ rule: 'list', hit: true, evidence: '' }] }, {}, 'it is bulk mail (list)'],
    ['a bounce', { kind: 'bounce', reasons: [] }, {}, 'it is bounce mail ()'],
    ['spam', { kind: 'spam', reasons: [] }, {}, 'it is spam mail ()'],
    ['unreadable', { kind: 'unreadable' }, {}, "it couldn't be read"],
    ['no single sender', { sender: { kind: 'none', reason: 'there is no From field' } }, {}, 'there is no From field'],
    [
      'ourselves',
      { sender: { kind: 'address', address: { name: '', address: 'Data@thealliance.ai' } } },
      {},
      'the answer would go to ourselves',
    ],
    [
      'dmarc=fail',
      { authentication: { ...unknown, dmarc: 'fail', by: 'mx.thealliance.ai' } },
      {},
      'its sender is not proven: dmarc=fail, says mx.thealliance.ai',
    ],
    ['too old', {}, { receivedAt: facts.now - 15 * DAY }, 'it arrived more than 14 days ago'],
    ['set aside', {}, { suppressed: 'user unknown' }, 'nothing is sent to this address: user unknown'],
  ])('%s', (_, reading, known, why) => {
    expect(silence({ ...question, ...reading }, { ...facts, ...known }, policy)).toEqual({ may: 'never', why });
  });

  test('all reasons are told', () => {
    const reading: Reading = { ...question, kind: 'own', sender: { kind: 'none', reason: 'x' }, reasons: [] };
    expect(reasonsAgainst(reading, { ...facts, suppressed: 'y' }, policy)).toEqual([
      'it is own mail ()',
      'x',
      'nothing is sent to this address: y',
    ]);
  });
});

describe('answered all the same', () => {
  const { authentication } = question;
  test.each<[string, Partial<Reading>, Partial<Facts>]>([
    ['SPF fails: it was forwarded', { authentication: { ...authentication, spf: 'fail', by: 'mx' } }, {}],
    ['DKIM fails: a list changed it', { authentication: { ...authentication, dkim: 'fail', by: 'mx' } }, {}],
    [
      'nobody is trusted to say',
      { authentication: { dmarc: 'unknown', dkim: 'unknown', spf: 'unknown', by: null } },
      {},
    ],
    ['just within the age', {}, { receivedAt: facts.now - 14 * DAY }],
    ['old, but a person released it', {}, { receivedAt: facts.now - 400 * DAY, released: true }],
    [
      'not proven, but a person released it',
      { authentication: { ...authentication, dmarc: 'fail', by: 'mx' } },
      { released: true },
    ],
  ])('%s', (_, reading, known) => {
    expect(silence({ ...question, ...reading }, { ...facts, ...known }, policy).may).toBe('answer');
  });

  test('releasing makes no person of a machine', () => {
    const reading: Reading = { ...question, kind: 'bulk', reasons: [] };
    expect(silence(reading, { ...facts, released: true }, policy).may).toBe('never');
  });
});

describe('limits', () => {
  const answered = (toSender: number, toDomain = 0, inAll = 0): Facts['answered'] => ({ toSender, toDomain, inAll });
  test('the last one says that it is', () => {
    const at = (count: number) => silence(question, { ...facts, answered: answered(count) }, policy);
    expect([at(8), at(9), at(10).may]).toEqual([
      { may: 'answer', last: false },
      { may: 'answer', last: true },
      'later',
    ]);
  });
  test.each<[string, string, Facts['answered'], string | null]>([
    ['none', 'a@example.org', answered(9, 49, 199), null],
    ['one address', 'a@example.org', answered(10), 'limit: 10 automatic answers went to this address (REPLY_LIMIT)'],
    [
      'one domain',
      'a@Example.org',
      answered(0, 50),
      'limit: 50 automatic answers went to example.org in this pass (BURST_LIMIT)',
    ],
    ['a free-mail domain is many people', 'a@gmail.com', answered(0, 50), null],
    ['in all', 'a@gmail.com', answered(0, 0, 200), 'limit: 200 automatic answers went out in all (TOTAL_LIMIT)'],
  ])('%s', (_, recipient, counts, expected) => {
    expect(limitReached(recipient, counts, policy)).toBe(expected);
  });
  test('what is never answered is not held for later', () => {
    const reading: Reading = { ...question, kind: 'spam', reasons: [] };
    expect(silence(reading, { ...facts, answered: answered(99) }, policy).may).toBe('never');
  });
});
