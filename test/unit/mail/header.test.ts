import { describe, expect, test } from 'vitest';
import { addressesIn } from '../../../src/mail/address.ts';
import { headerEnd, MAX_HEADER, messageIds, readHeaders, valuesOf } from '../../../src/mail/header.ts';

const headers = (text: string) => readHeaders(Buffer.from(text));

describe('readHeaders', () => {
  test.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'CRLF',
      'From: a\r\nTo: b\r\n\r\nNo: body',
      [
        ['from', 'a'],
        ['to', 'b'],
      ],
    ],
    [
      'LF',
      'From: a\nTo: b\n\nNo: body',
      [
        ['from', 'a'],
        ['to', 'b'],
      ],
    ],
    [
      'every occurrence, in order',
      'X: 1\nY: 2\nx: 3\n\n',
      [
        ['x', '1'],
        ['y', '2'],
        ['x', '3'],
      ],
    ],
    ['folded; the blank stays (RFC 5322 2.2.3)', 'Subject: a\r\n b\r\n\tc\r\n\r\n', [['subject', 'a b\tc']]],
    ['blank before the colon (4.5)', 'Subject : a\n\n', [['subject', 'a']]],
    ['an mbox line is no field', 'From ann@example.org Mon Jun  1 10:00:00 2026\nTo: b\n\n', [['to', 'b']]],
    ['a line without a colon', 'garbage\nTo: b\n\n', [['to', 'b']]],
    ['no colon, then folded: not added to the field before', 'To: b\n\n', [['to', 'b']]],
    ['an empty value', 'Subject:\n\n', [['subject', '']]],
    ['raw UTF-8', 'Subject: Bär\n\n', [['subject', 'Bär']]],
    ['NUL vanishes', 'Subject: a\0b\n\n', [['subject', 'ab']]],
    ['no blank line at all', 'To: b', [['to', 'b']]],
    ['nothing', '', []],
  ])('%s', (_reason, text, fields) => {
    expect(headers(text).map((field) => [field.name, field.value])).toEqual(fields);
  });

  test('raw windows-1252', () => {
    expect(readHeaders(Buffer.from('Subject: B\xe4r \x80\n\n', 'latin1'))[0]?.value).toBe('Bär €');
  });
  test('reads no more than its bound', () => {
    expect(headers(`A: 1\n${'B: 2\n'.repeat(MAX_HEADER)}`).length).toBeLessThanOrEqual(2000);
  });
});

test.each([
  ['a\n\nb', 3],
  ['a\r\n\r\nb', 5],
  ['\r\nb', 2],
  ['\nb', 1],
  ['a\nb', 3],
])('headerEnd of %j is %i', (text, end) => {
  expect(headerEnd(Buffer.from(text))).toBe(end);
});

test('messageIds takes all fields, each once', () => {
  const fields = headers('References: <a@x> <b@x>\nReferences: <b@x> garbage <c@x\nReferences: <d@x>\n\n');
  expect(messageIds(fields, 'references')).toEqual(['<a@x>', '<b@x>', '<d@x>']);
  expect(valuesOf(fields, 'references')).toHaveLength(3);
});

describe('addressesIn', () => {
  test.each<[string, string, readonly (readonly [string, string])[]]>([
    ['bare', 'ann@example.org', [['', 'ann@example.org']]],
    ['name', 'Ann Lee <Ann@Example.ORG>', [['Ann Lee', 'Ann@example.org']]],
    ['quoted comma', `"O'Neil, Pat" <pat.o'neil@example.com>`, [["O'Neil, Pat", "pat.o'neil@example.com"]]],
    ['encoded name', '=?utf-8?q?=C3=88ve?= <eve@example.fr>', [['Ève', 'eve@example.fr']]],
    [
      'group',
      'Us: a@example.org, b@example.org;',
      [
        ['', 'a@example.org'],
        ['', 'b@example.org'],
      ],
    ],
    ['empty group', 'undisclosed-recipients:;', []],
    ['no address', 'Ann', []],
    [
      'a comment hides no other address (CVE-2026-121424)',
      '(a (b) <evil@example.net>) good@example.org',
      [['a (b) <evil@example.net>', 'good@example.org']],
    ],
    [
      'an encoded word is no address',
      '=?utf-8?q?evil=40example.net?= <good@example.org>',
      [['evil@example.net', 'good@example.org']],
    ],
  ])('%s', (_reason, value, expected) => {
    const found = addressesIn([{ name: 'from', value }], 'from');
    expect(found.map((address) => [address.name, address.address])).toEqual(expected);
  });

  test('two From fields: both', () => {
    const fields = headers('From: a@example.org\nFrom: b@example.org\n\n');
    expect(addressesIn(fields, 'from').map((address) => address.address)).toEqual(['a@example.org', 'b@example.org']);
  });
});
