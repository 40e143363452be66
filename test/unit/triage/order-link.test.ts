import { describe, expect, it } from 'vitest';
import {
  checkOrderToken,
  LINKS_LAST,
  madeAt,
  ORDER_TOKEN_PATTERN,
  orderToken,
} from '../../../src/triage/order-link.ts';

const key = Buffer.alloc(32, 7);
const link = { reviewer: 'rae@example.org', verb: 'accept', target: 'DS-0042' };
const made = 1_800_000_000_000;
const expires = made + LINKS_LAST;
const token = orderToken(link, made, key);

describe('prepared orders', () => {
  it.each([
    ['this order, in time', token, link, expires - 1, 'good'],
    ['in the last minute', token, link, expires, 'good'],
    ['too late', token, link, expires + 120_000, 'expired'],
    ['another reviewer', token, { ...link, reviewer: 'ben@example.org' }, expires - 1, 'forged'],
    ['another verb', token, { ...link, verb: 'publish' }, expires - 1, 'forged'],
    ['another item', token, { ...link, target: 'DS-0043' }, expires - 1, 'forged'],
    ['another key', orderToken(link, made, Buffer.alloc(32, 8)), link, expires - 1, 'forged'],
    ['cut short', token.slice(0, 20), link, expires - 1, 'forged'],
  ] as const)('%s', (_why, text, order, now, result) => {
    expect(checkOrderToken(text, order, now, key)).toBe(result);
  });

  it('knows when it was made', () => {
    expect(madeAt(token)).toBe(made);
  });

  it('can be found in a line', () => {
    expect(`accept DS-0042\n\n[${token}]`.match(ORDER_TOKEN_PATTERN)).toEqual([token]);
  });
});
