import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../src/triage/reading.ts';
import { findTokens } from '../../../src/triage/references.ts';
import { sourceOf } from '../../support/mails.ts';
import { policy } from '../../support/owner.ts';

const read = (lines: readonly string[], body?: string) => readMessage(sourceOf(lines, body), policy);
const TOKEN = 'mr1-abcdefghijklmnopqrstuvwxyz234567';

const BLOCK = [
  'Dataset name: Harbour Noise',
  'Dataset location (URL): https://data.example.org/harbour',
  'I want the Alliance to host it: No',
  'My email address: ada.berg@example.org',
  'I agree to the terms for contribution: Yes',
].join('\n');

test.each([
  [
    'topmost of several',
    ['Received: from a by b; Mon, 2 Nov 2026 09:00:00 +0000', 'Received: from c; Sun, 1 Nov 2026 09:00:00 +0000'],
    Date.UTC(2026, 10, 2, 9),
  ],
  [
    'a semicolon in a comment before it',
    ['Received: from a (b; c) by d; Mon, 2 Nov 2026 09:00:00 +0000'],
    Date.UTC(2026, 10, 2, 9),
  ],
  ['none', [], null],
  ['no date in it', ['Received: from a by b'], null],
])('when it was received: %s', async (_why, lines, at) => {
  expect((await read([...lines, 'Subject: x'], 'x')).receivedAt).toBe(at);
});

test('two mails that cannot be read and have no headers are two', async () => {
  const [a, b] = await Promise.all(
    [1, 2].map((seed) =>
      readMessage(
        Uint8Array.from({ length: 3000 }, (_, n) => (n * 131 * seed + 7) % 256),
        policy,
      ),
    ),
  );
  expect(a?.keys.message).not.toBe(b?.keys.message);
});

test('a complete offer', async () => {
  const reading = await read(['Message-ID: <a@example.org>', 'Subject: I want to contribute a dataset'], BLOCK);
  expect(reading).toMatchObject({
    kind: 'submission',
    messageId: '<a@example.org>',
    from: 'Ada Berg <ada.berg@example.org>',
    recipients: ['data@thealliance.ai'],
    notes: [],
  });
  expect(reading.offers.map(({ problems }) => problems)).toEqual([[]]);
  expect(reading.reasons.filter(({ hit }) => hit)).toEqual([
    { rule: 'field-block', hit: true, evidence: '5 labels in part 1, lines 1-5' },
  ]);
});

describe('submission or question', () => {
  test.each<[string, string, string, string]>([
    [
      'two fields that go together',
      'A corpus',
      'Dataset name: x\nDataset location (URL): https://example.org/x',
      'submission',
    ],
    [
      'one field under the documented subject',
      'Re: [EXTERNAL] I want to contribute a dataset',
      'Dataset name: x',
      'submission',
    ],
    ['one field under another subject', 'A corpus', 'Dataset name: x', 'inquiry'],
    ['a signature with labels', 'A question', 'May I ask?\n\nName: Ada Berg\nEmail: ada.berg@example.org', 'inquiry'],
    ['prose', 'A corpus', 'We have harbour noise at https://data.example.org.', 'inquiry'],
    ['the documented subject alone', 'I want to contribute a dataset', 'How do I do that?', 'inquiry'],
    [
      'only our own words, quoted empty',
      'Re: your mail',
      'What is a card?\n\n> Dataset name:\n> Dataset location (URL):\n',
      'inquiry',
    ],
    [
      'an answer inside our words',
      'Re: your mail',
      '> Dataset name: x\n> Dataset location (URL): https://example.org/x\n',
      'submission',
    ],
  ])('%s', async (_, subject, body, kind) => {
    expect((await read([`Subject: ${subject}`], body)).kind).toBe(kind);
  });

  test('a stray label is no offer in a first mail, but may be an answer in a thread', async () => {
    const first = await read(['Subject: A corpus'], 'Dataset name: x');
    const answer = await read(['Subject: A corpus', 'In-Reply-To: <a@thealliance.ai>'], 'Dataset name: x');
    expect([first.offers.length, answer.offers.length]).toEqual([0, 1]);
  });
});

describe('threads', () => {
  test('tokens in the body, the quote, the recipients and Message-IDs; in lower case, each once', async () => {
    const other = 'mr1-222222222222222222222222222222aa';
    const third = 'mr1-33333333333333333333333333333333'.slice(0, 36);
    const reading = await read(
      [`In-Reply-To: <${TOKEN.toUpperCase()}@thealliance.ai>`, `To: data+${third}@thealliance.ai`],
      `Yes.\n\n> Please keep this line: ${TOKEN}\n> ${other}\n`,
    );
    expect([...reading.tokens].sort()).toEqual([TOKEN, other, third].sort());
  });
  test('the envelope id of a bounce, and a returned Message-ID', async () => {
    const other = 'mr1-222222222222222222222222222222aa';
    const body = [
      '--b\nContent-Type: message/delivery-status\n',
      `Original-Envelope-Id: ${TOKEN}@thealliance.ai\n`,
      'Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n',
      `--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <${other}@thealliance.ai>\n--b--\n`,
    ].join('\n');
    const lines = [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      'From: MAILER-DAEMON@example.net',
    ];
    expect([...(await read(lines, body)).tokens].sort()).toEqual([other, TOKEN].sort());
  });
  test('not more than twenty', () => {
    const many = Array.from(
      { length: 50 },
      (_, n) => `mr1-${'abcdefghijklmnopqrstuvwxyz2345'}${'abcdefghij'[n % 10]}${'abcde'[n % 5]}`,
    );
    expect(findTokens(many).length).toBeLessThanOrEqual(20);
  });
  test.each<[string, readonly string[]]>([
    ['Re: Your dataset [DS-0042]', ['DS-0042']],
    ['ds-42 and DS-0043, DS-0042', ['DS-0042', 'DS-0043']],
    ['ADS-0042 XDS-1 DS-12a CDS-0001-2', []],
    ['DS-', []],
    ['DS-1234567890123', []],
  ])('references in %j', async (subject, references) => {
    expect((await read([`Subject: ${subject}`])).subjectReferences).toEqual(references);
  });
});

test.each<[string, string | null]>([
  ['Errors in the OTDI catalog', 'Errors in the OTDI catalog'],
  [
    'AW: [EXTERNAL] questions  about the open trusted data initiative',
    'Questions about the Open Trusted Data Initiative',
  ],
  ['Errors in my catalog', null],
])('topic of %j', async (subject, link) => {
  const topic = policy.form.topics.find(({ subjects }) => link !== null && subjects.includes(link))?.topic ?? null;
  expect((await read([`Subject: ${subject}`])).topic).toBe(topic);
  if (link !== null) expect(topic).not.toBeNull();
});

describe('what is kept for people', () => {
  test('the new text beside what was left out', async () => {
    const reading = await read(['Subject: Re: x'], 'Yes, please.\n\n-- \nAda\n');
    expect(reading.text).toBe('Yes, please.');
    expect(reading.elided).toContain('Ada');
  });
  test('headers without control and bidi characters, bounded', async () => {
    const reading = await read([`Subject: a\u202eb\u0007c ${'x'.repeat(5000)}`]);
    expect(reading.subject.slice(0, 6)).toBe('a b c ');
    expect(reading.subject.length).toBeLessThanOrEqual(300);
  });
  test('a machine that carries a complete block', async () => {
    const reading = await read(['Precedence: bulk'], BLOCK);
    expect(reading.kind).toBe('bulk');
    expect(reading.notes).toEqual(['a machine wrote it, but it carries a complete block']);
    expect(reading.offers).toHaveLength(1);
  });
});

describe('unreadable', () => {
  test('empty', async () => {
    expect(await readMessage(new Uint8Array(), policy)).toMatchObject({
      kind: 'unreadable',
      sender: { kind: 'none' },
      offers: [],
      notes: ['it is empty'],
    });
  });
  test('what the headers tell is told', async () => {
    const lines = [
      'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
      'Message-ID: <a@example.org>',
      'Content-Type: multipart/mixed; boundary=b',
    ];
    const reading = await read(lines, '--b\n\nx\n'.repeat(5000));
    expect(reading).toMatchObject({
      kind: 'unreadable',
      subject: 'Grüße',
      messageId: '<a@example.org>',
      sender: { kind: 'address' },
    });
  });
  test('copies of one are one', async () => {
    const [a, b] = [await readMessage(Buffer.from('\n\nx'), policy), await readMessage(Buffer.from('\n\nx'), policy)];
    expect(a?.keys).toEqual(b?.keys);
  });
});

test('worst single mail under 2 s: each hostile body, and each hostile header', async () => {
  const bodies = ['Dataset name: ', ':\n', '> ', 'a@', '\t', 'From: x\nDate: x\n', 'https://', 'mr1-', '- ', '550 '];
  for (const piece of bodies) {
    const start = performance.now();
    await read(['From: MAILER-DAEMON@example.net', 'Subject: failure notice'], piece.repeat(256_000 / piece.length));
    expect(performance.now() - start, piece).toBeLessThan(2000);
  }
  for (const name of [
    'From',
    'Subject',
    'Auto-Submitted',
    'List-Id',
    'Authentication-Results',
    'References',
    'Return-Path',
  ]) {
    const start = performance.now();
    await read([`${name}: ${'(<"a;'.repeat(20_000)}`]);
    expect(performance.now() - start, name).toBeLessThan(2000);
  }
}, 60_000);
