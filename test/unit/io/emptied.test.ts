import { expect, test } from 'vitest';
import { emptyAttachments } from '../../../src/io/emptied.ts';

const empty = async (mail: string, chunk = 7): Promise<string> => {
  const bytes = Buffer.from(mail, 'latin1');
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  return Buffer.from(await emptyAttachments(chunks())).toString('latin1');
};

const crlf = (text: string) => text.replaceAll('\n', '\r\n');

const base64 = `${'QUJD'.repeat(19)}\n`.repeat(10);

const mixed = `From: a@example.org
Subject: offer
Content-Type: multipart/mixed;
 boundary="outer"

preamble
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain

Dataset name: x
--inner
Content-Type: text/html

<p>Dataset name: x
--inner--

--outer
Content-Type: application/pdf; name=a.pdf
Content-Transfer-Encoding: base64

${base64}--outer--
epilogue
`;

const mixedEmptied = `X-Mailroom-Emptied: 2 562
From: a@example.org
Subject: offer
Content-Type: multipart/mixed;
 boundary="outer"

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain

Dataset name: x
--inner
Content-Type: text/html

<p>Dataset name: x
--inner--
--outer
Content-Type: application/pdf; name=a.pdf
Content-Transfer-Encoding: base64

--outer--
`;

const cases: readonly (readonly [string, string, string])[] = [
  ['text stays, the attachment goes', mixed, mixedEmptied],
  [
    'a plain mail stays as it is',
    'Subject: a\n\nhello\n\n--not a delimiter\n',
    'Subject: a\n\nhello\n\n--not a delimiter\n',
  ],
  [
    'a mail that is one file',
    `Content-Type: image/png\n\n${base64}`,
    `X-Mailroom-Emptied: 1 770\nContent-Type: image/png\n\n`,
  ],
  [
    'of a mail within, the header stays',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: within\n\nhidden\n--b--\n',
    'X-Mailroom-Emptied: 1 24\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: within\n\n--b--\n',
  ],
  ['header only, no blank line', 'Subject: a', 'Subject: a'],
  ['nothing', '', ''],
  [
    'a multipart without a boundary is text of no use',
    `Content-Type: multipart/mixed\n\n${base64}`,
    `X-Mailroom-Emptied: 1 770\nContent-Type: multipart/mixed\n\n`,
  ],
  [
    'the outer delimiter ends an inner multipart that was never closed',
    'Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n--o\n\ny\n--o--\n',
    'Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n--o\n\ny\n--o--\n',
  ],
];

test.each(cases)('%s', async (_reason, mail, expected) => {
  expect(await empty(mail)).toBe(expected);
  expect(await empty(mail, 1)).toBe(expected);
  expect(await empty(mail, 1 << 20)).toBe(expected);
});

test.each(cases.slice(0, 2))('with CRLF: %s', async (_reason, mail, expected) => {
  const answer = await empty(crlf(mail));
  expect(answer.replace(/^X-Mailroom-Emptied: (\d) \d+/, 'X')).toBe(
    crlf(expected).replace(/^X-Mailroom-Emptied: (\d) \d+/, 'X'),
  );
});

test('a text part over the limit is cut, and told of', async () => {
  const answer = await empty(`Content-Type: text/plain\n\n${'0123456789abcde\n'.repeat(40_000)}`, 1 << 16);
  expect(answer).toMatch(/^X-Mailroom-Emptied: 1 640000\n/);
  expect(answer.length).toBeLessThan(400_000);
});

test('hostile: a line without end, a thousand parts, a header of 2 MB: bounded, and quick', async () => {
  const started = Date.now();
  expect((await empty(`Content-Type: text/plain\n\n${'x'.repeat(5_000_000)}`, 1 << 16)).length).toBeLessThan(500_000);
  const parts = `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(1000)}`;
  expect((await empty(parts, 1 << 16)).split('\n\nx').length).toBe(201);
  expect((await empty('Subject: a\n b\n'.repeat(200_000), 1 << 16)).length).toBeLessThan(300_000);
  expect(Date.now() - started).toBeLessThan(5000);
});
