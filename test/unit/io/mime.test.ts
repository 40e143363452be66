import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../src/io/mime.ts';
import type { Worded } from '../../../src/mail/draft.ts';

const options = { date: Date.UTC(2026, 2, 1, 12), mailbox: 'data@example.org' };

const draft = (changes: Partial<Worded> = {}): Worded => ({
  messageId: '<r.abc@example.org>',
  from: { name: 'Open Trusted Data Initiative', address: 'data@example.org' },
  replyTo: null,
  to: { name: 'Ann Example', address: 'ann@example.org' },
  subject: 'Your dataset [DS-0001]',
  inReplyTo: '<1@example.org>',
  references: ['<0@example.org>', '<1@example.org>'],
  autoSubmitted: 'auto-replied',
  text: 'Dataset name: \nDataset location (URL): \n',
  html: null,
  ...changes,
});

const composed = async (changes: Partial<Worded> = {}): Promise<string> =>
  Buffer.from(await composeMail(draft(changes), options)).toString('latin1');

test('answers go to the address that carries the token, where there is one', async () => {
  const replyTo = { name: '', address: 'data+mr1-abc@example.org' };
  expect(await composed({ replyTo })).toContain('\r\nReply-To: data+mr1-abc@example.org\r\n');
  expect(await composed()).not.toContain('\r\nReply-To');
});

test('a plain letter, octet for octet', async () => {
  expect(await composed()).toBe(
    [
      'Content-Transfer-Encoding: quoted-printable',
      'Auto-Submitted: auto-replied',
      'X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply',
      'X-Mailroom-Loop: data@example.org',
      'From: Open Trusted Data Initiative <data@example.org>',
      'To: Ann Example <ann@example.org>',
      'In-Reply-To: <1@example.org>',
      'References: <0@example.org> <1@example.org>',
      'Subject: Your dataset [DS-0001]',
      'Message-ID: <r.abc@example.org>',
      'Date: Sun, 01 Mar 2026 12:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Dataset name:=20',
      'Dataset location (URL):=20',
      '',
    ].join('\r\n'),
  );
});

test('a line that fits is left whole, whatever stands above it', async () => {
  const lines = [
    'Hello',
    '',
    ...[10, 30, 50, 70, 74].map((length) => 'words and more '.repeat(6).slice(0, length).trimEnd()),
  ];
  const body = (await composed({ text: `${lines.join('\n')}\n` })).split('\r\n\r\n').slice(1).join('\r\n\r\n');
  expect(body.split('\r\n')).toEqual([...lines, '']);
  expect(await composed({ text: `Hello\n${'x'.repeat(77)}` })).toContain(`Hello\r\n${'x'.repeat(75)}=\r\nxx`);
});

test('the same draft gives the same octets, with HTML too', async () => {
  const changes = { html: '<p>Hello</p>' };
  expect(await composed(changes)).toBe(await composed(changes));
  expect(await composed(changes)).toMatch(/multipart\/alternative;/);
  expect(await composed(changes)).not.toBe(await composed({ ...changes, messageId: '<r.def@example.org>' }));
});

describe("the octets are those of nodemailer's own composer", () => {
  const boundaryIn = (source: string): string => /boundary="--_NmP-([0-9a-f]+)-/.exec(source)?.[1] ?? '';
  const byNodemailer = async (changes: Partial<Worded>): Promise<string> => {
    const { text, html, ...mail } = draft(changes);
    const part = (content: string) => ({
      content: content.replace(/\r?\n/g, '\r\n'),
      contentTransferEncoding: 'quoted-printable',
    });
    const built = await new MailComposer({
      ...{
        messageId: mail.messageId,
        date: new Date(options.date),
        from: mail.from,
        to: mail.to,
        subject: mail.subject,
      },
      ...{
        inReplyTo: mail.inReplyTo ?? undefined,
        references: [...mail.references],
        replyTo: mail.replyTo ?? undefined,
      },
      headers: {
        'Auto-Submitted': mail.autoSubmitted,
        'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
        'X-Mailroom-Loop': options.mailbox,
      },
      text: part(text),
      html: html === null ? undefined : part(html),
      newline: 'windows',
      baseBoundary: boundaryIn(await composed(changes)),
    })
      .compile()
      .build();
    return built.toString('latin1');
  };

  test.each([
    ['a page beside the text', { html: '<p>Grüße &amp; 数据 = 1</p>\n' }],
    ['a page without a last line end', { html: '<p>x</p>' }],
    ['a text without a last line end', { text: 'no end' }],
    ['blanks at the end', { text: 'Dataset name: ', html: '<p>x</p>\n ' }],
    ['CRLF, a bare CR, a tab before a line end', { text: 'a\r\nb\rc\t\n\n' }],
    ['lines of all lengths around 76', { text: [...'ab'.repeat(45)].map((_, n) => 'é='.repeat(n)).join('\n') }],
    ['more than its encoder takes at a time', { text: 'Grüße, one line  \n'.repeat(6000) }],
    [
      'a long subject and name, not in ASCII',
      { subject: 'Dätensatz '.repeat(14).trim(), to: { name: 'Ä'.repeat(60), address: 'a@example.org' } },
    ],
    ['an address that needs SMTPUTF8', { to: { name: '', address: 'jürgen@bücher.example.org' } }],
    [
      'twenty references, and a token',
      {
        references: Array.from({ length: 20 }, (_, n) => `<${n}.${'x'.repeat(50)}@example.org>`),
        replyTo: { name: 'Us', address: 'data+mr1-abc@example.org' },
      },
    ],
  ] satisfies readonly (readonly [string, Partial<Worded>])[])('%s', async (_reason, changes) => {
    expect(await composed(changes)).toBe(await byNodemailer(changes));
  });
});

test('a letter that starts a thread has neither In-Reply-To nor References', async () => {
  const text = await composed({ inReplyTo: null, references: [], autoSubmitted: 'auto-generated' });
  expect(text).not.toMatch(/In-Reply-To|References/);
  expect(text).toContain('Auto-Submitted: auto-generated');
});

describe('text arrives as it was written', () => {
  test.each([
    ['accents and other scripts', 'Jürgen Müller, 数据, Ελλάδα, 👍\n'],
    ['a line of 5,000 characters', `Dataset name: ${'long '.repeat(1000)}\nnext\n`],
    ['a line that begins with From, a dot, spaces, dashes', 'From here\n.\n  indented\n-- \nend\n'],
    ['a field block', 'Dataset name: \nI want the Alliance to host it: Yes/No\n'],
    ['trailing spaces that format=flowed would join', 'one \ntwo \nthree\n'],
  ])('%s', async (_reason, text) => {
    const source = await composed({ text });
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(source).not.toMatch(/[^\r]\n|[\x80-\xff]/);
    expect(source).not.toContain('flowed');
    const parsed = await simpleParser(source, { skipTextToHtml: true });
    expect(parsed.text?.replace(/\n$/, '')).toBe(text.replace(/\n$/, ''));
  });
});

describe('nothing from a mail reaches a header of its own', () => {
  const evil = 'x\r\nBcc: victim@example.org\r\n\r\nbody';
  test.each([
    ['subject', { subject: evil }],
    ['name', { to: { name: evil, address: 'ann@example.org' } }],
    ['address', { to: { name: 'Ann', address: `ann@example.org\r\nBcc: victim@example.org` } }],
    ['In-Reply-To', { inReplyTo: '<1@example.org>\r\nBcc: victim@example.org' }],
    ['References', { references: ['<1@example.org>\r\nBcc: <victim@example.org>', '<2@example.org>'] }],
    ['subject with a Unicode line end', { subject: 'x\u2028Bcc: victim@example.org\u0085Bcc: b@example.org' }],
  ] as const)('%s', async (_where, changes) => {
    const source = await composed(changes);
    const header = source.slice(0, source.indexOf('\r\n\r\n'));
    expect(header.split('\r\n').filter((line) => /^bcc/i.test(line))).toEqual([]);
    expect((await simpleParser(source)).headers.has('bcc')).toBe(false);
    expect(source).toContain('Dataset name:');
  });

  test('a name full of quotes and brackets stays a name', async () => {
    const parsed = await simpleParser(
      await composed({ to: { name: 'Ann "x" <evil@example.org>, b', address: 'ann@example.org' } }),
    );
    const to = Array.isArray(parsed.to) ? parsed.to : [parsed.to];
    expect(to.flatMap((list) => list?.value.map(({ address }) => address))).toEqual(['ann@example.org']);
  });

  test('a text that looks like a boundary is no boundary', async () => {
    const first = await composed({ html: '<p>x</p>' });
    const boundary = /boundary="([^"]+)"/.exec(first)?.[1] ?? '';
    const parsed = await simpleParser(
      await composed({ html: '<p>x</p>', text: `--${boundary}\nContent-Type: text/html\n\nevil\n` }),
    );
    expect(parsed.text).toContain('evil');
    expect(parsed.html).toBe('<p>x</p>');
  });
});

test('References: only what is an identifier', async () => {
  const references = ['<a@example.org>', 'junk', '<c d>', `<${'x'.repeat(2000)}@example.org>`, '<e@example.org>'];
  expect(await composed({ references })).toContain('\r\nReferences: <a@example.org> <e@example.org>\r\n');
});
