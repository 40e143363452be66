/**
 * What reviewers are told: rows as the store has them -> a model that `text.ts` and `html.ts` draw, and that is the digest's JSON.
 */
import type { Form } from '../form/form.ts';
import { plain } from '../triage/echo.ts';
import { OVER } from '../triage/status.ts';
import type { Status } from '../triage/submission.ts';
import type { Item } from './item.ts';
import { bouncedItem, decideItem, endedItem, isUnanswered, underwayItem, waitingItem } from './items.ts';
import { messageItem, passItem, personItem, replyItem } from './mail-items.ts';
import type { DigestRows, SubmissionRow, Week } from './rows.ts';
import { type Sum, sumOf } from './sum.ts';
import type { Links } from './told.ts';
import { counted, dayOf, timeOf } from './words.ts';

export * from './rows.ts';

export type GroupName = 'decide' | 'person' | 'underway' | 'waiting' | 'problems' | 'ended';

export type Group = {
  readonly name: GroupName;
  readonly title: string;
  readonly total: number;
  /** Oldest first, at most `CAP`. */
  readonly items: readonly Item[];
};

export type DigestModel = {
  readonly subject: string;
  /** The whole in one sentence. */
  readonly headline: string;
  /** True where nothing needs anybody: then the headline is all there is to say. */
  readonly quiet: boolean;
  /** `Mon 16 Nov 2026, 07:00`. */
  readonly madeAt: string;
  readonly thing: string;
  /** In a fixed order, those with something in them. */
  readonly groups: readonly Group[];
  readonly ignored: readonly { readonly why: string; readonly count: number }[];
  readonly sum: Sum;
  readonly weeks: readonly Week[];
  /** The line that proves an answer to be one to this digest, or null where it isn't mailed. */
  readonly token: string | null;
};

export type DigestOptions = {
  readonly timeZone: string;
  /** Prepared mails for a reviewer; null where the digest isn't mailed. */
  readonly links: Links | null;
  readonly token: string | null;
  /** A pass that is longer ago than this, in ms, is a problem. */
  readonly watchdogAfter: number;
  /** A reviewer's question that nobody answered for longer than this, in ms, is for the reviewers again. */
  readonly remindAfter: number;
};

/** Longer groups are cut: Gmail clips a mail at 102 KB, and nobody reads on. */
export const CAP = 25;

const TITLES: Readonly<Record<GroupName, string>> = {
  decide: 'Needs a decision',
  person: 'Needs a person',
  underway: 'Decided, with a next step',
  waiting: 'Waiting for the contributor',
  problems: 'Problems',
  ended: 'Ended since the last digest',
};

const group = (name: GroupName, items: readonly Item[]): readonly Group[] =>
  items.length === 0
    ? []
    : [
        {
          name,
          title: TITLES[name],
          total: items.length,
          items: items.toSorted((a, b) => a.since - b.since).slice(0, CAP),
        },
      ];

const endedSince = ({ submissions, since }: DigestRows): readonly SubmissionRow[] =>
  submissions.filter(({ status, updatedAt }) => OVER.includes(status) && updatedAt > (since ?? 0));

/** Taken back by its contributor while somebody may be at work on it. */
const wasAccepted = ({ status, events }: SubmissionRow): boolean => {
  const before = events.flatMap(({ event }) => (event.type === 'status' ? [event.to] : [])).at(-2);
  return status === 'withdrawn' && before === 'accepted';
};

const groupsOf = (rows: DigestRows, form: Form, options: DigestOptions): readonly Group[] => {
  const told = { rows, form, links: options.links };
  const having = (...statuses: readonly Status[]) => rows.submissions.filter((row) => statuses.includes(row.status));
  const incomplete = having('incomplete');
  const unanswered = incomplete.filter((row) => isUnanswered(row, rows.now - options.remindAfter));
  return [
    ...group(
      'decide',
      [...having('ready'), ...unanswered].map((row) => decideItem(told, row)),
    ),
    ...group(
      'person',
      rows.messages.filter((row) => row.class === 'with a person').map((row) => personItem(told, row)),
    ),
    ...group(
      'underway',
      having('accepted', 'transferring', 'on-hold').map((row) => underwayItem(told, row)),
    ),
    ...group(
      'waiting',
      incomplete.filter((row) => !unanswered.includes(row)).map((row) => waitingItem(told, row)),
    ),
    ...group('problems', [
      ...passItem(told, options.watchdogAfter),
      ...rows.submissions.filter(({ status }) => !OVER.includes(status)).flatMap((row) => bouncedItem(told, row)),
      ...rows.outbox.map((row) => replyItem(told, row)),
      ...rows.messages.filter((row) => row.class !== 'with a person').map((row) => messageItem(told, row)),
    ]),
    ...group(
      'ended',
      endedSince(rows).map((row) => endedItem(told, row)),
    ),
  ];
};

const totalOf = (groups: readonly Group[], name: GroupName): number =>
  groups.find((candidate) => candidate.name === name)?.total ?? 0;

type Counts = Readonly<Record<GroupName | 'ignored', number>>;

const COUNTED: readonly (readonly [keyof Counts, (count: number) => string])[] = [
  ['decide', (count) => `${counted(count, 'decision')} to make`],
  ['person', (count) => `${counted(count, 'mail')} to answer`],
  ['problems', (count) => counted(count, 'problem')],
  ['underway', (count) => `${count.toLocaleString('en')} under way`],
  ['waiting', (count) => `${count.toLocaleString('en')} waiting`],
];

const countsIn = (counts: Counts): string =>
  COUNTED.flatMap(([name, say]) => (counts[name] > 0 ? [say(counts[name])] : [])).join(', ');

/** What happened without anybody: it isn't worth a group where nothing else is to be told. */
const aside = (counts: Counts, thing: string): string => {
  const parts = [
    ...(counts.waiting > 0
      ? [
          `${counted(counts.waiting, thing)} ${counts.waiting === 1 ? 'waits for its contributor' : 'wait for their contributors'}`,
        ]
      : []),
    ...(counts.ended > 0 ? [`${counts.ended.toLocaleString('en')} ended`] : []),
    ...(counts.ignored > 0
      ? [`${counted(counts.ignored, 'mail')} ${counts.ignored === 1 ? 'was' : 'were'} ignored`]
      : []),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(', ')}.`;
};

/** Rows -> model. Pure: `rows.now` is its clock. */
export const digestModel = (rows: DigestRows, form: Form, options: DigestOptions): DigestModel => {
  const groups = groupsOf(rows, form, options);
  const sum = sumOf(rows);
  const counts: Counts = {
    decide: totalOf(groups, 'decide'),
    person: totalOf(groups, 'person'),
    underway: totalOf(groups, 'underway'),
    waiting: totalOf(groups, 'waiting'),
    problems: totalOf(groups, 'problems'),
    ended: totalOf(groups, 'ended'),
    ignored: rows.ignored.reduce((total, { count }) => total + count, 0),
  };
  const undone = endedSince(rows).filter(wasAccepted).length;
  const quiet = sum.adds && undone + counts.decide + counts.person + counts.problems + counts.underway === 0;
  const said = [
    sum.adds ? '' : 'THE SUM IS WRONG',
    undone === 0 ? '' : `${counted(undone, `accepted ${form.thing}`)} taken back`,
    quiet ? 'nothing needs you' : countsIn(counts),
  ]
    .filter((part) => part !== '')
    .join(', ');
  const day = dayOf(rows.now, options.timeZone);
  return {
    subject: `[mailroom] ${said} - ${day}`,
    headline: quiet ? `Nothing needs you today.${aside(counts, form.thing)}` : `${said}.`,
    quiet,
    madeAt: timeOf(rows.now, options.timeZone),
    thing: form.thing,
    groups: quiet ? [] : groups,
    ignored: rows.ignored.map(({ why, count }) => ({ why: plain(why, 200), count })),
    sum,
    weeks: rows.weeks,
    token: options.token,
  };
};
