/**
 * A message, a reply or a failed pass -> an item of the digest.
 */
import { plain } from '../triage/echo.ts';
import { isParty } from '../triage/party.ts';
import { STEPS } from '../triage/status.ts';
import type { Status } from '../triage/submission.ts';
import type { Item } from './item.ts';
import type { MessageRow, OutboxRow } from './rows.ts';
import { action, age, attachedLine, command, isFresh, line, linesOf, MAX_LINE, mailto, type Told } from './told.ts';
import { listed } from './words.ts';

const reasonOf = ({ disposition, error }: MessageRow): string => {
  if (disposition === null) return error ?? '';
  switch (disposition.is) {
    case 'route':
      return disposition.topic === null || disposition.why.includes(disposition.topic)
        ? disposition.why
        : `${disposition.why} (${disposition.topic})`;
    case 'hold':
      return `set aside: ${disposition.why}`;
    case 'ignore':
      return disposition.why;
    case 'acknowledge':
    case 'clarify':
      return '';
    case 'obey':
      return disposition.refused.join('; ');
  }
};

/** What the sender of a mail that belongs to nothing has offered, as far as the digest knows it: the mail may be about that. */
const offersLine = ({ rows }: Told, row: MessageRow): Item['fields'] => {
  const sender = addressIn(row.from)?.toLowerCase() ?? '';
  const offers = rows.submissions.filter((submission) => isParty(submission, sender));
  return offers.length === 0
    ? []
    : [line('Their offers', listed(offers.map(({ reference, status }) => `${reference} (${status})`)))];
};

/** Why a mail is for a person that was answered as far as the program can. */
const attachedWhy = ({ rows }: Told, row: MessageRow): string =>
  rows.submissions.find(({ reference }) => reference === row.submission)?.attached.find(({ cause }) => cause === row.id)
    ?.why ?? '';

const message = (told: Told, row: MessageRow): Omit<Item, 'why' | 'actions'> => ({
  id: row.id,
  title: row.subject === '' ? '(no subject)' : plain(row.subject, 150),
  fresh: isFresh(told, row.at),
  since: row.at,
  age: age(told, row.at),
  who: plain(row.from, 200),
  fields: [
    ...(row.submission === null ? offersLine(told, row) : [line('Belongs to', row.submission)]),
    ...attachedLine([row]),
  ],
  unusual: [],
  words: linesOf(row.text),
  answer: null,
});

/** The address in `Name <address>` or alone; null where there isn't one that a prepared mail could be made for. */
const addressIn = (from: string): string | null => {
  const address = plain(from.slice(from.lastIndexOf('<') + 1), 320).replace(/>$/, '');
  return /^[^\s<>@,;?&]{1,64}@[^\s<>@,;?&]{1,255}$/.test(address) ? address : null;
};

/** With us in copy, so that the answer is read, and the question that its subject names is closed. Nobody is to write to the sender of what was set aside. */
const answerTo = ({ links }: Told, row: MessageRow): string | null => {
  const address = row.disposition?.is === 'route' ? addressIn(row.from) : null;
  if (links === null || address === null) return null;
  const subject = plain(row.subject, 150);
  const names = [row.submission, row.id].filter((name) => name !== null && !subject.includes(name));
  return mailto(address, { cc: links.mailbox, subject: `Re: ${subject}${names.map((name) => ` [${name}]`).join('')}` });
};

/** What the mail belongs to, where that has ended or was decided: the mail may be why it goes on. */
const reopenable = ({ rows }: Told, { submission }: MessageRow): readonly string[] =>
  rows.submissions.flatMap(({ reference, status }) =>
    reference === submission && (STEPS.reopen.from as readonly Status[]).includes(status) ? [reference] : [],
  );

/** A mail that a person must answer, or that was set aside. `release` is for what was set aside: it decides again. */
export const personItem = (told: Told, row: MessageRow): Item => ({
  ...message(told, row),
  why: plain(reasonOf(row) || attachedWhy(told, row), MAX_LINE),
  actions: [
    ...(row.disposition?.is === 'hold' ? [command('release', `release ${row.id}`)] : []),
    action(told, 'close', row.id),
    action(told, 'spam', row.id),
    ...reopenable(told, row).map((reference) => action(told, 'reopen', reference)),
  ],
  answer: answerTo(told, row),
});

/** A message that couldn't be read yet, or that was given up. */
export const messageItem = (told: Told, row: MessageRow): Item => ({
  ...message(told, row),
  title: row.kind === null ? `message ${row.id}` : plain(row.subject, 150),
  why: plain(
    `${row.class === 'quarantined' ? 'given up after several tries' : 'will be tried again'}: ${row.error ?? 'no reason is known'}`,
    MAX_LINE,
  ),
  words: [],
  actions: row.class === 'quarantined' ? [command('release', `release ${row.id}`)] : [],
});

const STATES: Readonly<
  Partial<Record<OutboxRow['state'], { readonly why: string; readonly verbs: readonly string[] }>>
> = {
  held: { why: 'held', verbs: ['retry', 'cancel'] },
  failed: { why: 'was refused', verbs: ['retry', 'cancel'] },
  uncertain: { why: 'may or may not have arrived', verbs: ['retry', 'sent'] },
};

/** A reply that didn't leave, or of which nobody knows. */
export const replyItem = (told: Told, row: OutboxRow): Item => {
  const state = STATES[row.state];
  return {
    id: `reply ${row.id}`,
    title: plain(row.subject, 150),
    fresh: isFresh(told, row.at),
    since: row.at,
    age: age(told, row.at),
    who: `to ${plain(row.to, 200)}`,
    why: plain(`${state?.why ?? row.state}${row.response === null ? '' : `: ${row.response}`}`, MAX_LINE),
    fields: row.submission === null ? [] : [line('Belongs to', row.submission)],
    unusual: [],
    words: [],
    actions: (state?.verbs ?? []).map((verb) => command(verb, `outbox ${verb} ${row.id}`)),
    answer: null,
  };
};

/** That the last pass failed, or that none was made for longer than `watchdogAfter` ms. */
export const passItem = (told: Told, watchdogAfter: number): readonly Item[] => {
  const { lastPass, now } = told.rows;
  const late = lastPass === null || now - lastPass.at > watchdogAfter;
  if (!late && lastPass.ok) return [];
  const at = lastPass?.at ?? now;
  const why =
    lastPass === null
      ? 'no pass was ever made'
      : lastPass.ok
        ? `the last pass was ${age(told, at)} ago: is the worker running?`
        : `the last pass failed: ${plain(lastPass.error ?? 'no reason is known', MAX_LINE)}`;
  return [
    {
      id: '',
      title: 'Mail is not being read or answered',
      fresh: true,
      since: at,
      age: age(told, at),
      who: '',
      why,
      fields: [],
      unusual: [],
      words: [],
      actions: [command('status', 'status')],
      answer: null,
    },
  ];
};
