import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/mail/charset.ts';
import { parseDate } from '../../../src/mail/date.ts';
import { decodeWords } from '../../../src/mail/encoded-word.ts';

const hex = (octets: string): Uint8Array => Buffer.from(octets.replaceAll(' ', ''), 'hex');

describe('decodeText', () => {
  test.each<[string, string, string | null, string]>([
    ['UTF-8', 'c3 a4', 'utf-8', 'ä'],
    ['UTF-8 called latin1', 'c3 a4', 'iso-8859-1', 'ä'],
    ['UTF-8 called ASCII', 'c3 a4', 'us-ascii', 'ä'],
    ['UTF-8 called windows-1251', 'd0 96', 'windows-1251', 'Ж'],
    ['UTF-8 without a name', 'c3 a4', null, 'ä'],
    ['UTF-8 with a name nobody knows', 'c3 a4', 'x-unknown', 'ä'],
    ['latin1', 'e4', 'iso-8859-1', 'ä'],
    ['latin1 with the euro of windows-1252', '80', 'iso-8859-1', '€'],
    ['curly quotes in windows-1252', '93 61 94', 'windows-1252', '“a”'],
    ['windows-1252 called UTF-8', '42 e4 72', 'utf-8', 'Bär'],
    ['windows-1252 without a name', '42 e4 72', null, 'Bär'],
    ['UTF-8 with one broken octet stays UTF-8', 'c3 a4 c3 b6 ff', 'utf-8', 'äö\ufffd'],
    ['windows-1251', 'c6', 'windows-1251', 'Ж'],
    ['koi8-r', 'f6', 'koi8-r', 'Ж'],
    ['iso-8859-2', 'b3', 'ISO-8859-2', 'ł'],
    ['iso-8859-15', 'a4', 'iso-8859-15', '€'],
    ['iso-8859-8-i', 'e0', 'iso-8859-8-i', 'א'],
    ['iso-2022-jp', '1b 24 42 46 7c 1b 28 42', 'iso-2022-jp', '日'],
    ['iso-2022-jp without a name', '1b 24 42 46 7c 1b 28 42', null, '日'],
    ['iso-2022-jp called ASCII', '1b 24 42 46 7c 1b 28 42', 'us-ascii', '日'],
    ['shift_jis', '93 fa', 'Shift_JIS', '日'],
    ['euc-jp', 'c6 fc', 'euc-jp', '日'],
    ['gb2312 read as gb18030', 'd6 d0', 'gb2312', '中'],
    ['gb18030 though valid UTF-8', 'c1 aa cd a8', 'gb18030', '联通'],
    ['big5', 'a4 a4', 'big5', '中'],
    ['ks_c_5601-1987', 'c7 d1', 'ks_c_5601-1987', '한'],
    ['euc-kr', 'c7 d1', 'euc-kr', '한'],
    ['utf-7', '2b 41 4f 51 2d', 'utf-7', 'ä'],
    ['utf-16 with its mark', 'fe ff 00 e4', 'utf-16', 'ä'],
    ['a byte order mark vanishes', 'ef bb bf 61', 'utf-8', 'a'],
    ['NUL vanishes', '61 00 62', 'utf-8', 'ab'],
    ['quotes around the name', 'f6', '"koi8-r"', 'Ж'],
    ['nothing', '', 'utf-8', ''],
  ])('%s', (_reason, octets, charset, text) => {
    expect(decodeText(hex(octets), charset)).toBe(text);
  });
});

describe('decodeWords', () => {
  test.each<[string, string, string]>([
    ['Q', '=?utf-8?Q?B=C3=A4r_1?=', 'Bär 1'],
    ['B', '=?UTF-8?B?QsOkcg==?=', 'Bär'],
    ['among words', 'a =?utf-8?q?=C3=A4?= b', 'a ä b'],
    ['blanks between two vanish (RFC 2047 6.2)', '=?utf-8?q?a?= \t=?utf-8?q?b?=', 'ab'],
    ['a character cut in two words', '=?utf-8?q?=C3?= =?utf-8?q?=A4?=', 'ä'],
    ['base64 cut in two words', '=?utf-8?b?QsM=?= =?utf-8?b?pHI=?=', 'Bär'],
    ['two charsets', '=?utf-8?q?=C3=A4?= =?iso-8859-1?q?=E4?=', 'ää'],
    ['language (RFC 2231 5)', '=?utf-8*de?q?=C3=A4?=', 'ä'],
    ['iso-2022-jp', '=?iso-2022-jp?B?GyRCRnwbKEI=?=', '日'],
    ['glued to text', 'a=?utf-8?q?b?=c', 'abc'],
    ['not a word', '=?utf-8?x?a?=', '=?utf-8?x?a?='],
    ['unclosed', '=?utf-8?q?a', '=?utf-8?q?a'],
    ['plain', 'Re: a = b?', 'Re: a = b?'],
  ])('%s', (_reason, value, text) => {
    expect(decodeWords(value)).toBe(text);
  });
});

describe('parseDate', () => {
  test.each<[string, string, string | null]>([
    ['RFC 5322', 'Tue, 02 Jun 2026 17:15:18 +0200', '2026-06-02T15:15:18.000Z'],
    ['the wrong weekday', 'Mon, 02 Jun 2026 17:15:18 +0200', '2026-06-02T15:15:18.000Z'],
    ['no weekday, no seconds', '2 Jun 2026 17:15 -0530', '2026-06-02T22:45:00.000Z'],
    ['comment', 'Tue, 02 Jun 2026 17:15:18 +0200 (CEST)', '2026-06-02T15:15:18.000Z'],
    ['obsolete zone (4.3)', 'Tue, 02 Jun 2026 10:00:00 EST', '2026-06-02T15:00:00.000Z'],
    ['unknown zone is UTC (4.3)', 'Tue, 02 Jun 2026 10:00:00 XYZ', '2026-06-02T10:00:00.000Z'],
    ['two digits (4.3)', '2 Jun 26 10:00:00 GMT', '2026-06-02T10:00:00.000Z'],
    ['two digits, last century', '2 Jun 96 10:00:00 GMT', '1996-06-02T10:00:00.000Z'],
    ['folded', 'Tue, 02 Jun 2026\t10:00:00 +0000', '2026-06-02T10:00:00.000Z'],
    ['a word', 'yesterday', null],
    ['no time', '2 Jun 2026', null],
    ['no such month', '2 Foo 2026 10:00:00 +0000', null],
    ['no such hour', '2 Jun 2026 25:00:00 +0000', null],
    ['nothing', '', null],
  ])('%s', (_reason, value, date) => {
    const time = parseDate(value);
    expect(time === null ? null : new Date(time).toISOString()).toBe(date);
  });
});
