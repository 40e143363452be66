/** Letters about invented offers, as triage would write them. */
import type { Worded } from '../../../src/mail/draft.ts';
import { compose, inWords } from '../../../src/triage/compose.ts';
import { foldSubmission } from '../../../src/triage/fold.ts';
import type { Letter, LetterContext } from '../../../src/triage/letter.ts';
import type { KeptEvent, Submission, SubmissionEvent } from '../../../src/triage/submission.ts';
import { realForm } from '../../support/words.ts';

const { form, files, letters } = realForm();
export const FORM = form;
export const FILES = files;
export const LETTERS = letters;

export const POLICY = {
  plusAddressing: false,
  form: FORM,
  key: new Uint8Array(32).fill(7),
  mailbox: { name: 'AI Alliance', address: 'data@thealliance.ai' },
};

export const draftOf = (letter: Letter): Worded => inWords(compose(letter, letters, POLICY), letters);

/** 15 November 2026. */
const ASKED = Date.UTC(2026, 10, 15, 9);

export const answered = (field: string, value: string | boolean): SubmissionEvent => ({
  type: 'answered',
  field,
  value,
  strength: 'clear',
  before: null,
  provenance: null,
  identity: null,
});

/** What Ann wrote of her herbarium; each field may be left out or be something else. */
export const herbarium = (other: Readonly<Record<string, string | boolean | null>> = {}): readonly SubmissionEvent[] =>
  Object.entries({
    datasetName: 'Herbarium of the Northern Fells',
    datasetUrl: 'https://huggingface.co/datasets/fells/herbarium',
    hostingRequested: true,
    contactEmail: 'ann@example.org',
    termsAccepted: true,
    ...other,
  }).flatMap(([field, value]) => (value === null ? [] : [answered(field, value)]));

export const CONSENT: SubmissionEvent = {
  type: 'consented',
  consent: {
    accepted: true,
    words: 'Yes',
    label: 'I agree to the terms for contribution',
    terms: { version: FORM.terms.version, url: FORM.terms.url, hash: '00' },
    authentication: { dmarc: 'pass', dkim: 'pass', spf: 'pass', by: 'mx.example.org' },
    strength: 'clear',
    by: 'ann@example.org',
  },
};

export const submission = (events: readonly SubmissionEvent[], reference = 'DS-0042'): Submission => {
  const opened: SubmissionEvent = {
    type: 'opened',
    by: 'ann@example.org',
    name: 'Ann Example',
    subject: 'I want to contribute a dataset',
    messageId: '<1@mail.example.org>',
  };
  const kept = [opened, ...events].map(
    (event, n): KeptEvent => ({
      submission: reference,
      at: ASKED,
      actor: { kind: 'party', address: 'ann@example.org' },
      cause: 'M-0107',
      n,
      event,
    }),
  );
  const folded = foldSubmission(kept);
  if (folded === null) throw new Error('no events');
  return folded;
};

export const CLARIFIED: SubmissionEvent = { type: 'clarified', fields: [], fingerprint: 'x' };

export const context = (about: Submission | null, other: Partial<LetterContext> = {}): LetterContext => ({
  form: FORM,
  to: { name: 'Ann Example', address: 'ann@example.org' },
  cause: 'M-0107',
  answers: {
    messageId: '<1@mail.example.org>',
    references: [],
    subject: about === null ? 'A question' : 'I want to contribute a dataset',
  },
  submission: about,
  first: false,
  last: false,
  hold: null,
  automatic: true,
  ...other,
});

export const missing = (field: string, message: string) => ({ field, code: 'missing', message, found: null }) as const;
