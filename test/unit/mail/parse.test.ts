import { describe, expect, test } from 'vitest';
import type { Message, Unreadable } from '../../../src/mail/message.ts';
import { parseMessage } from '../../../src/mail/parse.ts';

const HEADER = 'From: Ann <ann@example.org>\nTo: data@example.com\nSubject: Data\nMIME-Version: 1.0\n';

/** Parses in both line ends, which must not matter. */
const parse = async (text: string): Promise<Message | Unreadable> => {
  const lf = await parseMessage(Buffer.from(text, 'latin1'));
  const crlf = await parseMessage(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
  // Sizes differ by nature, and with them where a bound cuts a header.
  if (lf.kind === 'unreadable') expect(crlf).toMatchObject({ kind: 'unreadable', reason: lf.reason });
  else expect({ ...crlf, size: 0, attachments: [] }).toEqual({ ...lf, size: 0, attachments: [] });
  return lf;
};

const message = async (text: string): Promise<Message> => {
  const parsed = await parse(text);
  if (parsed.kind !== 'message') throw new Error(parsed.reason);
  return parsed;
};

/** `part source: line|line` for each text. */
const texts = (parsed: Message): readonly string[] =>
  parsed.texts.map((text) => `${text.part} ${text.source}: ${text.lines.map((line) => line.text).join('|')}`);

const multipart = (type: string, ...parts: readonly string[]): string =>
  `Content-Type: multipart/${type}; boundary="=b${type}"\n\n${parts.map((part) => `--=b${type}\n${part}\n`).join('')}--=b${type}--\n`;

const PLAIN = 'Content-Type: text/plain; charset=utf-8\n\nName: Ann';
const HTML = 'Content-Type: text/html; charset=utf-8\n\n<p>Name: <b>Ann</b></p>';

describe('texts', () => {
  test.each<[string, string, readonly string[]]>([
    ['no Content-Type', '\nhello', ['1 plain: hello']],
    ['plain', PLAIN, ['1 plain: Name: Ann']],
    ['HTML', HTML, ['1 html: Name: Ann']],
    ['a Content-Type that is none (RFC 2045 5.2)', 'Content-Type: text\n\nhello', ['1 plain: hello']],
    ['a part whose Content-Type is empty', multipart('mixed', 'Content-Type: ;\n\nhello'), ['1 plain: hello']],
    ['quoted-printable', 'Content-Transfer-Encoding: quoted-printable\n\na=3Db=\nc', ['1 plain: a=bc']],
    ['base64', 'Content-Transfer-Encoding: base64\n\naGVsbG8K', ['1 plain: hello']],
    ['alternative', multipart('alternative', PLAIN, HTML), ['1 plain: Name: Ann', '2 html: Name: Ann']],
    [
      'alternative within mixed (RFC 3501 6.4.5)',
      multipart('mixed', multipart('alternative', PLAIN, HTML), 'Content-Type: application/pdf\n\nx'),
      ['1.1 plain: Name: Ann', '1.2 html: Name: Ann'],
    ],
    ['two plain parts stay apart', multipart('mixed', PLAIN, PLAIN), ['1 plain: Name: Ann', '2 plain: Name: Ann']],
    [
      'an attached text comes last',
      multipart(
        'mixed',
        'Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nName: Ben',
        PLAIN,
      ),
      ['2 plain: Name: Ann', '1 attachment: Name: Ben'],
    ],
    [
      'a named text after the body is attached, whatever its disposition',
      multipart('mixed', PLAIN, 'Content-Type: text/plain; name=a.txt\nContent-Disposition: inline\n\nName: Ben'),
      ['1 plain: Name: Ann', '2 attachment: Name: Ben'],
    ],
    ['a named text that is the body', 'Content-Type: text/plain; name=body.txt\n\nhello', ['1 plain: hello']],
    [
      'attached HTML is not read',
      multipart('mixed', PLAIN, 'Content-Type: text/html\nContent-Disposition: attachment\n\nx'),
      ['1 plain: Name: Ann'],
    ],
    ['format=flowed', 'Content-Type: text/plain; format=flowed\n\n> quoted \nanswer', ['1 plain: quoted |answer']],
    [
      'delsp',
      'Content-Type: text/plain; format=flowed; delsp=yes\n\nhttps://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/ \nb',
      ['1 plain: https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b'],
    ],
    ['charset', 'Content-Type: text/plain; charset=iso-8859-2\n\n\xb3', ['1 plain: ł']],
    ['charset in <meta> alone', 'Content-Type: text/html\n\n<meta charset="koi8-r"><p>\xf6', ['1 html: Ж']],
    [
      'charset in the old <meta>',
      'Content-Type: text/html\n\n<META http-equiv=x content="text/html; charset=windows-1251">\xc6',
      ['1 html: Ж'],
    ],
    ['UTF-8 called latin1', 'Content-Type: text/plain; charset=iso-8859-1\n\n\xc3\xa4', ['1 plain: ä']],
    [
      'two Content-Types: the type of the first',
      'Content-Type: text/html\nContent-Type: text/plain; charset=koi8-r\n\n<p>a',
      ['1 html: a'],
    ],
    [
      'a multipart whose boundary never comes',
      'Content-Type: multipart/mixed; boundary=x\n\nhello',
      ['1 plain: hello'],
    ],
    ['a multipart without a boundary', 'Content-Type: multipart/mixed\n\nhello', ['1 plain: hello']],
    ['an unclosed multipart', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhello', ['1 plain: hello']],
    [
      'preamble and epilogue are no text',
      'Content-Type: multipart/mixed; boundary=x\n\npre\n--x\n\nhello\n--x--\npost',
      ['1 plain: hello'],
    ],
    ['no body', '', ['1 plain: ']],
  ])('%s', async (_reason, body, expected) => {
    expect(texts(await message(`${HEADER}${body}`))).toEqual(expected);
  });

  test('lines know where they stand', async () => {
    const { texts: parts } = await message(`${HEADER}${multipart('alternative', PLAIN, HTML)}`);
    expect(parts[1]?.lines).toEqual([
      { text: 'Name: Ann', part: '2', number: 1, depth: 0, marks: [{ kind: 'bold', from: 6, to: 9 }] },
    ]);
  });

  test('too much text is cut, and says so; the HTML beside it has room of its own', async () => {
    const long = `Content-Type: text/plain\n\n${'a line of text\n'.repeat(40_000)}`;
    const { texts: parts } = await message(`${HEADER}${multipart('alternative', long, HTML)}`);
    expect(parts.map((part) => part.cut)).toEqual([true, false]);
    expect(parts[0]?.lines.length).toBeLessThanOrEqual(20_000);
    expect(parts[1]?.lines[0]?.text).toBe('Name: Ann');
  });
});

test('a text after the room is used up is told of', async () => {
  const long = `Content-Type: text/plain\n\n${'a line of text\n'.repeat(15_000)}`;
  const { texts: parts } = await message(`${HEADER}${multipart('mixed', long, long, PLAIN)}`);
  expect(parts.map((part) => part.cut)).toEqual([false, true, true]);
  expect(parts[2]?.lines).toEqual([]);
});

describe('header', () => {
  test('all of it', async () => {
    const parsed = await message(
      'From: Ann <ann@Example.org>\nFrom: ben@example.org\nTo: data@example.com, c@example.org\nCc: d@example.org\n' +
        'Subject: =?utf-8?q?B=C3=A4r?=\nDate: Tue, 02 Jun 2026 17:15:18 +0200\nMessage-ID: <1@example.org>\n' +
        'In-Reply-To: <2@example.org> <3@example.org>\nReferences: <4@example.org>\n <2@example.org>\n' +
        'Content-Type: Text/Plain; Charset=UTF-8\n\nx',
    );
    expect(parsed).toMatchObject({
      from: [
        { name: 'Ann', address: 'ann@example.org' },
        { name: '', address: 'ben@example.org' },
      ],
      to: [{ address: 'data@example.com' }, { address: 'c@example.org' }],
      cc: [{ address: 'd@example.org' }],
      subject: 'Bär',
      date: Date.UTC(2026, 5, 2, 15, 15, 18),
      messageId: '<1@example.org>',
      inReplyTo: ['<2@example.org>', '<3@example.org>'],
      references: ['<4@example.org>', '<2@example.org>'],
      contentType: { type: 'text/plain', parameters: { charset: 'UTF-8' } },
      wrapped: null,
    });
    expect(parsed.headers.filter((header) => header.name === 'from')).toHaveLength(2);
  });
  test('what is absent', async () => {
    expect(await message('To: data@example.com\n\nx')).toMatchObject({
      from: [],
      subject: '',
      date: null,
      messageId: null,
      references: [],
    });
  });
  test('CR alone ends lines', async () => {
    const parsed = await parseMessage(Buffer.from('From: ann@example.org\rSubject: a\r\rName: Ann\rCity: Bonn'));
    expect(parsed.kind === 'message' ? [parsed.subject, ...texts(parsed)] : []).toEqual([
      'a',
      '1 plain: Name: Ann|City: Bonn',
    ]);
  });
  test('the type of a report, with its parameters', async () => {
    const parsed = await message(
      `${HEADER}Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\na\n--x--\n`,
    );
    expect(parsed.contentType).toEqual({
      type: 'multipart/report',
      parameters: { 'report-type': 'delivery-status', boundary: 'x' },
    });
  });
});

describe('other parts', () => {
  test('attachments', async () => {
    const parsed = await message(
      `${HEADER}${multipart(
        'mixed',
        PLAIN,
        'Content-Type: application/pdf; name="=?utf-8?q?B=C3=A4r.pdf?="\nContent-Transfer-Encoding: base64\n\nQUJD',
        "Content-Type: text/csv\nContent-Disposition: attachment; filename*=utf-8''%C3%A4.csv\n\na,b",
      )}`,
    );
    expect(parsed.attachments).toEqual([
      { part: '2', name: 'Bär.pdf', type: 'application/pdf', size: 3 },
      { part: '3', name: 'ä.csv', type: 'text/csv', size: 3 },
    ]);
  });
  test('an attachment emptied on its way keeps its size', async () => {
    const parsed = await message(
      `X-Mailroom-Emptied: 2 40000\nX-Mailroom-Emptied: 3 x\n${HEADER}${multipart('mixed', PLAIN, 'Content-Type: application/pdf\n\n')}`,
    );
    expect(parsed.attachments).toMatchObject([{ part: '2', size: 40_000 }]);
  });
  test('a text emptied on its way is cut', async () => {
    const parsed = await message(`X-Mailroom-Emptied: 1 40000\n${HEADER}${PLAIN}`);
    expect(parsed.texts).toMatchObject([{ cut: true }]);
  });
  test('a delivery report and what it returns', async () => {
    const parsed = await message(
      `${HEADER}${multipart(
        'report',
        PLAIN,
        'Content-Type: message/delivery-status\n\nReporting-MTA: dns; example.org\n\nAction: failed',
        'Content-Type: message/rfc822\n\nMessage-ID: <ours@example.com>\nSubject: Re: x\n\nName: Hidden',
      )}`,
    );
    expect(parsed.reports).toEqual([
      { part: '2', type: 'message/delivery-status', body: 'Reporting-MTA: dns; example.org\n\nAction: failed' },
    ]);
    expect(parsed.enclosed).toEqual([
      {
        part: '3',
        headers: [
          { name: 'message-id', value: '<ours@example.com>' },
          { name: 'subject', value: 'Re: x' },
        ],
      },
    ]);
    expect(texts(parsed)).toEqual(['1 plain: Name: Ann']);
  });
  test('a mail shown within the mail stays one part', async () => {
    const parsed = await message(
      `${HEADER}${multipart('mixed', PLAIN, 'Content-Type: message/rfc822\nContent-Disposition: inline\n\nSubject: x\n\nName: Hidden')}`,
    );
    expect(texts(parsed)).toEqual(['1 plain: Name: Ann']);
    expect(parsed.enclosed).toMatchObject([{ part: '2', headers: [{ name: 'subject', value: 'x' }] }]);
  });
  test.each(['text/rfc822-headers', 'message/rfc822'])('%s in base64', async (type) => {
    const content = Buffer.from('Message-ID: <a@b>\n\nx').toString('base64');
    const parsed = await message(
      `${HEADER}${multipart('report', PLAIN, `Content-Type: ${type}\nContent-Transfer-Encoding: base64\n\n${content}`)}`,
    );
    expect(parsed.enclosed[0]?.headers).toEqual([{ name: 'message-id', value: '<a@b>' }]);
  });
});

describe('wrapped', () => {
  const EMPTY = 'Content-Type: text/plain\n\n \n';
  const TNEF = 'Content-Type: application/ms-tnef; name=winmail.dat\n\nx';
  test.each<[string, string, Message['wrapped']]>([
    ['TNEF alone', TNEF, 'tnef'],
    ['TNEF beside an empty text', multipart('mixed', EMPTY, TNEF), 'tnef'],
    ['winmail.dat by name', 'Content-Type: application/octet-stream; name=WinMail.dat\n\nx', 'tnef'],
    ['TNEF beside a text', multipart('mixed', PLAIN, TNEF), null],
    [
      'PGP/MIME',
      multipart(
        'encrypted',
        'Content-Type: application/pgp-encrypted\n\nVersion: 1',
        'Content-Type: application/octet-stream\n\nx',
      ),
      'encrypted',
    ],
    ['S/MIME', 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx', 'encrypted'],
    ['PGP in the text', '\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----', 'encrypted'],
    ['PGP below a text', '\nName: Ann\n-----BEGIN PGP MESSAGE-----\n\nabc', null],
    ['signed only', multipart('signed', PLAIN, 'Content-Type: application/pgp-signature\n\nx'), null],
    ['nothing at all', '\n', null],
  ])('%s', async (_reason, body, wrapped) => {
    expect((await message(`${HEADER}${body}`)).wrapped).toBe(wrapped);
  });
});

describe('unreadable, with a reason', () => {
  test.each<[string, string, string]>([
    ['empty', '', 'it is empty'],
    ['no header', 'hello\n\nworld', 'it has no header'],
    ['a colon by luck', 'abc: def\n\nx', 'it has no header'],
    ['octets', '\x00\xff\xfe:\x01\x80', 'it has no header'],
    ['a huge header', `${HEADER}X: ${'a'.repeat(300_000)}\n\nx`, 'its header is larger than 256 KB'],
    [
      '20,000 parts',
      `${HEADER}Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(20_000)}`,
      'it has more than 200 parts',
    ],
    [
      'nested 1,000 deep',
      HEADER +
        Array.from({ length: 1000 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`).join(
          '',
        ),
      'it has more than 200 parts',
    ],
  ])('%s', async (_reason, source, reason) => {
    expect(await parse(source)).toMatchObject({ kind: 'unreadable', reason });
  });
  test('its headers are told of all the same', async () => {
    const parsed = await parse(`${HEADER}X: ${'a'.repeat(300_000)}\n\nx`);
    expect(parsed.headers[0]).toEqual({ name: 'from', value: 'Ann <ann@example.org>' });
  });
});
