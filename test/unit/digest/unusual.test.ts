import { describe, expect, test } from 'vitest';
import { linkTo, unusual } from '../../../src/digest/unusual.ts';
import type { SubmissionEvent } from '../../../src/triage/submission.ts';
import { answered, consented, FORM, NOW, opened, submission } from './fixture.ts';

const notesOn = (events: readonly SubmissionEvent[], twins: readonly string[] = []): readonly string[] =>
  unusual(
    submission(
      'DS-0002',
      [opened('ann@fells.org'), ...events].map((event) => [0.5, event] as const),
      { twins },
    ),
    FORM,
    NOW - 86_400_000,
    (reference) => (reference === 'DS-0001' ? 'declined' : null),
  );

test('an ordinary offer has nothing unusual', () => {
  expect(
    notesOn([
      answered('datasetUrl', 'https://data.fells.org/x'),
      answered('contactEmail', 'Ann@Fells.org'),
      consented('pass'),
    ]),
  ).toEqual([]);
});

describe('one line each', () => {
  test.each<[string, readonly SubmissionEvent[], string]>([
    ['consent under a failed check', [consented('fail')], 'AUTHENTICATION FAILED: the sender may be forged'],
    ['consent that nothing was checked of', [consented('unknown')], 'the sender is not authenticated'],
    ['a checkbox that says nothing', [consented('pass', 'weak')], 'weak consent: “on”'],
    [
      'another contact, who has written',
      [answered('contactEmail', 'bo@fells.org'), { type: 'party', address: 'bo@fells.org', confirmed: true }],
      "the contact bo@fells.org isn't the sender ann@fells.org",
    ],
    [
      'another contact',
      [answered('contactEmail', 'bo@fells.org'), { type: 'party', address: 'bo@fells.org', confirmed: false }],
      "bo@fells.org was named as contact and hasn't written yet",
    ],
    ['a change', [answered('datasetName', 'New', 'Old')], "changed since the last digest: the dataset's name"],
    [
      'mail of others',
      [{ type: 'attached', from: 'cy@fells.org', why: 'not a party' }],
      'mail from cy@fells.org (M-0001): not a party',
    ],
    [
      'a bounce',
      [{ type: 'bounced', address: 'ann@fells.org', permanent: true, diagnostic: '5.1.1' }],
      'mail to ann@fells.org bounced: 5.1.1',
    ],
    ['a host at home', [answered('datasetUrl', 'http://nas.local/x')], "the host nas.local doesn't look reachable"],
    [
      'a host of examples',
      [answered('datasetUrl', 'https://data.example.org/x')],
      "the host data.example.org doesn't look reachable",
    ],
    ['a bare address', [answered('datasetUrl', 'https://192.0.2.7/x')], 'the location is a bare address, 192.0.2.7'],
    [
      'a share',
      [answered('datasetUrl', 'https://acme.sharepoint.com/x')],
      'a link to acme.sharepoint.com may need a login or stop working',
    ],
    ['a port', [answered('datasetUrl', 'https://data.fells.org:8443/x')], 'the location names port 8443'],
    ['no encryption', [answered('datasetUrl', 'http://data.fells.org/x')], 'the location is http, not https'],
  ])('%s', (_, events, line) => {
    expect(notesOn(events)).toEqual([line]);
  });

  test('the same dataset, with what became of it', () => {
    expect(notesOn([], ['DS-0001', 'DS-0007'])).toEqual([
      'the same dataset was offered before: DS-0001, declined; DS-0007',
    ]);
  });

  test('a free-mail sender', () => {
    const row = submission('DS-0002', [[1, opened('ann@gmail.com')]]);
    expect(unusual(row, FORM, null, () => null)).toEqual(['sent from a free-mail address']);
  });
});

test.each([
  ['https://huggingface.co/datasets/x', true],
  ['http://data.fells.org/x', true],
  ['javascript:alert(1)', false],
  ['http://localhost/x', false],
  ['http://router/x', false],
  ['http://192.168.0.1/x', false],
  ['http://2130706433/x', false],
  ['http://[::1]/x', false],
  ['http://nas.local/x', false],
  ['not a url', false],
])('a reviewer may be given a link to %s: %s', (url, may) => {
  expect(linkTo(url) !== null).toBe(may);
});

describe('what was seen at the location', () => {
  const checked: SubmissionEvent = {
    type: 'checked',
    of: 'x',
    reached: true,
    findings: [
      { level: 'fine', text: 'The location answers.' },
      { level: 'look', text: 'The card names no licence.' },
      { level: 'wrong', text: 'The licence is closed.' },
    ],
  };
  const located = answered('datasetUrl', 'https://data.fells.org/x');

  test('is told, gravest first', () => {
    expect(notesOn([located, checked])).toEqual(['The licence is closed.', 'The card names no licence.']);
  });

  test('is not told of what was there before', () => {
    const row = submission('DS-0002', [
      [2, opened('ann@fells.org')],
      [2, checked],
      [1, located],
    ]);
    expect(unusual(row, FORM, null, () => null)).toEqual([]);
  });
});

test('a link is the address as a browser writes it', () => {
  expect(linkTo('https://data.fells.org/a b"\u202E')).toBe('https://data.fells.org/a%20b%22%E2%80%AE');
});
