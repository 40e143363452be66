import { expect, test } from 'vitest';
import { contentOf } from '../../../src/io/content.ts';

test.each([
  ['no field at all', 'Subject: x\n\n', 'text/plain', null],
  ['a token', 'Content-Type: multipart/mixed; boundary=abc\n\n', 'multipart/mixed', 'abc'],
  ['quoted', 'Content-Type: multipart/mixed; boundary="a b;c"\r\n\r\n', 'multipart/mixed', 'a b;c'],
  [
    'folded, in capitals, after another parameter',
    'CONTENT-TYPE: Multipart/Mixed;\r\n\tcharset="x;boundary=no";\r\n BOUNDARY = "ab"\r\n',
    'multipart/mixed',
    'ab',
  ],
  ['escaped quote', 'Content-Type: multipart/mixed; boundary="a\\"b"\n', 'multipart/mixed', 'a"b'],
  ['no boundary', 'Content-Type: multipart/mixed\n', 'multipart/mixed', null],
  ['empty boundary', 'Content-Type: multipart/mixed; boundary=""\n', 'multipart/mixed', null],
  ['a boundary where none is meant', 'Content-Type: text/plain; boundary=abc\n', 'text/plain', null],
  ['garbage', 'Content-Type: garbage\n', 'text/plain', null],
  ['a quote without end', 'Content-Type: multipart/mixed; boundary="abc\n', 'multipart/mixed', 'abc'],
  ['the first of two', 'Content-Type: text/html\nContent-Type: multipart/mixed; boundary=abc\n', 'text/html', null],
])('%s', (_reason, header, type, boundary) => {
  expect(contentOf(header)).toMatchObject({ type, boundary });
});

test('the encoding', () => {
  expect(contentOf('Content-Transfer-Encoding: BASE64 \n').encoding).toBe('base64');
  expect(contentOf('').encoding).toBe('');
});

test('hostile: a hundred thousand parameters take no time', () => {
  const started = Date.now();
  contentOf(`Content-Type: multipart/mixed${';a=b'.repeat(100_000)}\n`);
  contentOf(`Content-Type: multipart/mixed${'; '.repeat(200_000)}\n`);
  expect(Date.now() - started).toBeLessThan(1000);
});
