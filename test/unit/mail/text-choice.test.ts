import { describe, expect, test } from 'vitest';
import { contentKeys } from '../../../src/mail/content-keys.ts';
import { type Line, MAX_LINE, MAX_LINES, placeLines } from '../../../src/mail/lines.ts';
import type { TextPart } from '../../../src/mail/message.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { chooseTexts } from '../../../src/mail/text-choice.ts';

const shown = (text: string) => ({ text, depth: 0, marks: [] });
const linesOf = (part: string, text: string): readonly Line[] => placeLines(text.split('\n').map(shown), part).lines;
const text = (part: string, source: TextPart['source'], content: string): TextPart => ({
  part,
  source,
  lines: linesOf(part, content),
  cut: false,
});

describe('chooseTexts', () => {
  const BLOCK = 'Name: Ann\nCity: Bonn';
  test.each<[string, readonly TextPart[], readonly string[]]>([
    ['plain', [text('1', 'plain', BLOCK)], ['1']],
    ['HTML only', [text('1', 'html', BLOCK)], ['1']],
    ['both the same', [text('1', 'plain', BLOCK), text('2', 'html', BLOCK)], ['1']],
    ['plain is empty', [text('1', 'plain', ' '), text('2', 'html', BLOCK)], ['2']],
    ['plain is a stub', [text('1', 'plain', 'Use HTML.\n.'), text('2', 'html', BLOCK.repeat(9))], ['2']],
    ['plain lost its line ends', [text('1', 'plain', 'Name: Ann City: Bonn'), text('2', 'html', BLOCK)], ['2']],
    [
      'plain says less, but much',
      [text('1', 'plain', 'a b\n'.repeat(200)), text('2', 'html', 'c'.repeat(5000))],
      ['1'],
    ],
    ['two plain parts', [text('1', 'plain', BLOCK), text('2', 'plain', 'footer')], ['1', '2']],
    ['attached beside plain', [text('1', 'plain', BLOCK), text('2', 'attachment', BLOCK)], ['1']],
    ['attached only', [text('1', 'plain', ''), text('2', 'attachment', BLOCK)], ['2']],
    ['none', [], []],
  ])('%s', (_reason, texts, parts) => {
    expect(chooseTexts({ texts }).map((part) => part.part)).toEqual(parts);
  });
});

describe('placeLines', () => {
  test('a long line is cut, with its marks', () => {
    const marks = [
      { kind: 'bold', from: MAX_LINE - 1, to: MAX_LINE + 5 },
      { kind: 'struck', from: MAX_LINE, to: MAX_LINE + 5 },
    ] as const;
    const { lines, cut } = placeLines([{ text: 'a'.repeat(MAX_LINE + 9), depth: 0, marks }, shown('b')], '1');
    expect(cut).toBe(true);
    expect(lines.map((line) => line.text.length)).toEqual([MAX_LINE, 1]);
    expect(lines[0]?.marks).toEqual([{ kind: 'bold', from: MAX_LINE - 1, to: MAX_LINE }]);
  });
  test('too many lines', () => {
    const { lines, cut } = placeLines(
      Array.from({ length: MAX_LINES + 1 }, () => shown('')),
      '1',
    );
    expect([lines.length, cut]).toEqual([MAX_LINES, true]);
  });
  test('exactly enough is not cut', () => {
    expect(placeLines([shown('ab'), shown('c')], '1', 4).cut).toBe(false);
  });
});

describe('contentKeys', () => {
  const MAIL =
    'From: ann@example.org\nMessage-ID: <1@example.org>\nDate: Tue, 02 Jun 2026 10:00:00 +0000\n\nName: Ann\n';
  const keys = async (source: string) => {
    const bytes = Buffer.from(source);
    return contentKeys(await parseMessage(bytes), bytes);
  };
  test('the same copy', async () => {
    expect(await keys(MAIL)).toEqual(await keys(MAIL));
  });
  test.each<[string, string]>([
    ['another route', `Received: from a by b\n${MAIL}`],
    ['CRLF', MAIL.replaceAll('\n', '\r\n')],
    [
      'another transfer encoding',
      MAIL.replace('\n\nName: Ann\n', '\nContent-Transfer-Encoding: base64\n\nTmFtZTogQW5uCg==\n'),
    ],
    ['blanks at line ends', MAIL.replace('Ann\n', 'Ann  \n\n')],
  ])('the same message: %s', async (_reason, source) => {
    const [one, other] = [await keys(MAIL), await keys(source)];
    expect(other.message).toBe(one.message);
    expect(other.copy).not.toBe(one.copy);
  });
  test.each<[string, string]>([
    ['other text under one Message-ID', MAIL.replace('Ann\n', 'Ben\n')],
    ['another Message-ID', MAIL.replace('<1@', '<2@')],
    ['another sender', MAIL.replace('ann@', 'ben@')],
    ['another date', MAIL.replace('10:00', '10:01')],
  ])('another message: %s', async (_reason, source) => {
    expect((await keys(source)).message).not.toBe((await keys(MAIL)).message);
  });
  test('what cannot be read has keys too', async () => {
    const one = await keys('');
    expect(one.copy).toMatch(/^[0-9a-f]{64}$/);
    expect((await keys('no mail')).copy).not.toBe(one.copy);
  });
});
