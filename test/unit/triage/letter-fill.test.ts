import { expect, test } from 'vitest';
import { fill } from '../../../src/triage/fill.ts';

const long = 'word '.repeat(20).trim();

test.each([
  ['a paragraph is filled to 76 columns', long, `${'word '.repeat(15).trim()}\n${'word '.repeat(5).trim()}\n`],
  ['short lines of a paragraph are joined', 'one\ntwo', 'one two\n'],
  ['paragraphs stay apart, by one empty line', 'one\n\n\n \ntwo', 'one\n\ntwo\n'],
  ['a line with two blanks in front stays', `text\n  Name: ${long}\ntext`, `text\n  Name: ${long}\ntext\n`],
  ['a backslash keeps the line break', 'Kind regards,\\\nWe', 'Kind regards,\nWe\n'],
  ['empty lines of somebody stay together', 'one\\\n\\\ntwo\\', 'one\n\ntwo\n'],
  [
    'items of a list stand in',
    `- ${long}\n- two`,
    `- ${'word '.repeat(15).trim()}\n  ${'word '.repeat(5).trim()}\n- two\n`,
  ],
  ['lines of an item are joined', '1. one\n   two\n2. three', '1. one two\n2. three\n'],
  ['a long word stays whole', `x https://a.example/${'y'.repeat(90)} z`, `x\nhttps://a.example/${'y'.repeat(90)}\nz\n`],
  ['no blanks at line ends', 'Name: \n\n  Name: ', 'Name:\n\n  Name:\n'],
  ['nothing is one line end', '', '\n'],
])('%s', (_, text, expected) => {
  expect(fill(text)).toBe(expected);
});

test('takes time in proportion to the text', () => {
  const started = performance.now();
  fill(`${'word '.repeat(200_000)}\n${'line\n'.repeat(5_000)}`);
  expect(performance.now() - started).toBeLessThan(2_000);
});
