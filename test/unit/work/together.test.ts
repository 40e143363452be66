import { describe, expect, it } from 'vitest';
import { writingTogether } from '../../../src/work/together.ts';

/** Transactions over a list: what a transaction wrote is gone where it throws. */
const listed = () => {
  const rows: string[] = [];
  let transactions = 0;
  const batch = <T>(work: () => T): T => {
    transactions += 1;
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
  return { rows, batch, add, transactions: () => transactions };
};

describe('writing together', () => {
  it('makes one transaction of what is wanted at the same moment', async () => {
    const { rows, batch, add, transactions } = listed();
    const together = writingTogether({ batch }, 3);
    expect(await Promise.all([together(add('a')), together(add('b')), together(add('c'))])).toEqual([1, 2, 3]);
    expect(rows).toEqual(['a', 'b', 'c']);
    expect(transactions()).toBe(1);
  });

  it('waits a moment for the others, but not once all are there', async () => {
    const { rows, batch, add, transactions } = listed();
    const together = writingTogether({ batch }, 2);
    const first = together(add('a'));
    await new Promise(setImmediate);
    expect(rows).toEqual([]);
    const second = together(add('b'));
    await new Promise(setImmediate);
    expect(rows).toEqual(['a', 'b']);
    await Promise.all([first, second]);
    expect(transactions()).toBe(1);
  });

  it('makes one for each that comes later', async () => {
    const { rows, batch, add, transactions } = listed();
    const together = writingTogether({ batch }, 3);
    await together(add('a'));
    await together(add('b'));
    expect(rows).toEqual(['a', 'b']);
    expect(transactions()).toBe(2);
  });

  it('undoes the one that fails, and keeps the others', async () => {
    const { rows, batch, add } = listed();
    const together = writingTogether({ batch }, 3);
    const ends = await Promise.allSettled([together(add('a')), together(add('bad')), together(add('c'))]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows).toEqual(['a', 'c']);
  });

  it('tries one that fails alone only once', async () => {
    const { batch, add, transactions } = listed();
    await expect(writingTogether({ batch }, 3)(add('bad'))).rejects.toThrow('no room');
    expect(transactions()).toBe(1);
  });
});
