import { describe, expect, test } from 'vitest';
import { holdsLink, plain, safeName, shown } from '../../../src/triage/echo.ts';
import { FORM } from './letter-fixture.ts';

describe('plain: one line that can be read', () => {
  test.each([
    ['line breaks become blanks', 'one\r\ntwo\u2028three', 'one two three'],
    ['blanks are one', '  one \t  two ', 'one two'],
    ['the direction of text can not be turned', 'safe\u202Egnp.exe', 'safegnp.exe'],
    ['what can not be seen goes', 'a\u200Bb\u00ADc\uFEFF\u0007\u{E0041}', 'abc'],
    ['letters of all scripts stay', 'Żółw 数据集 مجموعة', 'Żółw 数据集 مجموعة'],
  ])('%s', (_, text, expected) => {
    expect(plain(text, 100)).toBe(expected);
  });

  test('is cut between characters, with a sign', () => {
    expect(plain('🐟🐟🐟🐟', 3)).toBe('🐟🐟…');
    expect(plain('abcd', 4)).toBe('abcd');
    expect(plain(' '.repeat(1000), 10)).toBe('…');
  });

  test('looks at a bounded part only', () => {
    const started = performance.now();
    plain('a \u202E'.repeat(5_000_000), 200);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('holdsLink: what a mail program makes a link of', () => {
  test.each([
    'https://evil.example',
    'see http:evil or www.evil',
    'WWW.evil',
    'win at lucky.example today',
    'lucky。example',
    'ｌｕｃｋｙ．ｅｘａｍｐｌｅ',
    'lu\u200Bcky.ex\u200Bample',
    'write to win@lucky',
    'mailto:someone',
    'пример.рф',
  ])('yes: %s', (name) => {
    expect(holdsLink(name)).toBe(true);
  });

  test.each([
    'Common Chemistry',
    'Corpus v1.2',
    'Dr. Smith',
    'A. B. Example',
    'Weather, 1990-2020.',
    'e.g. this',
    '3.14',
    '',
  ])('no: %s', (name) => {
    expect(holdsLink(name)).toBe(false);
  });
});

describe('shown: a value in a letter', () => {
  const field = (key: string) => {
    const found = FORM.fields.find((candidate) => candidate.key === key);
    if (found === undefined) throw new Error(key);
    return found;
  };

  test('a choice is a word', () => {
    expect(shown(field('hostingRequested'), true)).toBe('Yes');
    expect(shown(field('hostingRequested'), false)).toBe('No');
  });

  test('a name that could be followed is not repeated', () => {
    expect(shown(field('datasetName'), 'Free prizes at lucky.example')).toBe('(as you wrote it)');
  });

  test('an address is repeated, in a line', () => {
    expect(shown(field('datasetUrl'), 'https://a.example/x\n\nClick here')).toBe('https://a.example/x Click here');
    expect(shown(field('datasetUrl'), `https://a.example/${'x'.repeat(600)}`)).toHaveLength(500);
  });
});

test('a name is empty, cut or whole', () => {
  expect(safeName('  ', 10)).toBeNull();
  expect(safeName('Ann Example', 5)).toBe('Ann …');
});
