import { Liquid } from 'liquidjs';
import { expect, test } from 'vitest';
import { errorMessage } from '../../../src/error.ts';
import { hasten } from '../../../src/triage/hasten.ts';

const engine = new Liquid({ strictVariables: true, ownPropertyOnly: true, outputEscape: 'escape' });

const DATA = {
  name: 'Ann & Ben',
  nothing: null,
  empty: '',
  none: [],
  count: 3,
  'two words': 'spaced',
  field: { label: 'outer', size: 7, deep: { value: '<b>' } },
  fields: [
    { label: 'one', parts: ['a', 'b'] },
    { label: 'two', parts: [] },
  ],
};

const rendered = (source: string, hastened: boolean): string => {
  const templates = engine.parse(source);
  if (hastened) hasten(templates);
  try {
    return String(engine.renderSync(templates, DATA));
  } catch (error) {
    return `fails: ${errorMessage(error)}`;
  }
};

test.each([
  ['a name', '{{ name }}, {{ name | raw }}, {{ name | upcase }}', 'Ann &amp; Ben, Ann & Ben, ANN &amp; BEN'],
  ['null and empty', '[{{ nothing }}][{{ empty }}]{% if nothing %}x{% else %}y{% endif %}', '[][]y'],
  ['names after dots', '{{ field.deep.value }}', '&lt;b&gt;'],
  ['below null', '[{{ nothing.more }}]', '[]'],
  ['a list', '{{ fields.size }} {{ fields.first.label }} {{ fields.last.label }} {{ none.size }}', '2 one two 0'],
  ['a key called size', '{{ field.size }}', '7'],
  ['places and quoted names', '{{ fields[1].label }} {{ field["label"] }} {{ ["two words"] }}', 'two outer spaced'],
  [
    'loops, within each other and over a name outside',
    '{% for field in fields %}{{ field.label }}({% for part in field.parts %}{{ part }}{{ forloop.index }}{% endfor %}){% endfor %}{{ field.label }}',
    'one(a1b2)two()outer',
  ],
  [
    'branches',
    '{% if none.size > 0 %}a{% elsif count %}b{% endif %}{% case name %}{% when "x" %}c{% else %}{{ count }}{% endcase %}',
    'b3',
  ],
  ['an assignment', '{% assign name = field.label %}{{ name }}', 'outer'],
])('%s', (_, source, expected) => {
  expect(rendered(source, true)).toBe(expected);
  expect(rendered(source, false)).toBe(expected);
});

test.each(['{{ nobody }}', '{{ field.nothing }}', 'x\n{% if field.nothing.more %}{% endif %}'])(
  'what is missing is told as without it: %s',
  (source) => {
    expect(rendered(source, true)).toContain('fails: undefined variable');
    expect(rendered(source, true)).toBe(rendered(source, false));
  },
);

test('names are looked up at once', () => {
  const templates = engine.parse('{% for field in fields %}{{ field.label }}{% endfor %}');
  hasten(templates);
  const looked: string[] = [];
  const data = {
    fields: [
      {
        get label(): string {
          looked.push(new Error().stack ?? '');
          return 'one';
        },
      },
    ],
  };
  expect(engine.renderSync(templates, data)).toBe('one');
  expect(looked).toHaveLength(1);
  expect(looked.join()).not.toContain('_getFromScope');
});
