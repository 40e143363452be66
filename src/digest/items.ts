/**
 * A submission -> an item of the digest: what a reviewer must see to decide, and what can be done.
 */
import { saysMore } from '../form/choice.ts';
import { type Field, type Form, fieldWithRole } from '../form/form.ts';
import { plain } from '../triage/echo.ts';
import { besides } from '../triage/ownwords.ts';
import { BY_MAIL } from '../triage/status.ts';
import type { Status } from '../triage/submission.ts';
import type { Item } from './item.ts';
import type { SubmissionRow } from './rows.ts';
import { action, age, attachedLine, isFresh, line, linesOf, MAX_LINE, type Told } from './told.ts';
import { findingsOf, linkTo, unusual } from './unusual.ts';
import { listed } from './words.ts';

const titleOf = (form: Form, row: SubmissionRow): string => {
  const field = fieldWithRole(form, 'title');
  const value = field && row.fields[field.key]?.value;
  return typeof value === 'string' ? plain(value, 120) : `(no name yet)`;
};

const whoIs = (row: SubmissionRow): string =>
  plain(row.contributorName === '' ? row.contributor : `${row.contributorName} <${row.contributor}>`, 200);

const askedBy = (question: string): string =>
  question === BY_MAIL ? 'a person has written to them by mail' : `a reviewer asked: ${plain(question, MAX_LINE)}`;

/** The last question of a reviewer that was answered: its answer stands among the contributor's words. */
const answeredQuestion = (row: SubmissionRow): Item['fields'] => {
  const asked = row.events.findLast(({ event }) => event.type === 'asked')?.event;
  const isAnswered = asked?.type === 'asked' && row.asked === null && asked.question !== BY_MAIL;
  return isAnswered ? [line('Asked before', asked.question)] : [];
};

/** Yes or No, with the writer's own words where these say more. */
const choiceLine = (row: SubmissionRow, { key, label }: Field, value: boolean): Item['fields'][number] => {
  const said = row.events.findLast(({ event }) => event.type === 'answered' && event.field === key)?.event;
  const words = said?.type === 'answered' ? (said.provenance?.raw ?? '') : '';
  const understood = value ? 'Yes' : 'No';
  return line(label, saysMore(words) ? `${understood} (“${plain(words, MAX_LINE)}”)` : understood);
};

const fieldsOf = (form: Form, row: SubmissionRow): Item['fields'] => [
  ...form.fields.flatMap((field) => {
    const value = row.fields[field.key]?.value;
    if (value === undefined) return field.required ? [line(field.label, '(none)')] : [];
    if (typeof value === 'boolean') return [choiceLine(row, field, value)];
    return [{ ...line(field.label, value), href: field.answer === 'url' ? linkTo(value) : null }];
  }),
  ...row.extras.slice(0, 10).map(({ label, value }) => line(label, value)),
  ...findingsOf(row, form, 'fine').map((finding) => line('Looked at', finding)),
  ...attachedLine(row.words),
  ...answeredQuestion(row),
  ...row.notes.slice(-5).map((note) => line(`Note by ${note.by}`, note.text)),
  ...(row.assignee === null ? [] : [line('Assigned to', row.assignee)]),
];

/** What somebody wrote besides the fields: those stand above, as they were understood. */
const ownWords = (row: SubmissionRow): readonly string[] =>
  linesOf(row.words.flatMap(({ text, fieldLines }) => besides(text, fieldLines)).join('\n'));

/** When a submission last took on the status that it has. */
const statusSince = (row: SubmissionRow): number =>
  row.events.findLast(({ event }) => event.type === 'status' && event.to === row.status)?.at ?? row.createdAt;

/** A new answer or a mail that was attached is news too. */
const lastNews = (row: SubmissionRow): number =>
  row.events.findLast(({ event }) => ['answered', 'status', 'attached', 'consented', 'bounced'].includes(event.type))
    ?.at ?? row.createdAt;

const submissionItem = (told: Told, row: SubmissionRow, since: number): Omit<Item, 'why' | 'actions'> => ({
  id: row.reference,
  title: titleOf(told.form, row),
  fresh: isFresh(told, lastNews(row)),
  since,
  age: age(told, since),
  who: whoIs(row),
  fields: [],
  unusual: unusual(
    row,
    told.form,
    told.rows.since,
    (reference) => told.rows.submissions.find((other) => other.reference === reference)?.status ?? null,
  ),
  words: [],
  answer: null,
});

/** Whether only the answer to a reviewer's question is missing, and that since before `then`: no program reminds of it. */
export const isUnanswered = ({ asked, problems, events }: SubmissionRow, then: number): boolean =>
  asked !== null &&
  problems.every(({ stands }) => stands) &&
  (events.findLast(({ event }) => event.type === 'asked')?.at ?? then) <= then;

/** Complete: everything that a decision needs. */
export const decideItem = (told: Told, row: SubmissionRow): Item => ({
  ...submissionItem(told, row, statusSince(row)),
  why: row.asked === null ? '' : `${askedBy(row.asked)}; no answer since`,
  fields: fieldsOf(told.form, row),
  words: ownWords(row),
  actions: ['accept', 'decline', 'ask', 'hold'].map((verb) => action(told, verb, row.reference)),
});

/** What is still to be answered; none where nothing is. */
const openLine = (form: Form, { problems }: SubmissionRow): Item['fields'] => {
  const nouns = form.fields.filter(({ key }) => problems.some(({ field, stands }) => field === key && !stands));
  return nouns.length === 0 ? [] : [line('Open', listed(nouns.map(({ noun }) => noun)))];
};

const NEXT: Readonly<Partial<Record<Status, { readonly why: string; readonly verbs: readonly string[] }>>> = {
  transferring: { why: 'accepted; the transfer of the data is under way', verbs: ['publish'] },
  'on-hold': { why: 'on hold', verbs: ['accept', 'decline', 'ask'] },
};

/** Decided, and somebody must go on with it. */
export const underwayItem = (told: Told, row: SubmissionRow): Item => {
  const hosting = fieldWithRole(told.form, 'hosting');
  const hosted = hosting !== undefined && row.fields[hosting.key]?.value === true;
  const accepted = hosted
    ? { why: 'accepted; next: instructions for the transfer', verbs: ['transfer', 'publish'] }
    : { why: 'accepted; next: its entry in the catalog', verbs: ['publish'] };
  const { why, verbs } = NEXT[row.status] ?? accepted;
  return {
    ...submissionItem(told, row, statusSince(row)),
    why: row.statusWhy === null ? why : `${why}: ${plain(row.statusWhy, MAX_LINE)}`,
    fields: row.status === 'on-hold' ? [...fieldsOf(told.form, row), ...openLine(told.form, row)] : [],
    actions: verbs
      .filter((verb) => verb !== 'accept' || openLine(told.form, row).length === 0)
      .map((verb) => action(told, verb, row.reference)),
  };
};

/** Incomplete: what it lacks, and what was done about it. */
export const waitingItem = (told: Told, row: SubmissionRow): Item => {
  const { clarifications, reminders, asked, problems } = row;
  const nouns = told.form.fields
    .filter((field) => problems.some((problem) => problem.field === field.key))
    .map((field) => field.noun);
  const done = [
    ...(nouns.length > 0 ? [`open: ${listed(nouns)}`] : []),
    ...(asked === null ? [] : [askedBy(asked)]),
    ...(clarifications.at === null ? [] : [`asked ${age(told, clarifications.at)} ago`]),
    ...(reminders.at === null ? [] : [`reminded ${age(told, reminders.at)} ago`]),
  ];
  return { ...submissionItem(told, row, clarifications.at ?? row.createdAt), why: done.join('; '), actions: [] };
};

const ENDED: Readonly<Partial<Record<Status, string>>> = {
  declined: 'declined',
  withdrawn: 'taken back by its contributor',
  lapsed: 'set aside after long silence',
  published: 'published',
};

/** Over since the last digest: told once, in one line. */
export const endedItem = (told: Told, row: SubmissionRow): Item => {
  const since = statusSince(row);
  const how = ENDED[row.status] ?? row.status;
  return {
    ...submissionItem(told, row, since),
    unusual: [],
    why: row.statusWhy === null ? how : `${how}: ${plain(row.statusWhy, MAX_LINE)}`,
    actions: [],
  };
};

/** Its contributor can't be reached: without another address nothing will come of it. */
export const bouncedItem = (told: Told, row: SubmissionRow): readonly Item[] => {
  const bounce = row.bounced.findLast((one) => one.permanent);
  if (bounce === undefined) return [];
  const at = row.events.findLast(({ event }) => event.type === 'bounced')?.at ?? row.updatedAt;
  const why = plain(`mail to ${bounce.address} bounced: ${bounce.diagnostic}`, MAX_LINE);
  return [{ ...submissionItem(told, row, at), unusual: [], why, actions: [action(told, 'note', row.reference)] }];
};
