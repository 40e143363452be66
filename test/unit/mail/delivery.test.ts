import { expect, test } from 'vitest';
import { afterAttempt, type DeliveryResult } from '../../../src/mail/delivery.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const deferred: DeliveryResult = { kind: 'deferred', response: '450 later' };

const waitOf = (attempts: number, result: DeliveryResult, age = HOUR, random = 0): number | string => {
  const state = afterAttempt({ attempts, at: NOW - age }, result, NOW, () => random);
  return state.state === 'ready' ? state.notBefore - NOW : state.state;
};

test('what becomes of a mail', () => {
  const after = (result: DeliveryResult) => afterAttempt({ attempts: 1, at: NOW }, result, NOW, () => 0);
  expect(after({ kind: 'accepted', response: '250 ok', serverMessageId: '<a@b>' })).toEqual({
    state: 'sent',
    response: '250 ok',
    serverMessageId: '<a@b>',
  });
  expect(after({ kind: 'rejected', response: '550 no' })).toEqual({ state: 'failed', response: '550 no' });
  expect(after({ kind: 'unknown', response: 'cut' })).toEqual({ state: 'uncertain', response: 'cut' });
  expect(after(deferred)).toEqual({ state: 'ready', notBefore: NOW + MINUTE, response: '450 later' });
});

test('the wait grows from a minute to four hours', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((attempts) => waitOf(attempts, deferred));
  expect(waits).toEqual([MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 4 * HOUR, 4 * HOUR]);
});

test('chance makes it up to a fifth longer, so that many do not come back at once', () => {
  expect(waitOf(1, deferred, HOUR, 0.999)).toBeGreaterThan(1.19 * MINUTE);
  expect(waitOf(1, deferred, HOUR, 0.999)).toBeLessThan(1.2 * MINUTE);
});

test('given up after 48 hours, but not if it was hardly tried (a clock that jumped, a machine that slept)', () => {
  expect(waitOf(8, deferred, 48 * HOUR)).toBe('failed');
  expect(waitOf(8, deferred, 48 * HOUR - 1)).toBe(4 * HOUR);
  expect(waitOf(2, deferred, 400 * HOUR)).toBe(5 * MINUTE);
});

test("the account's trouble never ends a mail, however old", () => {
  expect(waitOf(90, { kind: 'account', problem: 'authentication', response: '535' }, 999 * HOUR)).toBe(15 * MINUTE);
  expect(waitOf(90, { kind: 'account', problem: 'quota', response: '550' }, 999 * HOUR)).toBe(HOUR);
});
