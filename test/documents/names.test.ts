/** Every name that the documents use is there, and what is there is documented. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { KEYS } from '../../src/config/settings.ts';
import { CLASSES } from '../../src/digest/rows.ts';
import { CardRules } from '../../src/form/card-rules.ts';
import { Field, Form } from '../../src/form/form.ts';
import { TEMPLATES } from '../../src/triage/letter.ts';
import { parseOrder } from '../../src/triage/order.ts';
import { callsIn, codeIn, DOCUMENTS, fencesIn, proseOf, tableBelow, textOf } from './markdown.ts';

const OPERATIONS = textOf('docs/operations.md');
const README = textOf('README.md');

/** All that is code in a document: spans, and lines of blocks. */
const allCode = (text: string): readonly string[] => [...codeIn(text), ...fencesIn(text).flatMap(({ lines }) => lines)];

/** The first cell of each row, without its backticks. */
const firsts = (rows: readonly (readonly string[])[]): readonly string[] =>
  rows.map(([first = '']) => first.replaceAll('`', ''));

describe.each(DOCUMENTS)('%s', (path) => {
  const code = allCode(textOf(path));

  it('has its backticks in pairs on each line, as a name across two lines could not be looked up', () => {
    const odd = proseOf(textOf(path))
      .split('\n')
      .filter((line) => line.split('`').length % 2 === 0);
    expect(odd).toEqual([]);
  });

  it('names only commands and options that there are', () => {
    const wrong = code.flatMap(callsIn).filter(({ name, options }) => {
      const command = COMMANDS.find((each) => each.name === name);
      const known = ['--help', ...(command?.options.map(([flags]) => flags.split(' ')[0]) ?? [])];
      return command === undefined || options.some((option) => !known.includes(option));
    });
    expect(wrong).toEqual([]);
  });

  it('names only settings that there are', () => {
    // Of Node itself, of the tests, and words that stand for an id in a command to Microsoft.
    const others = ['NODE_EXTRA_CA_CERTS', 'KILL_STRIDE', 'CLIENT_ID', 'OBJECT_ID', 'TENANT_ID'];
    const names = code.flatMap((text) => text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []);
    expect(names.filter((name) => !KEYS.includes(name) && !others.includes(name))).toEqual([]);
  });

  it('names only files that there are', () => {
    const words = code.flatMap((text) => text.split(/\s+/));
    const files = words.filter((word) => /^(?:src|test|templates|docs|deploy|data\/samples)\/[\w./-]*$/.test(word));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = code.flatMap((text) =>
      [...text.matchAll(/\bnpm run (?:--silent )?([\w-]+)/g)].map(([, name]) => name),
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([]);
  });
});

describe('what there is, is documented', () => {
  it('each command stands in the README, with its name and what it prints', () => {
    const named = new Set(
      allCode(README)
        .flatMap(callsIn)
        .map(({ name }) => name),
    );
    expect(COMMANDS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
    const shown = new Set(
      fencesIn(README)
        .filter(({ language }) => language === 'console')
        .flatMap(({ lines }) => lines.filter((line) => line.startsWith('$ ')))
        .flatMap(callsIn)
        .map(({ name }) => name),
    );
    // `run` goes on until it is told to end; `demo` is shown as `npm run demo`.
    const unshown = COMMANDS.map(({ name }) => name).filter((name) => !shown.has(name));
    expect(unshown).toEqual(['demo', 'run']);
  });

  it('each setting stands in the table, with its default as in .env.example', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const example = lines.flatMap((line) => {
      const [, key, value = ''] = /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value === '' ? '-' : value]];
    });
    // TEMPLATES_DIR has no value of its own: not set, it is the packaged folder of that name.
    const documented = tableBelow(OPERATIONS, '## Settings', 'key').map(([key = '', value]) => [
      key.replaceAll('`', ''),
      key === '`TEMPLATES_DIR`' ? 'templates' : value,
    ]);
    expect(documented).toEqual(example);
    expect(example.map(([key]) => key)).toEqual(KEYS);
  });

  it('each exit code', () => {
    const codes = firsts(tableBelow(OPERATIONS, '## Exit codes', 'code')).map(Number);
    expect(codes).toEqual([...new Set([...Object.values(EXIT), 74])].sort((a, b) => a - b));
  });

  it('each class, status and state', () => {
    const schema = readFileSync('src/store/schema/0001-mailroom.sql', 'utf8');
    const among = (column: string, one: string): readonly string[] => {
      const lists = [...schema.matchAll(new RegExp(`CHECK \\(\\s*(${column} = '[^)]*)\\)`, 'g'))];
      const list = lists.map(([, names = '']) => names).find((names) => names.includes(`'${one}'`)) ?? '';
      return [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '');
    };
    const below = (first: string) => [...firsts(tableBelow(OPERATIONS, '## Classes and states', first))].sort();
    expect(below('class')).toEqual([...CLASSES].sort());
    expect(below('status')).toEqual([...among('status', 'incomplete')].sort());
    expect(below('state')).toEqual([...among('state', 'uncertain')].sort());
    const dispositions = among('disposition', 'acknowledge');
    expect(dispositions.length).toBeGreaterThan(0);
    expect(dispositions.filter((name) => !codeIn(OPERATIONS).includes(name))).toEqual([]);
  });

  it('each order, and those that are shown would be obeyed', () => {
    const shown = firsts(tableBelow(OPERATIONS, '## Deciding by mail', 'order')).map((line) => {
      const [, verb = '', target = '', text = ''] = /^(\w+) ([A-Z]+-\d+):? ?(.*)$/.exec(line) ?? [];
      return { verb, order: parseOrder(verb, target, text) };
    });
    expect(shown.filter(({ order }) => 'mistake' in order)).toEqual([]);
    const orders = COMMANDS.filter(
      ({ name, takes }) => /^<(?:REF|ID)>/.test(takes) && !['show', 'explain'].includes(name),
    );
    expect(shown.map(({ verb }) => verb).sort()).toEqual(orders.map(({ name }) => name).sort());
  });

  it('each key of the form and the card, and each letter', () => {
    const templates = textOf('docs/templates.md');
    expect([...firsts(tableBelow(templates, '## form.json', 'key'))].sort()).toEqual(Object.keys(Form.shape).sort());
    expect([...firsts(tableBelow(templates, 'Each of the `fields`:', 'key'))].sort()).toEqual(
      Object.keys(Field.shape).sort(),
    );
    expect([...firsts(tableBelow(templates, '## card.json', 'key'))].sort()).toEqual(
      Object.keys(CardRules.shape).sort(),
    );
    expect([...firsts(tableBelow(templates, '## Letters', 'letter'))].sort()).toEqual([...TEMPLATES, 'frame'].sort());
  });
});

describe('how calls are found', () => {
  it.each([
    ['mailroom list --messages --json', [['list', '--messages', '--json']]],
    ['sudo -u mailroom mailroom init', [['init']]],
    ['cd /srv && mailroom poll >/dev/null; mailroom digest --write', [['poll'], ['digest', '--write']]],
    ['DATA_DIR=x mailroom show DS-0001 | head --lines=3', [['show']]],
    ['docker run --name mailroom --read-only mailroom', []],
  ])('%s', (line, calls) => {
    expect(callsIn(line).map(({ name, options }) => [name, ...options])).toEqual(calls);
  });
});
