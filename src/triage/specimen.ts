/**
 * One letter of each kind about an invented offer: which names a template may use is what stands in its data, and whether it can be
 * sent is tried with it. Nothing here is ever sent.
 */
import type { Problem, Value } from '../form/answer.ts';
import type { Field, Form } from '../form/form.ts';
import { foldSubmission } from './fold.ts';
import * as letters from './letter.ts';
import type { Submission, SubmissionEvent } from './submission.ts';

const valueFor = (field: Field): Value => {
  switch (field.answer) {
    case 'choice':
      return true;
    case 'url':
      return 'https://data.example.org/herbarium';
    case 'address':
      return 'ann@example.org';
    case 'text':
      return 'Herbarium of Example';
  }
};

const UNKNOWN = { dmarc: 'unknown', dkim: 'unknown', spf: 'unknown', by: null } as const;
const ANN = 'ann@example.org';

const eventsFor = (form: Form): readonly SubmissionEvent[] => [
  { type: 'opened', by: ANN, name: 'Ann Example', subject: 'An offer', messageId: null },
  ...form.fields.map(
    (field): SubmissionEvent => ({
      type: 'answered',
      field: field.key,
      value: valueFor(field),
      strength: 'clear',
      before: null,
      provenance: null,
      identity: null,
    }),
  ),
  {
    type: 'consented',
    consent: {
      accepted: true,
      words: 'Yes',
      label: '',
      terms: { version: form.terms.version, url: form.terms.url, hash: '' },
      authentication: UNKNOWN,
      strength: 'clear',
      by: ANN,
    },
  },
  { type: 'clarified', fields: [], fingerprint: '' },
  { type: 'asked', question: 'Which licence does it have?' },
];

const submissionFor = (form: Form): Submission | null =>
  foldSubmission(
    eventsFor(form).map((event, n) => ({
      submission: `${form.reference}-0042`,
      at: 0,
      actor: { kind: 'party', address: ANN },
      cause: 'M-0107',
      n,
      event,
    })),
  );

/** One letter for each template, with something in each list of its data. */
export const specimens = (form: Form): readonly letters.Letter[] => {
  const submission = submissionFor(form);
  const ctx: letters.LetterContext = {
    form,
    to: { name: 'Ann Example', address: ANN },
    cause: 'M-0107',
    answers: null,
    submission,
    first: true,
    last: true,
    hold: null,
    automatic: true,
  };
  const problems: readonly Problem[] = form.fields
    .slice(0, 1)
    .map((field) => ({ field: field.key, code: 'missing', message: 'It is missing.', found: null }));
  const changed = form.fields
    .slice(0, 1)
    .map((field) => ({ field: field.key, before: 'Herbarium', now: valueFor(field) }));
  const withProblem = { ...ctx, submission: submission && { ...submission, problems } };
  return [
    letters.acknowledgment(ctx, { changed, twin: true, notes: ['A note.'], unconfirmedContact: 'bo@example.org' }),
    letters.clarification(ctx, { problems, changed, again: true, cutByForm: true, resumed: true }),
    letters.reminder(ctx, { problems }),
    letters.receipt(ctx, { topic: 'errors in the catalog', hasOffers: true }),
    letters.secondOffer(ctx, { offers: submission === null ? [] : [{ submission, problems }] }),
    letters.newSubmission(ctx, { previous: `${form.reference}-0041`, problems, twin: true }),
    letters.termsDeclined(ctx),
    letters.statusLetter(withProblem, { reopened: true }),
    letters.help(ctx),
    letters.withdrawn(ctx),
    letters.notMe(ctx),
    letters.lapsed(withProblem),
    letters.accepted(ctx, { note: 'A fine collection.' }),
    letters.declined(ctx, { reason: 'The licence is closed.' }),
    letters.question(ctx, { question: 'Which licence does it have?' }),
    letters.transfer(ctx, { note: 'A note.' }),
    letters.published(ctx, { entry: 'https://example.org/catalog' }),
    letters.transcript(ctx, { lines: [{ said: 'accept', done: true, result: 'accepted' }] }),
    letters.digestLetter(ctx, { subject: 'Nothing new', text: 'Nothing new.', html: '<p>Nothing new.</p>' }),
    letters.alert(ctx, { headline: 'No mail', details: ['No mail for an hour.'], todo: ['Look.'] }),
  ];
};
