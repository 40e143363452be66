/** Each letter as its reader gets it. Read them: accept a change with `vitest -u` only after reading the difference. */
import { describe, expect, test } from 'vitest';
import * as letters from '../../../src/triage/letter.ts';
import {
  answered,
  CLARIFIED,
  CONSENT,
  context,
  draftOf,
  FORM,
  herbarium,
  missing,
  submission,
} from '../../unit/triage/letter-fixture.ts';

const complete = submission([...herbarium(), CONSENT]);
const noUrl = missing(
  'datasetUrl',
  "The dataset's location is missing; please send the full web address, such as https://example.org/data.",
);
const noTerms = missing(
  'termsAccepted',
  'You left Yes/No as it was for your agreement to the terms; please answer Yes or No.',
);
const noName = missing('datasetName', "The dataset's name is missing; please send it.");
const some = submission([...herbarium({ datasetUrl: null, termsAccepted: null }), CLARIFIED]);
const fresh = submission(herbarium({ datasetUrl: null, termsAccepted: null }));
const empty = submission([]);
const other = submission([...herbarium({ datasetName: 'Mosses of the Northern Fells', datasetUrl: null })], 'DS-0043');
const nothing = { changed: [], twin: false, notes: [], unconfirmedContact: null };
const plain = { problems: [noUrl], changed: [], again: false, cutByForm: false, resumed: false };
const reviewed = { automatic: false, cause: 'order:1' };

const SITUATIONS: Readonly<Record<string, letters.Letter>> = {
  'acknowledgment-first': letters.acknowledgment(context(complete, { first: true }), nothing),
  'acknowledgment-corrected': letters.acknowledgment(
    context(submission([...herbarium(), CONSENT, { type: 'acknowledged', fingerprint: 'x' }])),
    {
      changed: [{ field: 'datasetName', before: 'Herbarium', now: 'Herbarium of the Northern Fells' }],
      twin: false,
      notes: [],
      unconfirmedContact: null,
    },
  ),
  'acknowledgment-twin-and-contact': letters.acknowledgment(
    context(
      submission([...herbarium({ hostingRequested: false, contactEmail: 'herbarium@fells.example.org' }), CONSENT]),
    ),
    { changed: [], twin: true, notes: [], unconfirmedContact: 'herbarium@fells.example.org' },
  ),
  'acknowledgment-again': letters.acknowledgment(
    context(submission([...herbarium(), CONSENT, { type: 'acknowledged', fingerprint: 'x' }])),
    { ...nothing, notes: ['Nothing in this mail was new to us: we already had all of it.'] },
  ),
  'clarification-first': letters.clarification(context(fresh, { first: true }), {
    ...plain,
    problems: [noTerms, noUrl],
  }),
  'clarification-cut-by-form': letters.clarification(context(submission([answered('datasetName', 'Fish')])), {
    ...plain,
    cutByForm: true,
    problems: [noUrl, noTerms],
  }),
  'clarification-nothing-understood': letters.clarification(context(empty), { ...plain, problems: [noName, noUrl] }),
  'clarification-one-more-last': letters.clarification(
    context(submission([...herbarium({ datasetUrl: null }), CLARIFIED]), { last: true }),
    { ...plain, changed: [{ field: 'termsAccepted', before: null, now: true }] },
  ),
  'clarification-again': letters.clarification(context(some), { ...plain, again: true }),
  'clarification-conflict': letters.clarification(context(some), {
    ...plain,
    problems: [
      {
        field: 'datasetUrl',
        code: 'conflict',
        message:
          "We have two different answers for the dataset's location: “https://a.example/1” from before and “https://a.example/2” now. Please tell us which one is right.",
        found: 'https://a.example/2',
      },
    ],
  }),
  'clarification-resumed': letters.clarification(context(some), { ...plain, resumed: true }),
  reminder: letters.reminder(context(some, { cause: 'time:1' }), { problems: [noUrl, noTerms] }),
  'receipt-question': letters.receipt(context(null, { first: true }), {
    topic: 'an error in the catalog',
    hasOffers: false,
  }),
  'receipt-to-a-contributor': letters.receipt(context(null), { topic: null, hasOffers: true }),
  'receipt-about-an-offer': letters.receipt(context(complete), { topic: null, hasOffers: true }),
  'second-offer': letters.secondOffer(context(complete), {
    offers: [
      { submission: complete, problems: [] },
      { submission: other, problems: [noUrl] },
    ],
  }),
  'new-submission-complete': letters.newSubmission(context(complete), {
    previous: 'DS-0007',
    problems: [],
    twin: false,
  }),
  'new-submission-open': letters.newSubmission(context(other), { previous: 'DS-0042', problems: [noUrl], twin: true }),
  'terms-declined': letters.termsDeclined(context(submission(herbarium({ termsAccepted: false })))),
  'status-ready': letters.statusLetter(
    context(submission([...herbarium(), { type: 'status', to: 'ready', why: null }])),
  ),
  'status-open': letters.statusLetter(
    context(
      submission([
        ...herbarium({ datasetUrl: null }),
        { type: 'questioned', problem: noUrl },
        { type: 'asked', question: 'Which years does it cover?' },
      ]),
    ),
  ),
  help: letters.help(context(null)),
  withdrawn: letters.withdrawn(context(complete)),
  'not-me': letters.notMe(context(complete)),
  lapsed: letters.lapsed(
    context(submission([...herbarium({ datasetUrl: null }), { type: 'questioned', problem: noUrl }])),
  ),
  'accepted-hosted': letters.accepted(context(complete, reviewed), { note: null }),
  'accepted-linked': letters.accepted(context(submission(herbarium({ hostingRequested: false })), reviewed), {
    note: 'A splendid collection.\n\nWe would love to see the rest of it.',
  }),
  declined: letters.declined(context(complete, reviewed), {
    reason:
      'The images are under CC BY-NC, which does not allow commercial use. The catalog takes only datasets whose licence allows every use.\n\nRae',
  }),
  question: letters.question(context(complete, reviewed), { question: 'Which licence do the images have?\n\nRae' }),
  transfer: letters.transfer(context(complete, reviewed), { note: null }),
  published: letters.published(context(complete, reviewed), { entry: 'https://example.org/catalog/herbarium' }),
  'published-without-entry': letters.published(context(complete, reviewed), { entry: null }),
  transcript: letters.transcript(context(null, { to: { name: '', address: 'rae@example.net' } }), {
    lines: [
      { said: 'accept DS-0042', done: true, result: 'DS-0042 is accepted; ann@example.org is told.' },
      { said: 'decline DS-0040', done: false, result: '“decline DS-0040” needs a reason for the contributor.' },
    ],
  }),
  alert: letters.alert(
    context(null, { to: { name: '', address: 'ops@example.net' }, answers: null, cause: 'alert:1' }),
    {
      headline: 'the mailbox has not been read for 2 hours',
      details: ['imaps://data@mail.example.org/INBOX: the server refuses the password (LOGIN failed)'],
      todo: ['Check IMAP_PASSWORD, then run "mailroom doctor".'],
    },
  ),
};

const page = (letter: letters.Letter): string => {
  const draft = draftOf(letter);
  return [
    `Subject: ${draft.subject}`,
    `To: ${draft.to.address}`,
    ...(draft.inReplyTo === null ? [] : [`In-Reply-To: ${draft.inReplyTo}`]),
    `Auto-Submitted: ${draft.autoSubmitted}`,
    '',
    draft.text,
  ].join('\n');
};

/** The words that a reader sees: both forms of a letter must say the same. */
const wordsOf = (text: string): readonly string[] =>
  text
    .replace(/^(?:- |> |\d\. )/gm, '')
    .split(/\s+/)
    .filter((word) => word !== '');
const seen = (html: string): string =>
  html
    .slice(html.indexOf('<body'))
    .replace(/<br>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe.each(Object.entries(SITUATIONS))('%s', (name, letter) => {
  test('reads well', async () => {
    await expect(page(letter)).toMatchFileSnapshot(`${name}.txt`);
  });

  test('says the same in HTML', () => {
    const { text, html } = draftOf(letter);
    expect(wordsOf(seen(html ?? ''))).toEqual(wordsOf(text.replace(/^ {2}> /gm, '')));
  });

  test('keeps to 76 columns, but for field lines and addresses', () => {
    const wide = draftOf(letter)
      .text.split('\n')
      .filter((line) => line.length > 76 && !line.startsWith('  ') && line.trim().includes(' '));
    expect(wide).toEqual([]);
  });

  test('has no blank after a colon and none at a line end', () => {
    expect(draftOf(letter).text).not.toMatch(/[ \t]$/m);
  });
});

test('every template has a letter here', () => {
  const covered = new Set(Object.values(SITUATIONS).map((letter) => letter.template));
  expect(letters.TEMPLATES.filter((template) => template !== 'digest' && !covered.has(template))).toEqual([]);
});

test('the HTML of an acknowledgment', async () => {
  const letter = letters.acknowledgment(context(complete, { first: true }), nothing);
  await expect(draftOf(letter).html).toMatchFileSnapshot('acknowledgment-first.html');
});

test('the form says what its letters say', () => {
  expect(FORM.terms.url).toMatch(/^https:/);
});
