import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { contentOf } from '../../src/io/content.ts';
import { emptyAttachments } from '../../src/io/emptied.ts';
import { printable } from '../../src/io/log.ts';
import { composeMail } from '../../src/io/mime.ts';
import { parseMessage } from '../../src/mail/parse.ts';

const empty = async (bytes: Uint8Array, chunk: number): Promise<Buffer> => {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  return Buffer.from(await emptyAttachments(chunks()));
};

/** Lines that mails are made of, in any order: headers, delimiters, bodies, garbage. */
const line = fc.oneof(
  fc.constantFrom(
    'Content-Type: multipart/mixed; boundary=a',
    'Content-Type: multipart/alternative; boundary="b c"',
    'Content-Type: application/pdf',
    'Content-Type: text/html',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: base64',
    '--a',
    '--a--',
    '--b c',
    '--b c--',
    '',
    '',
    ' folded',
    'Dataset name: Rain',
  ),
  fc.string({ maxLength: 100 }),
);
const mail = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, eol]) => lines.join(eol));

describe('emptying a mail', () => {
  test('gives the same however the octets came, and never more than came, but for what it tells', async () => {
    await fc.assert(
      fc.asyncProperty(mail, fc.integer({ min: 1, max: 50 }), async (text, chunk) => {
        const bytes = Buffer.from(text, 'latin1');
        const whole = await empty(bytes, 1 << 20);
        expect((await empty(bytes, chunk)).equals(whole)).toBe(true);
        const told = whole.toString('latin1').match(/^(?:X-Mailroom-Emptied: [\d.]+ \d+\r?\n)*/)?.[0] ?? '';
        expect(whole.length - told.length).toBeLessThanOrEqual(bytes.length + 2);
      }),
      { numRuns: 500 },
    );
  });

  test('never fails on random octets', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => void (await empty(bytes, 1000))),
    );
  });

  const samples = new URL('../../data/samples/', import.meta.url);
  test.each(readdirSync(samples).filter((name) => name.endsWith('.eml')))(
    'leaves the text of %s as it was',
    async (name) => {
      const source = readFileSync(new URL(name, samples));
      const [before, after] = [await parseMessage(source), await parseMessage(await empty(source, 1000))];
      if (before.kind === 'unreadable' || after.kind === 'unreadable') return expect(after.kind).toBe(before.kind);
      const texts = ({ texts: parts }: typeof before) =>
        parts.map(({ part, source: from, lines }) => [part, from, lines.map((shown) => shown.text)]);
      expect(texts(after)).toEqual(texts(before));
      expect(after.subject).toBe(before.subject);
    },
  );
});

test('content types: never fails, and a boundary has no line end', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (value) => {
      const content = contentOf(`Content-Type: multipart/mixed; boundary=${value}\r\nSubject: x\r\n\r\n`);
      expect(content.boundary ?? '').not.toMatch(/[\r\n]/);
    }),
  );
});

test('what is printable holds no control character, and is bounded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/\p{Cc}/u);
      expect(shown.length).toBeLessThanOrEqual(6 * 2000);
    }),
  );
});

test('a letter: whatever its text, it arrives; whatever its subject and names, it has the headers it should', async () => {
  const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 20 });
  const anything = fc.string({ unit: 'binary', maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(text, anything, anything, anything, async (lines, subject, name, reference) => {
      const body = lines.map((shown) => shown.replaceAll(/[\r\n]/g, '')).join('\n');
      const bytes = await composeMail(
        {
          messageId: '<r.1@example.org>',
          from: { name: 'Us', address: 'data@example.org' },
          replyTo: null,
          to: { name, address: 'ann@example.org' },
          subject,
          inReplyTo: `<${reference}>`,
          references: [`<${reference}>`, '<0@example.org>'],
          autoSubmitted: 'auto-replied',
          text: body,
          html: null,
        },
        { date: 0, mailbox: 'data@example.org' },
      );
      const source = Buffer.from(bytes).toString('latin1');
      const header = source.slice(0, source.indexOf('\r\n\r\n'));
      const names = header
        .split('\r\n')
        .filter((shown) => !/^[ \t]/.test(shown))
        .map((shown) => shown.split(':', 1)[0]);
      const known = [
        'Auto-Submitted',
        'Content-Transfer-Encoding',
        'Content-Type',
        'Date',
        'From',
        'In-Reply-To',
        'MIME-Version',
        'Message-ID',
        'References',
        'Subject',
        'To',
        'X-Auto-Response-Suppress',
        'X-Mailroom-Loop',
      ];
      expect(names.filter((shown) => shown === undefined || !known.includes(shown))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      const parsed = await simpleParser(Buffer.from(bytes), { skipTextToHtml: true });
      expect((parsed.text ?? '').trimEnd()).toBe(body.trimEnd());
      const to = Array.isArray(parsed.to) ? parsed.to : parsed.to ? [parsed.to] : [];
      expect(to.flatMap(({ value }) => value.map(({ address }) => address))).toEqual(['ann@example.org']);
    }),
    { numRuns: 200 },
  );
});
