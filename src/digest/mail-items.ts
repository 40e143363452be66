/**
 * A message, a reply or a failed pass -> an item of the digest.
 */
import { plain } from '../triage/echo.ts';
import type { Item } from './model.ts';
import type { MessageRow, OutboxRow } from './rows.ts';
import { action, age, command, isFresh, linesOf, MAX_LINE, type Told } from './told.ts';

const reasonOf = ({ disposition, error }: MessageRow): string => {
  if (disposition === null) return error ?? '';
  switch (disposition.is) {
    case 'route':
      return disposition.topic === null ? disposition.why : `${disposition.why} (${disposition.topic})`;
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

const message = (told: Told, row: MessageRow): Omit<Item, 'why' | 'actions'> => ({
  id: row.id,
  title: row.subject === '' ? '(no subject)' : plain(row.subject, 150),
  fresh: isFresh(told, row.at),
  since: row.at,
  age: age(told, row.at),
  who: plain(row.from, 200),
  fields: row.submission === null ? [] : [{ label: 'Belongs to', value: row.submission }],
  unusual: [],
  words: linesOf(row.text),
});

/** A mail that a person must answer, or that was set aside. `release` is for what was set aside: it decides again. */
export const personItem = (told: Told, row: MessageRow): Item => ({
  ...message(told, row),
  why: plain(reasonOf(row), MAX_LINE),
  actions: [
    ...(row.disposition?.is === 'hold' ? [command('release', `release ${row.id}`)] : []),
    action(told, 'close', row.id),
    action(told, 'spam', row.id),
  ],
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
    fields: row.submission === null ? [] : [{ label: 'Belongs to', value: row.submission }],
    unusual: [],
    words: [],
    actions: (state?.verbs ?? []).map((verb) => command(verb, `${verb} ${row.id}`)),
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
      title: 'The mailbox is not being read',
      fresh: true,
      since: at,
      age: age(told, at),
      who: '',
      why,
      fields: [],
      unusual: [],
      words: [],
      actions: [command('doctor', 'doctor')],
    },
  ];
};
