/**
 * `export`: the submissions for a spreadsheet or for another program.
 */
import type { Submission } from '../triage/submission.ts';
import { isSet, optionOf, type Verb } from './call.ts';
import { csv } from './csv.ts';
import { EXIT, usage } from './exit.ts';
import { iso, json } from './print.ts';
import { submissionJson } from './submission-json.ts';
import { fieldKeys, withStore } from './views.ts';

export const run: Verb = async (call) => {
  const format = isSet(call, 'json') ? 'json' : (optionOf(call, 'format') ?? 'csv');
  if (format !== 'csv' && format !== 'json') throw usage(`--format: ${JSON.stringify(format)} isn't one of csv, json`);
  return withStore(call, (store) => {
    const keys = fieldKeys(call);
    const submissions = store.submissions();
    call.print(format === 'csv' ? asCsv(submissions, keys) : json(submissions.map((each) => asJson(each, keys))));
    return EXIT.done;
  });
};

const asJson = (submission: Submission, keys: readonly string[]) => ({
  ...submissionJson(submission, keys),
  contributorName: submission.contributorName,
  consent: submission.consent,
  extras: submission.extras,
  assignee: submission.assignee,
  notes: submission.notes.map((note) => ({ ...note, at: iso(note.at) })),
});

const asCsv = (submissions: readonly Submission[], keys: readonly string[]): string =>
  csv(
    [
      'reference',
      'status',
      'contributor',
      'contributorName',
      ...keys,
      'open',
      'termsVersion',
      'consentWords',
      'assignee',
      'createdAt',
      'updatedAt',
    ],
    submissions.map((submission) => {
      const { reference, status, contributor, fields, missing, createdAt, updatedAt } = submissionJson(
        submission,
        keys,
      );
      const { contributorName, consent, assignee } = submission;
      return [
        reference,
        status,
        contributor,
        contributorName,
        ...keys.map((key) => fields[key] ?? null),
        missing.join(' '),
        consent?.terms.version ?? null,
        consent?.words ?? null,
        assignee,
        createdAt,
        updatedAt,
      ];
    }),
  );
