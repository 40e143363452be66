import { describe, expect, it } from 'vitest';
import { insertionsIn } from '../../../src/mail/insertions.ts';
import { readLines } from '../../../src/mail/quotes.ts';

/** Of lines of plain text: `>` counts as their depth. */
const found = (...texts: readonly string[]) =>
  insertionsIn(
    readLines(
      texts.map((text, index) => {
        const depth = /^>*/.exec(text)?.[0].length ?? 0;
        return { text: text.slice(depth).replace(/^ /, ''), part: '1', number: index + 1, depth, marks: [] };
      }),
    ),
  );

describe('what was written in between quoted lines', () => {
  it('each with the quoted lines above it, since the last one', () => {
    expect(
      found('Hi', '> - Is it red', '>   or green?', '', 'Red.', 'Mostly.', '', '> - Is it big?', 'No', '> Bye'),
    ).toEqual([
      { above: ['- Is it red', 'or green?'], below: ['Red.', 'Mostly.'] },
      { above: ['- Is it big?'], below: ['No'] },
    ]);
  });

  it('the paragraph right above it only', () => {
    expect(found('> Is it red?', '> ', '> Thank you', '> ', 'You too')).toEqual([
      { above: ['Thank you'], below: ['You too'] },
    ]);
  });

  it('blank lines on either side, and what stands below the whole quote', () => {
    expect(found('> One?', '> ', '', 'yes')).toEqual([{ above: ['One?'], below: ['yes'] }]);
  });

  it('nothing: text above the quote only, a signature below, a quote without marks', () => {
    expect(found('Red.', '> Is it red?')).toEqual([]);
    expect(found('> Is it red?', '', '-- ', 'Ann')).toEqual([]);
    expect(found('See below', '-----Original Message-----', 'Is it red?', 'Red.')).toEqual([]);
  });

  it('twenty of them, twelve lines each, eight lines above', () => {
    const insertions = found(...Array.from({ length: 20_000 }, (_, n) => (n % 40 < 20 ? '> asked' : 'said')));
    expect(insertions).toHaveLength(20);
    expect(insertions.every(({ above, below }) => above.length === 8 && below.length === 12)).toBe(true);
  });
});
