import { describe, expect, it } from 'vitest';
import { cell, csv } from '../../../src/cli/csv.ts';
import { cut, plain, plural, span, table } from '../../../src/cli/print.ts';

describe('plain', () => {
  it.each([
    ['\u001b[2Jgone', '[2Jgone', 'an escape sequence is only text'],
    ['a\r\nb', 'a b', 'one line stays one line'],
    ['abc\u202Egpj.exe', 'abc gpj.exe', 'nothing is written backwards'],
    ['zero\u200bwidth', 'zero width', 'what is not seen is not there'],
    ['Zażółć 数据 🙂', 'Zażółć 数据 🙂', 'people write in all letters'],
  ])('%j is shown as %j: %s', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });
});

describe('table', () => {
  it('stands in columns, cut where the screen ends', () => {
    expect(
      table(
        ['REF', 'NAME'],
        [
          ['DS-0001', 'Harbour'],
          ['DS-10000', 'Tides of the whole North Sea'],
        ],
        24,
      ),
    ).toBe('REF       NAME\nDS-0001   Harbour\nDS-10000  Tides of the …\n');
  });
  it('one long cell pushes nothing away', () => {
    const [line = ''] = table(['FROM', 'SUBJECT'], [['x'.repeat(300), 'Hello']], Number.POSITIVE_INFINITY)
      .split('\n')
      .slice(1);
    expect(line).toBe(`${'x'.repeat(43)}…  Hello`);
  });
  it('does not split a character in two', () => {
    expect(cut('🙂🙂🙂', 2)).toBe('🙂…');
  });
});

describe('words for numbers', () => {
  it.each([
    [0, '0 s'],
    [119_000, '119 s'],
    [600_000, '10 min'],
    [7_200_000, '2 h'],
    [3 * 86_400_000, '3 d'],
    [-5, '0 s'],
  ])('%i ms are %s', (ms, text) => expect(span(ms)).toBe(text));
  it.each([
    [0, '0 mails'],
    [1, '1 mail'],
    [2, '2 mails'],
  ])('%i: %s', (count, text) => expect(plural(count, 'mail')).toBe(text));
});

describe('CSV', () => {
  it.each<[string | boolean | null, string, string]>([
    ['=cmd|" /C calc"!A0', `"'=cmd|"" /C calc""!A0"`, 'a formula'],
    ['  =1+1', `"'  =1+1"`, 'a formula behind blanks'],
    ['+49 30', `"'+49 30"`, 'a plus'],
    ['-1', `"'-1"`, 'a minus'],
    ['@SUM(A1)', `"'@SUM(A1)"`, 'an at sign'],
    ['\t=1', `"'\t=1"`, 'a tab'],
    ['＝1', `"'＝1"`, 'a fullwidth equals sign'],
    ['a,b', '"a,b"', 'a comma'],
    ['a "b"', '"a ""b"""', 'quotes'],
    ['a\nb', '"a\nb"', 'a line break stays in its cell'],
    ['https://example.org/?a=1', '"https://example.org/?a=1"', 'an equals sign within is none'],
    [true, '"true"', 'a choice'],
    [null, '""', 'nothing'],
  ])('%j becomes %s: %s', (value, written) => expect(cell(value)).toBe(written));

  it('ends each row with CRLF', () => {
    expect(csv(['a', 'b'], [['1', null]])).toBe('"a","b"\r\n"1",""\r\n');
  });
});
