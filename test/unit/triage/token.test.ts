import { describe, expect, it } from 'vitest';
import { isOurs, messageIdOf, TOKEN_PATTERN, tokenFor } from '../../../src/triage/token.ts';

const key = Buffer.alloc(32, 7);
const token = tokenFor('M-0001', 'clarification', 'Ann@example.org', key);

describe('thread tokens', () => {
  it('are the same for the same cause, template and recipient, in any case', () => {
    expect(tokenFor('M-0001', 'clarification', 'ann@EXAMPLE.org', key)).toBe(token);
  });

  it.each([
    ['another cause', tokenFor('M-0002', 'clarification', 'ann@example.org', key)],
    ['another template', tokenFor('M-0001', 'acknowledgment', 'ann@example.org', key)],
    ['another recipient', tokenFor('M-0001', 'clarification', 'ben@example.org', key)],
    ['another key', tokenFor('M-0001', 'clarification', 'ann@example.org', Buffer.alloc(32, 8))],
  ])('differ for %s', (_why, other) => {
    expect(other).not.toBe(token);
  });

  it.each([
    ['as written', token, true],
    ['folded to upper case by a relay', token.toUpperCase(), true],
    ['one letter changed', `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`, false],
    ['cut short', token.slice(0, -2), false],
    ['signed with another key', tokenFor('M-0001', 'clarification', 'ann@example.org', Buffer.alloc(32, 8)), false],
    ['made up', `mr1-${'a'.repeat(32)}`, false],
    ['another word', 'hello', false],
  ])('%s: ours is %s', (_why, text, ours) => {
    expect(isOurs(text, key)).toBe(ours);
  });

  it('are found in text and fit a Message-ID', () => {
    expect(`Reference: DS-0001 (${token})`.match(TOKEN_PATTERN)).toEqual([token]);
    expect(messageIdOf(token, 'data@example.org')).toBe(`<${token}@example.org>`);
  });
});
