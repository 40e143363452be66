import { describe, expect, it } from 'vitest';
import type { Durable } from '../../../src/store/store.ts';
import { writingTogether } from '../../../src/work/together.ts';

/** Transactions over a list: what a transaction wrote is gone where it throws. */
const listed = () => {
  const rows: string[] = [];
  let transactions = 0;
  const asked: Durable[] = [];
  const batch = <T>(work: () => T, durable: Durable = 'now'): T => {
    transactions += 1;
    asked.push(durable);
    const before = rows.length;
    try {
      return work();
    } catch (error) {
      rows.length = before;
      throw error;
    }
  };
  const add = (row: string) => () => {
    if (row === 'bad') throw new Error('no room');
    return rows.push(row);
  };
  return { rows, batch, add, asked, transactions: () => transactions };
};

describe('writing together', () => {
  it('makes one transaction of what is wanted at the same moment', async () => {
    const { rows, batch, add, transactions } = listed();
    const together = writingTogether({ batch }, 3);
    expect(
      await Promise.all([together(add('a'), 'now'), together(add('b'), 'now'), together(add('c'), 'now')]),
    ).toEqual([1, 2, 3]);
    expect(rows).toEqual(['a', 'b', 'c']);
    expect(transactions()).toBe(1);
  });

  it('waits a moment for the others, but not once all are there', async () => {
    const { rows, batch, add, transactions } = listed();
    const together = writingTogether({ batch }, 2);
    const first = together(add('a'), 'now');
    await new Promise(setImmediate);
    expect(rows).toEqual([]);
    const second = together(add('b'), 'now');
    await new Promise(setImmediate);
    expect(rows).toEqual(['a', 'b']);
    await Promise.all([first, second]);
    expect(transactions()).toBe(1);
  });

  it('makes one for each that comes later', async () => {
    const { rows, batch, add, transactions } = listed();
    const together = writingTogether({ batch }, 3);
    await together(add('a'), 'now');
    await together(add('b'), 'now');
    expect(rows).toEqual(['a', 'b']);
    expect(transactions()).toBe(2);
  });

  it('is durable at once where one of them has to be', async () => {
    const { batch, add, asked } = listed();
    const together = writingTogether({ batch }, 2);
    await Promise.all([together(add('a'), 'soon'), together(add('b'), 'now')]);
    await Promise.all([together(add('c'), 'soon'), together(add('d'), 'soon')]);
    await together(add('e'), 'soon');
    expect(asked).toEqual(['now', 'soon', 'soon']);
  });

  it('undoes the one that fails, and keeps the others', async () => {
    const { rows, batch, add } = listed();
    const together = writingTogether({ batch }, 3);
    const ends = await Promise.allSettled([
      together(add('a'), 'now'),
      together(add('bad'), 'now'),
      together(add('c'), 'now'),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows).toEqual(['a', 'c']);
  });

  it('tries one that fails alone only once', async () => {
    const { batch, add, transactions } = listed();
    await expect(writingTogether({ batch }, 3)(add('bad'), 'now')).rejects.toThrow('no room');
    expect(transactions()).toBe(1);
  });
});
