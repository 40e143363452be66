/**
 * `show REF`: one submission with its answers, open questions and history.
 */
import type { SubmissionDetail } from '../store/store.ts';
import { BY_MAIL } from '../triage/status.ts';
import type { KeptEvent } from '../triage/submission.ts';
import { argumentOf, isSet, type Verb } from './call.ts';
import { badData, EXIT } from './exit.ts';
import { json, minute, plain } from './print.ts';
import { detailJson } from './submission-json.ts';
import { fieldKeys, withStore } from './views.ts';

export const run: Verb = (call) =>
  withStore(call, (store) => {
    const reference = argumentOf(call).toUpperCase();
    const detail = store.submission(reference);
    if (detail === null) throw badData(notThere(reference));
    const keys = fieldKeys(call);
    call.print(isSet(call, 'json') ? json(detailJson(detail, keys)) : lines(detail, keys));
    return EXIT.done;
  });

const notThere = (reference: string): string =>
  /^M-\d+$/.test(reference)
    ? `${reference} is a message: mailroom explain ${reference}`
    : `there is no submission ${plain(reference)}; mailroom list shows those that there are`;

const lines = (detail: SubmissionDetail, keys: readonly string[]): string => {
  const { submission, messages, replies, events } = detail;
  const width = Math.max(...keys.map((key) => key.length));
  const section = (title: string, rows: readonly string[]): readonly string[] =>
    rows.length === 0 ? [] : ['', title, ...rows.map((row) => `  ${row}`)];
  return [
    `${submission.reference}  ${submission.status}${submission.statusWhy === null ? '' : ` (${submission.statusWhy})`}  ${submission.contributor}`,
    ...keys.map((key) => `  ${key.padEnd(width)}  ${String(submission.fields[key]?.value ?? '-')}`),
    ...submission.extras.map(({ label, value }) => `  + ${label}: ${value}`),
    ...section(
      'Open',
      submission.problems.map(({ field, code, message }) => `${field} ${code}: ${message}`),
    ),
    ...section('Consent', submission.consent ? [consentLine(submission.consent)] : []),
    ...section(
      'Notes',
      submission.notes.map(({ at, by, text }) => `${minute(at)}  ${by}: ${text}`),
    ),
    ...section(
      'Mail',
      messages.map(
        ({ id, at, from, kind, disposition }) =>
          `${id}  ${minute(at)}  ${kind ?? '-'} -> ${disposition?.is ?? '-'}  ${from}`,
      ),
    ),
    ...section(
      'Replies',
      replies.map(({ id, at, template, to, state }) => `${id}  ${minute(at)}  ${template} to ${to}: ${state}`),
    ),
    ...section('History', events.map(eventLine)),
  ]
    .map((line) => `${line.startsWith('  ') ? '  ' : ''}${plain(line)}\n`)
    .join('');
};

const consentLine = (consent: NonNullable<SubmissionDetail['submission']['consent']>): string =>
  `${consent.accepted ? 'yes' : 'no'} to the terms ${consent.terms.version}, by ${consent.by}: "${consent.words}"`;

const eventLine = ({ at, cause, event }: KeptEvent): string => {
  const when = `${minute(at)}  ${cause}  `;
  switch (event.type) {
    case 'answered':
      return `${when}${event.field}: ${event.before === null ? '' : `${String(event.before)} -> `}${String(event.value)}`;
    case 'questioned':
      return `${when}asked for ${event.problem.field} (${event.problem.code})`;
    case 'status':
      return `${when}${event.to}${event.why === null ? '' : `: ${event.why}`}`;
    case 'opened':
      return `${when}opened by ${event.by}: ${event.subject}`;
    case 'consented':
      return `${when}consent: ${event.consent.accepted ? 'yes' : 'no'}`;
    case 'extra':
      return `${when}also said ${event.label}: ${event.value}`;
    case 'party':
      return `${when}${event.address} ${event.confirmed ? 'has written' : 'was named as contact'}`;
    case 'attached':
      return `${when}mail of ${event.from} attached: ${event.why}`;
    case 'settled':
      return `${when}${event.message} needs nobody any more`;
    case 'noted':
      return `${when}note: ${event.text}`;
    case 'assigned':
      return `${when}assigned to ${event.to}`;
    case 'asked':
      return event.question === BY_MAIL ? `${when}a person wrote by mail` : `${when}a person asked: ${event.question}`;
    case 'bounced':
      return `${when}mail to ${event.address} came back: ${event.diagnostic}`;
    case 'clarified':
      return `${when}a clarification was written (${event.fields.join(', ')})`;
    case 'checked':
      return `${when}${event.reached ? 'looked at' : "couldn't be reached"}: ${event.of}`;
    case 'linked':
      return `${when}a link of the digest was used`;
    case 'acknowledged':
    case 'reminded':
      return `${when}${event.type}`;
  }
};
