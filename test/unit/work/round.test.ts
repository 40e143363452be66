import { describe, expect, it } from 'vitest';
import type { OutboxItem } from '../../../src/store/store.ts';
import { roundOf } from '../../../src/work/round.ts';

/** Letters by `number@recipient`. */
const letters = (...names: readonly string[]): readonly OutboxItem[] =>
  names.map((name) => {
    const [id = '', to = ''] = name.split('@');
    return { id: Number(id), to } as OutboxItem;
  });

describe('a round', () => {
  it('gives each letter once, in their order', () => {
    const { openLane: open } = roundOf(letters('1@a', '2@b', '3@c'));
    const [one, other] = [open(), open()];
    expect([one.take()?.id, other.take()?.id, one.take()?.id, other.take()?.id]).toEqual([1, 2, 3, undefined]);
  });

  it('leaves letters to one person to one connection, until it is done with them', () => {
    const { openLane: open } = roundOf(letters('1@a', '2@a', '3@b', '4@a'));
    const [one, other] = [open(), open()];
    const first = one.take();
    expect(first?.id).toBe(1);
    expect(other.take()?.id).toBe(3);
    expect(other.take()).toBeUndefined();
    expect(one.take()?.id).toBe(2);
    if (first) one.done(first);
    expect(other.take(), 'the second to a is still on its way').toBeUndefined();
    expect(one.take()?.id).toBe(4);
  });

  it('lets another write to a person to whom nothing is on its way', () => {
    const { openLane: open } = roundOf(letters('1@a', '2@a'));
    const [one, other] = [open(), open()];
    const first = one.take();
    if (first) one.done(first);
    expect(other.take()?.id).toBe(2);
  });

  it('takes a letter back for another, before those that come after it', () => {
    const letter = letters('1@a', '2@a', '3@b');
    const { openLane, left } = roundOf(letter);
    const [one, other] = [openLane(), openLane()];
    const first = one.take();
    if (first) one.giveBack(first);
    expect([...left()].map(({ id }) => id)).toEqual([1, 2, 3]);
    expect([other.take()?.id, other.take()?.id, one.take()?.id]).toEqual([1, 2, 3]);
    expect(left().size).toBe(0);
  });
});
