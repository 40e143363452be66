import { describe, expect, it } from 'vitest';
import { parseOrder } from '../../../src/triage/order.ts';

describe('orders', () => {
  it.each([
    ['accept', 'DS-0042', '', { verb: 'accept', reference: 'DS-0042', note: null }],
    ['Accept', 'ds-0042', ' well done ', { verb: 'accept', reference: 'DS-0042', note: 'well done' }],
    ['decline', 'DS-0042', 'no licence', { verb: 'decline', reference: 'DS-0042', reason: 'no licence' }],
    [
      'publish',
      'DS-0042',
      'https://example.org/c',
      { verb: 'publish', reference: 'DS-0042', entry: 'https://example.org/c' },
    ],
    ['reopen', 'DS-0042', 'by mistake', { verb: 'reopen', reference: 'DS-0042', reason: 'by mistake' }],
    ['withdraw', 'DS-0042', '', { verb: 'withdraw', reference: 'DS-0042', reason: null }],
    ['close', 'm-0107', '', { verb: 'close', message: 'M-0107' }],
  ])('%s %s %s', (verb, target, text, order) => {
    expect(parseOrder(verb, target, text)).toEqual({ order });
  });

  it.each([
    ['decline', 'DS-0042', '', 'needs a reason'],
    ['ask', 'DS-0042', '   ', 'needs a question'],
    ['accept', 'M-0107', '', 'for a submission'],
    ['close', 'DS-0042', '', 'for a message'],
    ['publish', 'DS-0042', 'see the catalog', 'takes the web address of the entry, not “see the catalog”'],
    ['accept', '42', '', 'for a submission'],
    ['delete', 'DS-0042', '', "isn't something that can be ordered"],
  ])('%s %s %j is refused', (verb, target, text, why) => {
    const parsed = parseOrder(verb, target, text);
    expect('mistake' in parsed ? parsed.mistake : '').toContain(why);
  });
});
