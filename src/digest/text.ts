/**
 * The digest as plain text: complete on its own, at most 78 columns (web addresses may be longer).
 */
import { textChart } from './chart.ts';
import type { Action, Item } from './item.ts';
import type { DigestModel, Group } from './model.ts';
import { moreOf } from './more.ts';

const WIDTH = 78;

/** Fills a line, later ones standing in by `indent`. */
const wrap = (first: string, indent: string, text: string): readonly string[] => {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ').filter((part) => part !== '')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
};

const underlined = (title: string): readonly string[] => [title, '-'.repeat(title.length)];

const headOf = (item: Item): readonly string[] => {
  const age = `${item.fresh ? 'NEW, ' : ''}${item.age}`;
  const [first = '', ...rest] = wrap('', '', `${item.id} ${item.title}`.trim());
  return first.length + age.length + 3 <= WIDTH && rest.length === 0
    ? [`${first}  ${`(${age})`.padStart(WIDTH - first.length - 2)}`]
    : [first, ...rest, `  (${age})`];
};

const targetOf = ({ command }: Action): string => command.slice(command.lastIndexOf(' '));

/** One command in full, and the other verbs, with what they are for where that is something else: it stays on one line, to be copied. */
const actionsOf = (item: Item): readonly string[] => {
  const [first, ...others] = item.actions;
  if (first === undefined) return [];
  const target = targetOf(first);
  const verbs = others
    .map((other) => (targetOf(other) === target ? other.verb : `${other.verb}${targetOf(other)}`))
    .join(', ');
  return [`  > ${first.command}${verbs === '' ? '' : `   (or: ${verbs})`}`];
};

const itemText = (item: Item): readonly string[] => [
  ...headOf(item),
  ...(item.who === '' ? [] : wrap('  ', '  ', item.who)),
  ...(item.why === '' ? [] : wrap('  ', '  ', item.why)),
  ...item.fields.flatMap(({ label, value }) => wrap('  ', '      ', `${label}: ${value}`)),
  ...item.unusual.flatMap((line) => wrap('  ! ', '    ', line)),
  ...item.words.flatMap((line) => wrap('  | ', '  | ', line)),
  ...actionsOf(item),
  '',
];

const groupText = (group: Group): readonly string[] => [
  ...underlined(`${group.title} (${group.total})`),
  '',
  ...group.items.flatMap(itemText),
  ...moreOf(group).flatMap((line) => [line, '']),
];

const ignoredText = ({ ignored }: DigestModel): readonly string[] =>
  ignored.length === 0
    ? []
    : [
        ...underlined('Ignored since the last digest'),
        '',
        ...ignored.flatMap(({ why, count }) => wrap(`${String(count).padStart(5)}  `, '       ', why)),
        '',
      ];

const howTo = (model: DigestModel): readonly string[] =>
  model.token === null || model.quiet
    ? []
    : [
        ...wrap(
          '',
          '',
          'To act, reply to this mail with one line for each, such as "accept DS-0042" or "decline DS-0042: the reason". The same words work on the command line.',
        ),
        '',
      ];

const chartText = ({ weeks }: DigestModel): readonly string[] =>
  weeks.length === 0 ? [] : [...underlined('The last weeks'), '', ...textChart(weeks), ''];

/** Lines end in `\n`. */
export const digestText = (model: DigestModel): string =>
  [
    ...wrap('', '', model.headline),
    '',
    ...howTo(model),
    ...model.groups.flatMap(groupText),
    ...(model.quiet ? [] : ignoredText(model)),
    ...wrap('', '', model.sum.line),
    '',
    ...(model.quiet ? [] : chartText(model)),
    `Made ${model.madeAt}.`,
    ...(model.token === null ? [] : [model.token]),
  ]
    .join('\n')
    .concat('\n');
