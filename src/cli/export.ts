/**
 * `export`: submissions, their history or the records of consent, for a spreadsheet or for another program.
 */
import type { SubmissionDetail } from '../store/store.ts';
import { formatOf, oneOf, type Verb } from './call.ts';
import { csv } from './csv.ts';
import { EXIT } from './exit.ts';
import { iso, json } from './print.ts';
import { historyOf, submissionJson } from './submission-json.ts';
import { fieldKeys, withStore } from './views.ts';

type Cell = string | boolean | null;
/** A row by its columns, the same in each row of a table. */
type Row = Readonly<Record<string, Cell>>;
type Table = (detail: SubmissionDetail, keys: readonly string[]) => readonly Row[];

const submissions: Table = ({ submission }, keys) => {
  const { fields, missing, ...rest } = submissionJson(submission, keys);
  const { reference, status, contributor, createdAt, updatedAt } = rest;
  return [
    {
      reference,
      status,
      contributor,
      contributorName: submission.contributorName,
      ...Object.fromEntries(keys.map((key) => [key, fields[key] ?? null])),
      open: missing.join(' '),
      termsVersion: submission.consent?.terms.version ?? null,
      consentWords: submission.consent?.words ?? null,
      assignee: submission.assignee,
      createdAt,
      updatedAt,
    },
  ];
};

const history: Table = (detail) =>
  historyOf(detail).map((change) => ({ reference: detail.submission.reference, ...change }));

/** Every time that somebody said yes or no to the terms, in their own words: nothing of it is left out. */
const consent: Table = ({ submission, events, messages }) =>
  events.flatMap(({ at, cause, event }) => {
    if (event.type !== 'consented') return [];
    const { accepted, words, label, strength, by, terms, authentication } = event.consent;
    const messageId = messages.find(({ id }) => id === cause)?.messageId ?? null;
    const { dmarc, dkim, spf, by: verifiedBy } = authentication;
    const { version: termsVersion, url: termsUrl, hash: termsHash } = terms;
    const said = { at: iso(at), by, accepted, label, words, strength, messageId };
    return [
      { reference: submission.reference, ...said, termsVersion, termsUrl, termsHash, dmarc, dkim, spf, verifiedBy },
    ];
  });

const TABLES = { submissions, history, consent } as const;

export const run: Verb = async (call) => {
  const format = formatOf(call, ['csv', 'json']);
  const table = TABLES[oneOf(call, 'of', ['submissions', 'history', 'consent'])];
  return withStore(call, (store) => {
    const keys = fieldKeys(call);
    const details = store.submissions().flatMap(({ reference }) => store.submission(reference) ?? []);
    const rows = details.flatMap((detail) => table(detail, keys));
    const wholly = table === submissions ? details.map((detail) => asJson(detail, keys)) : rows;
    const columns = Object.keys(rows[0] ?? {});
    const cells = rows.map((row) => columns.map((column) => row[column] ?? null));
    if (format === 'json') call.print(json(wholly));
    else if (rows.length > 0) call.print(csv(columns, cells));
    return EXIT.done;
  });
};

const asJson = (detail: SubmissionDetail, keys: readonly string[]) => {
  const { submission } = detail;
  return {
    ...submissionJson(submission, keys),
    contributorName: submission.contributorName,
    consent: submission.consent,
    history: historyOf(detail),
    extras: submission.extras,
    assignee: submission.assignee,
    notes: submission.notes.map((note) => ({ ...note, at: iso(note.at) })),
  };
};
