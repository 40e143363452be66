import { describe, expect, test } from 'vitest';
import { plainLines } from '../../../src/mail/flowed.ts';

const FIXED = { flowed: false, delSp: false };
const FLOWED = { flowed: true, delSp: false };
const DELSP = { flowed: true, delSp: true };

/** Depth as `>`, so that a table shows it. */
const shown = (text: string, flow = FIXED): readonly string[] =>
  plainLines(text, flow).map((line) => `${'>'.repeat(line.depth)}${line.text}`);

describe('fixed text', () => {
  test.each<[string, string, readonly string[]]>([
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['LF without an end', 'a\nb', ['a', 'b']],
    ['CR alone', 'a\rb', ['a', 'b']],
    ['U+2028, U+2029, form feed, NEL', 'a\u2028b\u2029c\fd\u0085e', ['a', 'b', 'c', 'd', 'e']],
    ['blank lines stay', 'a\n\nb\n', ['a', '', 'b']],
    ['nothing', '', ['']],
    ['one quote', '> a', ['>a']],
    ['no blank after the mark', '>a', ['>a']],
    ['two quotes, both spellings', '>> a\n> > b', ['>>a', '>>b']],
    ['a bar is text', '| a', ['| a']],
    ['an arrow in a line is text', 'a > b', ['a > b']],
    ['indentation of the own text stays', '  a', ['  a']],
    ['indentation within a quote stays', '>   a', ['>  a']],
    ['a trailing blank is no soft break', 'a \nb', ['a ', 'b']],
    ['iOS Mail writes <BR>', 'Name: Ann<BR>City: Bonn<br/>Web: x', ['Name: Ann', 'City: Bonn', 'Web: x']],
    ['a share sheet writes \\n', 'Name: Ann\\nCity: Bonn\\r\\nWeb: x\\n', ['Name: Ann', 'City: Bonn', 'Web: x', '']],
    ['a Windows path keeps its \\n', 'Path: C:\\new\\names.csv', ['Path: C:\\new\\names.csv']],
    ['a comparison with < stays', 'a <b and c', ['a <b and c']],
  ])('%s', (_reason, text, lines) => {
    expect(shown(text)).toEqual(lines);
  });
});

describe('format=flowed', () => {
  const long = 'a line that a client broke because the next word had no room left in ';
  test.each<[string, string, readonly string[]]>([
    ['a soft break joins', `${long}\nit`, [`${long}it`]],
    ['a hard break parts', 'a\nb', ['a', 'b']],
    ['a change of depth parts (RFC 3676 4.5)', '> shallow \nreply', ['>shallow ', 'reply']],
    ['a deeper quote parts', '>> deep \n> shallow', ['>>deep ', '>shallow']],
    ['one depth joins', `> ${long}\n> it`, [`>${long}it`]],
    ['space-stuffing comes off (4.4)', ' From here\n >not a quote\n  two', ['From here', '>not a quote', ' two']],
    ['the signature is no soft break (4.3)', 'a\n-- \nAnn', ['a', '-- ', 'Ann']],
    ['a soft line before the signature ends there', 'a \n-- \nAnn', ['a ', '-- ', 'Ann']],
    ['a quoted signature', '> -- \n> Ann', ['>-- ', '>Ann']],
    ['a soft last line', 'a ', ['a ']],
    ['a field left empty does not swallow the next', 'Web (URL): \nHost it: No', ['Web (URL): ', 'Host it: No']],
    ['a blank typed at the end of a short field', 'Name: Ann \nCity: Bonn', ['Name: Ann ', 'City: Bonn']],
    [
      'an empty field takes its value from the next line',
      'Web (URL): \nhttps://example.org/',
      ['Web (URL): https://example.org/'],
    ],
    ['a long value joins', `Name: ${long}\nit`, [`Name: ${long}it`]],
  ])('%s', (_reason, text, lines) => {
    expect(shown(text, FLOWED)).toEqual(lines);
  });

  test('delsp takes the blank away, so that a URL is whole again', () => {
    expect(shown('https://example.org/a-long-path-that-was-cut- \nin-two', DELSP)).toEqual([
      'https://example.org/a-long-path-that-was-cut-in-two',
    ]);
  });
});
