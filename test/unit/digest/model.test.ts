import { describe, expect, test } from 'vitest';
import type { DigestRows } from '../../../src/digest/model.ts';
import { CAP, digestModel } from '../../../src/digest/model.ts';
import {
  answered,
  consented,
  DAY,
  FORM,
  MAILED,
  message,
  NOW,
  OPTIONS,
  opened,
  QUIET,
  RICH,
  reply,
  submission,
} from './fixture.ts';

const modelOf = (rows: Partial<DigestRows>) => digestModel({ ...QUIET, ...rows }, FORM, OPTIONS);
const groupOf = (rows: Partial<DigestRows>, name: string) => modelOf(rows).groups.find((group) => group.name === name);

const ready = (reference: string, daysAgo: number, url = 'https://data.fells.org/x') =>
  submission(reference, [
    [daysAgo, opened('ann@fells.org', 'Ann')],
    [daysAgo, answered('datasetName', `Set ${reference}`)],
    [daysAgo, answered('datasetUrl', url)],
    [daysAgo, { type: 'status', to: 'ready', why: null }],
  ]);

describe('the subject counts what needs somebody, most urgent first, in real plurals', () => {
  const question = message({ id: 'M-0001', disposition: { is: 'route', why: 'a question', topic: null } });
  test.each<[string, Partial<DigestRows>]>([
    ['[mailroom] nothing needs you - Mon 16 Nov', {}],
    ['[mailroom] 1 decision to make - Mon 16 Nov', { submissions: [ready('DS-0001', 1)] }],
    [
      '[mailroom] 2 decisions to make, 1 mail to answer - Mon 16 Nov',
      { submissions: [ready('DS-0001', 1), ready('DS-0002', 1)], messages: [question] },
    ],
    [
      '[mailroom] 2 mails to answer, 1 problem - Mon 16 Nov',
      { messages: [question, { ...question, id: 'M-0002' }], outbox: [reply({ id: 1 })] },
    ],
  ])('%s', (subject, rows) => {
    expect(modelOf(rows).subject).toBe(subject);
  });

  test('all of it', () => {
    expect(digestModel(RICH, FORM, OPTIONS).subject).toBe(
      '[mailroom] 3 decisions to make, 2 mails to answer, 3 problems, 1 under way, 1 waiting - Mon 16 Nov',
    );
  });

  test('the day is that of the reader', () => {
    const late = { ...QUIET, now: Date.UTC(2026, 10, 16, 23) };
    expect(digestModel(late, FORM, { ...OPTIONS, timeZone: 'Europe/Berlin' }).subject).toContain('Tue 17 Nov');
  });
});

describe('a quiet day is one line', () => {
  test('that says what goes on by itself', () => {
    const waiting = submission('DS-0001', [[1, opened('ann@fells.org')]]);
    const model = modelOf({ submissions: [waiting], ignored: [{ why: 'a newsletter', count: 14 }] });
    expect(model.headline).toBe('Nothing needs you today. 1 dataset waits for its contributor, 14 mails were ignored.');
    expect(model.groups).toEqual([]);
  });

  test.each<[string, Partial<DigestRows>]>([
    ['a wrong sum', { mailboxes: [{ name: 'x', exists: 13, rows: 12, at: NOW }] }],
    ['a failed pass', { lastPass: { at: NOW, ok: false, error: 'no connection' } }],
    ['a late pass', { lastPass: { at: NOW - 2 * 3_600_000, ok: true, error: null } }],
    ['no pass at all', { lastPass: null }],
    [
      'a dataset to transfer',
      {
        submissions: [
          submission('DS-0001', [
            [1, opened('a@fells.org')],
            [1, { type: 'status', to: 'accepted', why: null }],
          ]),
        ],
      },
    ],
  ])('and is not quiet with %s', (_, rows) => {
    expect(modelOf(rows).quiet).toBe(false);
  });
});

describe('the sum', () => {
  test('adds up in one line', () => {
    const { sum } = modelOf({
      sum: [
        { class: 'answered', count: 11 },
        { class: 'ignored', count: 1 },
      ],
    });
    expect(sum.line).toBe(
      '12 messages in all = 11 answered + 1 ignored. The mailbox holds 12 messages now, and all are in the books.',
    );
  });

  test('is loud where a message is missing', () => {
    const model = modelOf({ mailboxes: [{ name: 'INBOX', exists: 13, rows: 12, at: NOW }] });
    expect(model.subject).toBe('[mailroom] THE SUM IS WRONG - Mon 16 Nov');
    expect(model.headline).toBe('THE SUM IS WRONG.');
    expect(model.sum.line).toContain(
      'INBOX holds 13 messages, and only 12 of them are in the books. Run "mailroom status".',
    );
  });

  test('is loud where the books have too many', () => {
    expect(modelOf({ mailboxes: [{ name: 'INBOX', exists: 1, rows: 12, at: NOW }] }).sum.adds).toBe(false);
  });
});

describe('an item', () => {
  const hosting = (raw: string): string | undefined => {
    const row = submission('DS-0001', [
      [1, opened('ann@fells.org')],
      [1, answered('hostingRequested', true, null, raw)],
      [1, { type: 'status', to: 'ready', why: null }],
    ]);
    const [item] = groupOf({ submissions: [row] }, 'decide')?.items ?? [];
    return item?.fields.find(({ label }) => label === 'I want the Alliance to host it')?.value;
  };

  test('has the words of a yes or no that say more, and only those', () => {
    expect(hosting('Yes, please!')).toBe('Yes');
    expect(hosting('Yes, with a link to ours')).toBe('Yes (“Yes, with a link to ours”)');
  });
});

describe('a mail for a person', () => {
  test('stands with what its sender has offered', () => {
    const mail = message({
      id: 'M-0001',
      from: 'Ann <Ann@fells.org>',
      disposition: { is: 'route', why: 'a question', topic: null },
    });
    const item = groupOf({ submissions: [ready('DS-0001', 1)], messages: [mail] }, 'person')?.items[0];
    expect(item?.fields).toEqual([{ label: 'Their offers', value: 'DS-0001 (ready)', href: null }]);
  });
});

describe('groups', () => {
  test('stand in their order, oldest first in each', () => {
    const model = digestModel(RICH, FORM, OPTIONS);
    expect(model.groups.map((group) => group.name)).toEqual([
      'decide',
      'person',
      'underway',
      'waiting',
      'problems',
      'ended',
    ]);
    for (const { items } of model.groups)
      expect(items.map((item) => item.since)).toEqual(items.map((item) => item.since).toSorted((a, b) => a - b));
  });

  test('are cut, and say how many there are', () => {
    const group = groupOf(
      { submissions: Array.from({ length: 200 }, (_, n) => ready(`DS-${n}`, 1 + n / 10)) },
      'decide',
    );
    expect([group?.items.length, group?.total]).toEqual([CAP, 200]);
  });

  test('new is what came since the last digest', () => {
    const items = groupOf({ submissions: [ready('DS-0001', 2), ready('DS-0002', 0.5)] }, 'decide')?.items;
    expect(items?.map(({ id, fresh }) => [id, fresh])).toEqual([
      ['DS-0001', false],
      ['DS-0002', true],
    ]);
  });

  test('a contributor that cannot be reached is a problem', () => {
    const bounced = submission('DS-0001', [
      [3, opened('a@fells.org')],
      [1, { type: 'bounced', address: 'a@fells.org', permanent: true, diagnostic: '5.1.1 no such user' }],
    ]);
    const model = modelOf({ submissions: [bounced] });
    expect(model.quiet).toBe(false);
    expect(groupOf({ submissions: [bounced] }, 'problems')?.items[0]?.why).toBe(
      'mail to a@fells.org bounced: 5.1.1 no such user',
    );
  });

  test('a submission that ended is told once', () => {
    const lapsed = (daysAgo: number) =>
      submission('DS-0001', [
        [40, opened('a@fells.org')],
        [daysAgo, { type: 'status', to: 'lapsed', why: null }],
      ]);
    const needs = { outbox: [reply({ id: 1 })] };
    expect(groupOf({ ...needs, submissions: [lapsed(0.5)] }, 'ended')?.total).toBe(1);
    expect(groupOf({ ...needs, submissions: [lapsed(2)] }, 'ended')).toBeUndefined();
  });
});

describe('actions', () => {
  test('as commands only, where the digest is not mailed', () => {
    const [first] = groupOf({ submissions: [ready('DS-0042', 1)] }, 'decide')?.items ?? [];
    expect(first?.actions).toEqual(
      ['accept', 'decline', 'ask', 'hold'].map((verb) => ({ verb, command: `mailroom ${verb} DS-0042`, href: null })),
    );
  });

  test('as prepared mails, where it is (RFC 6068)', () => {
    const model = digestModel({ ...QUIET, submissions: [ready('DS-0042', 1)] }, FORM, MAILED);
    const hrefs = model.groups[0]?.items[0]?.actions.map(({ href }) => href ?? '') ?? [];
    expect(hrefs[0]).toBe(
      `mailto:data@thealliance.ai?subject=accept%20DS-0042&body=accept%20DS-0042%0D%0A%0D%0A%5Bmro1-${'a'.repeat(32)}%5D%0D%0A`,
    );
    expect(hrefs[1]).toContain('body=decline%20DS-0042%3A%20%0D%0A');
  });

  test.each([
    ['accepted, to be hosted', 'accepted', true, ['transfer', 'publish']],
    ['accepted, hosted elsewhere', 'accepted', false, ['publish']],
    ['transferring', 'transferring', true, ['publish']],
    ['on hold', 'on-hold', true, ['accept', 'decline', 'ask']],
  ] as const)('%s', (_, status, hosted, verbs) => {
    const row = submission('DS-0001', [
      [1, opened('a@fells.org')],
      [1, answered('hostingRequested', hosted)],
      [1, { type: 'status', to: status, why: null }],
    ]);
    expect(groupOf({ submissions: [row] }, 'underway')?.items[0]?.actions.map(({ verb }) => verb)).toEqual(verbs);
  });

  test('a question can be answered by mail, with us in copy; what was set aside can not', () => {
    const from = 'Hal "x" <hal@fells.org>';
    const answerTo = (is: 'route' | 'hold', sender: string) =>
      digestModel(
        {
          ...QUIET,
          messages: [
            message({ id: 'M-0001', from: sender, subject: 'Why & how?', disposition: { is, why: 'x', topic: null } }),
          ],
        },
        FORM,
        MAILED,
      ).groups[0]?.items[0]?.answer;
    expect(answerTo('route', from)).toBe(
      'mailto:hal@fells.org?cc=data%40thealliance.ai&subject=Re%3A%20Why%20%26%20how%3F%20%5BM-0001%5D',
    );
    expect(answerTo('hold', from)).toBeNull();
    expect(answerTo('route', 'x <a@b?bcc=all@c>')).toBeNull();
    expect(answerTo('route', 'nobody')).toBeNull();
  });
});

test('the words of a contributor come without the lines that were read as fields', () => {
  const row = {
    ...ready('DS-0001', 1),
    words: [
      {
        id: 'M-0001',
        at: NOW - DAY,
        text: 'Hi,\n\nDataset name: Fish\nNote: old\nplease look\nYes\nI agree',
        fieldLines: ['Dataset name: Fish', 'I agree\tYes'],
        attachments: [],
      },
    ],
  };
  expect(groupOf({ submissions: [row] }, 'decide')?.items[0]?.words).toEqual(['Hi,', 'Note: old', 'please look']);
});

test('long words are cut, and say so', () => {
  const row = {
    ...ready('DS-0001', 1),
    words: [{ id: 'M-0001', at: NOW, text: 'line\n'.repeat(400), fieldLines: [], attachments: [] }],
  };
  const words = groupOf({ submissions: [row] }, 'decide')?.items[0]?.words ?? [];
  expect(words).toHaveLength(16);
  expect(words.at(-1)).toBe('… 385 more lines');
});

test('a consent that was given is a field like others', () => {
  const row = submission('DS-0001', [
    [1, opened('a@fells.org')],
    [1, answered('termsAccepted', true)],
    [1, consented('pass')],
    [1, { type: 'status', to: 'ready', why: null }],
  ]);
  expect(groupOf({ submissions: [row] }, 'decide')?.items[0]?.fields).toContainEqual({
    label: 'I agree to the terms for contribution',
    value: 'Yes',
    href: null,
  });
});

test('what came with a mail is named, each file once, without the pictures of signatures', () => {
  const file = (name: string | null, size: number, type = 'application/pdf') => ({ part: '2', name, type, size });
  const mail = (...attachments: readonly ReturnType<typeof file>[]) => ({
    ...{ id: 'M-0001', at: NOW, text: '', fieldLines: [] },
    attachments,
  });
  const row = {
    ...ready('DS-0001', 1),
    words: [
      mail(
        file('card.pdf', 120_400),
        file('image001.png', 9000, 'image/png'),
        file(null, 3_400_000, 'application/zip'),
      ),
      mail(file('card.pdf', 120_400), file('tiny.txt', 3)),
    ],
  };
  const attached = {
    label: 'Attached',
    value: 'card.pdf (120 KB), application/zip (3.4 MB) and tiny.txt (1 KB)',
    href: null,
  };
  expect(groupOf({ submissions: [row] }, 'decide')?.items[0]?.fields).toContainEqual(attached);
  const many = Array.from({ length: 30 }, (_, n) => file(`table-${n}.csv`, 1000));
  const waiting = message({ id: 'M-0001', attachments: many });
  const [shown] = groupOf({ messages: [waiting] }, 'person')?.items[0]?.fields ?? [];
  expect(shown?.value).toMatch(/^table-0\.csv \(1 KB\), .*table-7\.csv \(1 KB\) and 22 more$/);
});

test.each([
  ['for a week', 7, ['a reviewer asked: Which lenses?; no answer since']],
  ['since yesterday', 1, undefined],
])('a question of a reviewer that nobody answered %s', (_, days, why) => {
  const row = submission('DS-0001', [
    [30, opened('a@fells.org')],
    [20, { type: 'status', to: 'incomplete', why: 'a reviewer asks' }],
    [20, { type: 'asked', question: 'Which cameras?' }],
    [days, { type: 'asked', question: 'Which lenses?' }],
  ]);
  expect(groupOf({ submissions: [row] }, 'decide')?.items.map((item) => item.why)).toEqual(why);
});

test('an accepted offer that was taken back is told, though nobody must decide', () => {
  const row = submission('DS-0001', [
    [5, opened('a@fells.org')],
    [3, { type: 'status', to: 'accepted', why: null }],
    [0.5, { type: 'status', to: 'withdrawn', why: 'withdrawn by the contributor' }],
  ]);
  const model = modelOf({ submissions: [row] });
  expect([model.headline, model.groups.map(({ name }) => name)]).toEqual(['1 accepted dataset taken back.', ['ended']]);
});

test('an answer stands beside the question that a reviewer asked', () => {
  const asked = 'Which cameras were used?';
  const row = submission('DS-0001', [
    [3, opened('a@fells.org')],
    [2, { type: 'asked', question: asked }],
    [1, { type: 'status', to: 'ready', why: 'answered' }],
  ]);
  expect(groupOf({ submissions: [row] }, 'decide')?.items[0]?.fields).toContainEqual({
    label: 'Asked before',
    value: asked,
    href: null,
  });
});
