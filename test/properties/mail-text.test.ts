import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/mail/charset.ts';
import { parseDate } from '../../src/mail/date.ts';
import { decodeWords } from '../../src/mail/encoded-word.ts';
import { plainLines } from '../../src/mail/flowed.ts';
import { readHeaders } from '../../src/mail/header.ts';
import { htmlToLines } from '../../src/mail/html.ts';
import { type Line, MAX_LINE, MAX_TEXT, placeLines } from '../../src/mail/lines.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { newText, readLines } from '../../src/mail/quotes.ts';

/** Text made of what the parsers look for, which random characters would never hit. */
const piece = fc.constantFrom(
  ...[
    '\n',
    '\r\n',
    ' ',
    '\t',
    '>',
    '> ',
    '-- ',
    '--',
    ':',
    '<',
    '</',
    '/>',
    '&',
    '&amp;',
    '&#0;',
    '=?',
    '?=',
    '?q?',
    '?b?',
    '\\n',
    '\u2028',
  ],
  ...[
    'On ',
    ' wrote:',
    'From: ',
    'Sent: 1',
    'To: ',
    'Subject: ',
    '-----',
    'Original Message',
    'Sent from my ',
    'iPhone',
    '____',
    'CAUTION',
    'a@b.example',
  ],
  ...[
    '<div>',
    '<p>',
    '<td>',
    '<tr>',
    '<table>',
    '<br>',
    '<b>',
    '</b>',
    '<blockquote>',
    '</blockquote>',
    '<pre>',
    '<a href=x>',
    '<!--',
    '-->',
    '<style>',
    '\0',
  ],
  ...[
    'Content-Type: ',
    'multipart/mixed; boundary=b',
    'text/html',
    '\n--b\n',
    '\n--b--\n',
    'Content-Transfer-Encoding: base64',
    '\n\n',
    'charset=utf-7',
  ],
);
const hostile = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 60 })
  .map((parts) => parts.join(''));

const plain = (text: string): readonly Line[] =>
  placeLines(plainLines(text, { flowed: false, delSp: false }), '1').lines;

describe('nothing throws', () => {
  test('mails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          hostile.map((text) => Buffer.from(`From: a\n${text}`)),
          fc.uint8Array({ maxLength: 300 }),
        ),
        async (source) => {
          const parsed = await parseMessage(source);
          expect(['message', 'unreadable']).toContain(parsed.kind);
        },
      ),
      { numRuns: 400 },
    );
  });
  test('plain text: every line gets a role, in order, and none is lost', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = plain(text);
        const read = readLines(lines);
        expect(read.map((line) => line.text).join('')).toBe(lines.map((line) => line.text).join(''));
        expect(read.map((line) => line.number)).toEqual(read.map((line) => line.number).toSorted((a, b) => a - b));
        newText(read);
      }),
    );
  });
  test('HTML: no line end within a line, marks within their line', () => {
    fc.assert(
      fc.property(hostile, (html) => {
        for (const line of htmlToLines(html, '1').lines) {
          expect(line.text).not.toMatch(/[\r\n]/);
          expect(line.depth).toBeGreaterThanOrEqual(0);
          for (const mark of line.marks) {
            expect(mark.from).toBeLessThan(mark.to);
            expect(mark.to).toBeLessThanOrEqual(line.text.length);
          }
        }
      }),
    );
  });
  test('headers, words, dates, charsets', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom('utf-8', 'utf-7', 'iso-2022-jp', 'gb18030', 'utf-16', 'big5', 'x'),
        (text, octets, charset) => {
          readHeaders(Buffer.from(text));
          decodeWords(text);
          parseDate(text);
          expect(decodeText(octets, charset)).not.toContain('\0');
        },
      ),
    );
  });
});

/** A generator of format=flowed as RFC 3676 4.2 asks, wrapping at 72 columns. */
const flow = (lines: readonly { readonly text: string; readonly depth: number }[]): string =>
  lines
    .flatMap(({ text, depth }) => {
      const rows: string[] = [];
      let row = '';
      for (const word of text.split(' ')) {
        if (row !== '' && row.length + word.length > 71) {
          rows.push(`${row} `);
          row = word;
        } else row = row === '' ? word : `${row} ${word}`;
      }
      const stuffed = [...rows, row].map((line) => (depth > 0 || /^(?: |>|From )/.test(line) ? ` ${line}` : line));
      return stuffed.map((line) => '>'.repeat(depth) + line);
    })
    .join('\r\n');

test('format=flowed: what a generator wraps comes back as it was', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9,.'é中-]{1,14}$/).filter((text) => text !== '--');
  const line = fc.record({
    text: fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' ')),
    depth: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const shown = plainLines(flow(lines), { flowed: true, delSp: false });
      expect(shown.map(({ text, depth }) => ({ text, depth }))).toEqual(lines);
    }),
  );
});

test('text is bounded', () => {
  fc.assert(
    fc.property(fc.constantFrom('a', 'a ', 'a\n', '\n', '> a\n', 'a'.repeat(MAX_LINE + 1)), (unit) => {
      const lines = plain(unit.repeat(Math.ceil((3 * MAX_TEXT) / unit.length)));
      expect(lines.reduce((sum, line) => sum + line.text.length, 0)).toBeLessThanOrEqual(MAX_TEXT);
    }),
    { numRuns: 6 },
  );
});

describe('time is linear: 256 KB of anything take no more than a few times what 64 KB take', () => {
  const time = (run: () => void): number => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };
  const units = [
    ...[
      '\n',
      ' ',
      '>',
      '> ',
      '<',
      '&',
      '-',
      '--\n',
      ':',
      'a:\n',
      '@',
      'On 1 ',
      'On 1\n',
      'From: a\n',
      'From: a\nDate: 1\n',
      '____\n',
    ],
    ...[
      '\\n',
      '<br',
      '<br>',
      '<p>a',
      '<div>',
      '</span><div>',
      '<b><i>x',
      '<td>x',
      '<table><tr><td>',
      '<blockquote>',
      '<!--',
      '<a href=x>y</a>',
    ],
    ...[
      'Sent from my ',
      'iphone outlook ',
      'this message is confidential ',
      'CAUTION external ',
      '写道：',
      'a \n',
      'x '.repeat(40).concat('virus\n'),
    ],
  ];
  const read = (text: string): void => {
    newText(readLines(plain(text)));
    newText(readLines(htmlToLines(text, '1').lines));
    decodeWords(text);
  };
  test.each(units)('%j', (unit) => {
    const work = (size: number) => (): void => read(unit.repeat(size / unit.length));
    work(8_000)();
    // Twice the linear factor and a second for a busy machine; what is quadratic takes sixteen times as long, or minutes.
    expect(time(work(256_000))).toBeLessThan(8 * time(work(64_000)) + 1000);
  });
  test('1 MB of all of it together', () => {
    const text = units.join('').repeat(Math.ceil(1_000_000 / units.join('').length));
    expect(time(() => read(text))).toBeLessThan(10_000);
  });
});
