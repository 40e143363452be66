/** An invented fortnight at the mailbox, from `rows` to everything that a digest can show. */
import { readFileSync } from 'node:fs';
import type { DigestOptions, DigestRows, MessageRow, OutboxRow, SubmissionRow } from '../../../src/digest/model.ts';
import { parseForm } from '../../../src/form/form.ts';
import { foldSubmission } from '../../../src/triage/fold.ts';
import type { KeptEvent, SubmissionEvent } from '../../../src/triage/submission.ts';

export const FORM = parseForm(JSON.parse(readFileSync('templates/form.json', 'utf8')));

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Monday, 16 November 2026, 07:00 UTC. */
export const NOW = Date.UTC(2026, 10, 16, 7);

type Dated = readonly [daysAgo: number, event: SubmissionEvent];

/** A submission by its events, each so many days ago. */
export const submission = (
  reference: string,
  events: readonly Dated[],
  more: Partial<Pick<SubmissionRow, 'twins' | 'words'>> = {},
): SubmissionRow => {
  const kept: readonly KeptEvent[] = events.map(([days, event], n) => ({
    submission: reference,
    at: NOW - days * DAY,
    actor: { kind: 'party', address: 'ann@example.org' },
    cause: 'M-0001',
    n,
    event,
  }));
  const folded = foldSubmission(kept);
  if (folded === null) throw new Error('no events');
  return { ...folded, twins: [], words: [], events: kept, ...more };
};

export const opened = (by: string, name = ''): SubmissionEvent => ({
  type: 'opened',
  by,
  name,
  subject: 'I want to contribute a dataset',
  messageId: '<first@mail.example.org>',
});

export const answered = (
  field: string,
  value: string | boolean,
  before: string | boolean | null = null,
  raw: string | null = null,
): SubmissionEvent => {
  const provenance = raw === null ? null : { part: '1', line: 1, quoted: false, raw, label: field, rule: 'same line' };
  return { type: 'answered', field, value, strength: 'clear', before, provenance, identity: null };
};

export const consented = (
  dmarc: 'pass' | 'fail' | 'unknown',
  strength: 'clear' | 'weak' = 'clear',
): SubmissionEvent => ({
  type: 'consented',
  consent: {
    accepted: true,
    words: strength === 'weak' ? 'on' : 'Yes',
    label: 'I agree to the terms for contribution',
    terms: { version: '2025-01', url: 'https://example.org/terms', hash: '00' },
    authentication: { dmarc, dkim: dmarc, spf: dmarc, by: null },
    strength,
    by: 'ann@example.org',
  },
});

export const message = (row: Partial<MessageRow> & { readonly id: string }): MessageRow => ({
  messageId: `<${row.id}@mail.example.org>`,
  from: 'Somebody <somebody@example.org>',
  subject: '',
  kind: 'inquiry',
  disposition: null,
  reasons: [],
  submission: null,
  state: 'decided',
  class: 'with a person',
  at: NOW - DAY,
  text: '',
  attachments: [],
  error: null,
  ...row,
});

export const reply = (row: Partial<OutboxRow> & { readonly id: number }): OutboxRow => ({
  messageId: `<reply-${row.id}@thealliance.ai>`,
  to: 'ann@example.org',
  template: 'acknowledgment',
  subject: 'Re: I want to contribute a dataset',
  submission: null,
  state: 'failed',
  stage: null,
  attempts: 1,
  notBefore: null,
  response: null,
  at: NOW - DAY,
  ...row,
});

export const OPTIONS: DigestOptions = {
  timeZone: 'UTC',
  links: null,
  token: null,
  watchdogAfter: HOUR,
  remindAfter: 7 * 24 * HOUR,
};

/** As a reviewer gets it by mail. */
export const MAILED: DigestOptions = {
  ...OPTIONS,
  links: { mailbox: 'data@thealliance.ai', token: () => `mro1-${'a'.repeat(32)}` },
  token: `Reference: mr1-${'b'.repeat(32)}`,
};

/** Nothing has happened. */
export const QUIET: DigestRows = {
  now: NOW,
  since: NOW - DAY,
  submissions: [],
  messages: [],
  outbox: [],
  ignored: [],
  sum: [{ class: 'answered', count: 12 }],
  mailboxes: [{ name: 'imaps://data@mail.example.org/INBOX', exists: 12, rows: 12, at: NOW - 60_000 }],
  lastPass: { at: NOW - 60_000, ok: true, error: null },
  weeks: [],
};

/** A bit of everything. */
export const RICH: DigestRows = {
  ...QUIET,
  submissions: [
    submission(
      'DS-0031',
      [
        [6, opened('ann@gmail.com', 'Ann Example')],
        [6, answered('datasetName', 'Herbarium of the Northern Fells')],
        [6, answered('datasetUrl', 'https://huggingface.co/datasets/fells/herbarium')],
        [6, answered('hostingRequested', true)],
        [5, answered('contactEmail', 'herbarium@fells.example.org')],
        [5, { type: 'party', address: 'herbarium@fells.example.org', confirmed: false }],
        [6, answered('termsAccepted', true)],
        [6, consented('pass')],
        [5, { type: 'status', to: 'ready', why: null }],
        [0.5, answered('datasetName', 'Herbarium of the Northern Fells, 1880-1995', 'Herbarium of the Northern Fells')],
        [0.4, { type: 'extra', label: 'Licence', value: 'CC BY 4.0' }],
        [
          0.3,
          {
            type: 'checked',
            of: 'huggingface.co/datasets/fells/herbarium',
            reached: true,
            findings: [
              { level: 'fine', text: 'The location answers.' },
              { level: 'look', text: 'The card does not say where the data comes from (source_datasets).' },
            ],
          },
        ],
      ],
      {
        twins: ['DS-0012'],
        words: [
          {
            id: 'M-0101',
            at: NOW - 6 * DAY,
            text: 'Hello,\n\nwe have scanned 41,000 sheets over the last six years and would love to see them used.\n\nDataset name: Herbarium of the Northern Fells\n\nThe labels are transcribed for about half of them. Is that all right?',
            fieldLines: ['Dataset name: Herbarium of the Northern Fells'],
            attachments: [{ part: '2', name: 'README.md', type: 'text/markdown', size: 14_210 }],
          },
        ],
      },
    ),
    submission('DS-0040', [
      [3, opened('bo@clinic.example', 'Bo <b>Bold</b>')],
      [3, answered('datasetName', 'Ward temperatures & "humidity"')],
      [3, answered('datasetUrl', 'http://nas.local:8080/share?id=1&x=2')],
      [3, answered('hostingRequested', false)],
      [3, answered('contactEmail', 'bo@clinic.example')],
      [3, answered('termsAccepted', true)],
      [3, consented('fail', 'weak')],
      [3, { type: 'status', to: 'ready', why: null }],
      [2, { type: 'attached', from: 'cy@clinic.example', why: 'a colleague wrote from another address' }],
      [2, { type: 'noted', text: 'Asked Dee about the licence.' }],
    ]),
    submission('DS-0042', [
      [0.3, opened('dee@university.example.net', 'Dee Doe')],
      [0.3, answered('datasetName', 'Spoken Frisian, 120 hours')],
      [0.3, answered('datasetUrl', 'https://drive.google.com/drive/folders/1a2b3c4d5e6f7g8h9i0jklmnopqrstuvwxyz')],
      [0.3, answered('hostingRequested', true)],
      [0.3, answered('contactEmail', 'dee@university.example.net')],
      [0.3, answered('termsAccepted', true)],
      [0.3, consented('unknown')],
      [0.3, { type: 'status', to: 'ready', why: null }],
    ]),
    submission('DS-0028', [
      [20, opened('eve@data.example.net', 'Eve')],
      [20, answered('datasetName', 'River levels of Aquitaine')],
      [20, answered('hostingRequested', true)],
      [9, { type: 'status', to: 'accepted', why: null }],
    ]),
    submission('DS-0036', [
      [11, opened('fay@example.net', 'Fay')],
      [11, answered('datasetName', 'Bird calls')],
      [11, { type: 'questioned', problem: { field: 'datasetUrl', code: 'missing', message: '', found: null } }],
      [11, { type: 'questioned', problem: { field: 'termsAccepted', code: 'missing', message: '', found: null } }],
      [11, { type: 'clarified', fields: ['datasetUrl'], fingerprint: 'x' }],
      [4, { type: 'reminded' }],
    ]),
    submission('DS-0030', [
      [40, opened('gil@example.net', 'Gil')],
      [40, answered('datasetName', 'Old maps of Example')],
      [0.2, { type: 'status', to: 'lapsed', why: null }],
    ]),
  ],
  messages: [
    message({
      id: 'M-0107',
      from: 'Hal Example <hal@example.net>',
      subject: 'Questions about the Open Trusted Data Initiative',
      at: NOW - 4 * DAY,
      disposition: {
        is: 'route',
        why: 'a question that a person must answer',
        topic: 'a question about the initiative',
      },
      text: 'Good morning,\n\nmay we offer a dataset whose images are under CC BY-SA? The page names CC BY only.\n\nBest wishes\nHal',
    }),
    message({
      id: 'M-0111',
      from: 'Prize Office <win@lucky.example>',
      subject: '<script>alert(1)</script> You have won',
      at: NOW - 0.2 * DAY,
      disposition: { is: 'hold', why: 'the sender could not be authenticated (dmarc=fail)' },
      text: 'Click https://lucky.example/?a=1&b=2 <img src=x onerror=alert(1)>',
    }),
    message({
      id: 'A-0113',
      kind: null,
      class: 'quarantined',
      state: 'quarantined',
      at: NOW - 2 * DAY,
      error: 'the server closed the connection each time',
    }),
  ],
  outbox: [
    reply({ id: 12, submission: 'DS-0033', response: '550 5.1.1 no such user here', at: NOW - DAY }),
    reply({
      id: 14,
      state: 'uncertain',
      response: 'the connection ended after the mail was sent',
      at: NOW - 0.1 * DAY,
    }),
  ],
  ignored: [
    { why: 'a newsletter (List-Unsubscribe)', count: 14 },
    { why: 'an automatic reply (Auto-Submitted)', count: 3 },
  ],
  sum: [
    { class: 'answered', count: 1061 },
    { class: 'waiting for the contributor', count: 1 },
    { class: 'with a person', count: 2 },
    { class: 'ignored', count: 214 },
    { class: 'baseline', count: 0 },
    { class: 'quarantined', count: 1 },
  ],
  mailboxes: [{ name: 'imaps://data@mail.example.org/INBOX', exists: 1279, rows: 1279, at: NOW - 60_000 }],
  weeks: [
    { monday: '2026-09-28', arrived: 21, answered: 9, medianAnswer: 3 * 60_000 },
    { monday: '2026-10-05', arrived: 34, answered: 17, medianAnswer: 2 * 60_000 },
    { monday: '2026-10-12', arrived: 12, answered: 4, medianAnswer: 5 * 60_000 },
    { monday: '2026-10-19', arrived: 0, answered: 0, medianAnswer: null },
    { monday: '2026-10-26', arrived: 48, answered: 30, medianAnswer: 3 * HOUR },
    { monday: '2026-11-02', arrived: 27, answered: 11, medianAnswer: 2 * 60_000 },
    { monday: '2026-11-09', arrived: 39, answered: 22, medianAnswer: 4 * 60_000 },
    { monday: '2026-11-16', arrived: 5, answered: 3, medianAnswer: 2 * 60_000 },
  ],
};
