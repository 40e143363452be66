import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CardRules, parseCardRules } from '../../../src/form/card-rules.ts';
import { readCard } from '../../../src/form/dataset-card.ts';

const rulesIn = (json: unknown): CardRules => {
  const parsed = parseCardRules(json);
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'));
  return parsed.rules;
};

const rules = rulesIn(JSON.parse(readFileSync('templates/card.json', 'utf8')));

const SPEC = 'the Dataset Specification v0.1.7';
const ALL = `fine: The card has all fields that ${SPEC} requires.`;
const PREFERRED = 'fine: The license is cdla-permissive-2.0, as preferred.';

const told = (text: string, by = rules): readonly string[] =>
  readCard(text, by).map((finding) => `${finding.level}: ${finding.text}`);

const LICENSE = 'license: cdla-permissive-2.0';
const REST = 'license_name: CDLA\npretty_name: Harbour Tides\nsource_datasets: [original]';
const card = (block: string, end = '\n# Harbour Tides\n'): string => `---\n${block}\n---\n${end}`;

describe('a card that is right', () => {
  const good: readonly (readonly [string, string])[] = [
    ['as documented', card(`${LICENSE}\n${REST}`)],
    ['CRLF', card(`${LICENSE}\n${REST}`).replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${card(`${LICENSE}\n${REST}`)}`],
    ['empty lines first', `\n \n${card(`${LICENSE}\n${REST}`)}`],
    ['spaces after the fences', `---  \n${LICENSE}\n${REST}\n--- \n`],
    ['no line end at the end', `---\n${LICENSE}\n${REST}\n---`],
    ['keys and values in quotes', card(`"license": 'cdla-permissive-2.0'\n${REST}`)],
    ['lists in either style', card(`license:\n- cdla-permissive-2.0\n${REST}`)],
    ['comments and empty lines', card(`# mine\n\n${LICENSE} # as asked\n\n${REST}`)],
    ['capital letters', card(`license: CDLA-Permissive-2.0\n${REST}`)],
    ['a large block of other fields', card(`dataset_info:\n${'  - a: [1, 2]\n'.repeat(50_000)}${LICENSE}\n${REST}`)],
    ['a block of text with what looks like fields', card(`${LICENSE}\nextra: |\n  license: none\n\n  ---\n${REST}`)],
    ['brackets over several lines', card(`${LICENSE}\ntags: [\n  a,\n]\n${REST}`)],
    ['more sources than we read', card(`${LICENSE}\n${REST.replace('[original]', `[${'original, '.repeat(2000)}]`)}`)],
  ];
  test.each(good)('%s', (_, text) => {
    expect(told(text)).toEqual([PREFERRED, ALL]);
  });
});

describe('licenses', () => {
  const mit = 'fine: The license mit is accepted; cdla-permissive-2.0 is preferred.';
  const notPlain = "look: The card's license (line 2) is no plain value: look at it.";
  const empty = "wrong: The card's license (line 2) is empty.";
  const unknown = (name: string): string => `wrong: The license “${name}” is not one that ${SPEC} accepts.`;
  const licenses: readonly (readonly [string, string, readonly string[]])[] = [
    ['accepted', 'license: mit', [mit, ALL]],
    ['two', 'license: [mit, cdla-permissive-2.0]', [mit, PREFERRED, ALL]],
    ['not accepted', 'license: cc-by-nc-4.0', [unknown('cc-by-nc-4.0'), ALL]],
    ["Hugging Face's word for none of its list", 'license: other', [unknown('other'), ALL]],
    ['nothing', 'license:', [empty]],
    ['an empty string', 'license: ""', [empty]],
    ['an empty list', 'license: []', [empty]],
    ['an empty map', 'license: {}', [empty]],
    ['a map', 'license: {name: mit}', [notPlain, ALL]],
    ['an alias', 'license: *mit', [notPlain, ALL]],
    ['a list in a list', 'license: [mit, [mit]]', [notPlain, ALL]],
    ['brackets that do not close', 'license: [mit', ["wrong: The card's license (line 2) is no valid YAML."]],
    ['a tag, which makes nothing', 'license: !!js/function "mit"', [mit, ALL]],
    ['a number', 'license: 4', [unknown('4'), ALL]],
    ['a long one is cut', `license: ${'x'.repeat(70)}`, [unknown(`${'x'.repeat(60)}…`), ALL]],
    ['control and bidi characters', 'license: "\\u202Egpl\\n\\u0007"', [unknown('gpl'), ALL]],
    ['longer than we parse', `license: ${'x'.repeat(5000)}`, [notPlain, ALL]],
    ['as many as we tell', `license: [${'gpl,'.repeat(100)}]`, [...Array<string>(8).fill(unknown('gpl')), ALL]],
  ];
  test.each(licenses)('%s', (_, license, findings) => {
    expect(told(card(`${license}\n${REST}`))).toEqual(findings);
  });
});

describe('fields and layout', () => {
  const wrong: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'required ones are missing',
      card(LICENSE),
      [
        PREFERRED,
        ...['license_name', 'pretty_name', 'source_datasets'].map(
          (name) => `wrong: The card has no ${name}, which ${SPEC} requires.`,
        ),
      ],
    ],
    [
      'a disallowed one',
      card(`${LICENSE}\n${REST}\nextra_gated_fields:\n  Name: text`),
      [PREFERRED, ALL, `wrong: The card has extra_gated_fields, which ${SPEC} does not allow.`],
    ],
    [
      'one of another field is none of the card',
      card(`${LICENSE}\n${REST}\nextra:\n  extra_gated_fields: x`),
      [PREFERRED, ALL],
    ],
    [
      'twice: the first counts',
      card(`${LICENSE}\n${REST}\nlicense: mit`),
      [PREFERRED, ALL, 'look: The card gives license a second time in line 6.'],
    ],
    [
      'a line that is no field',
      card(`${LICENSE}\n${REST}\nthe license is mit`),
      [PREFERRED, ALL, 'look: Line 6 of the card is no field: look at it.'],
    ],
    [
      'no block',
      '# Tides\n',
      ['wrong: The card does not begin with a YAML block, so it names no license and no fields.'],
    ],
    [
      'the block comes later',
      `# Tides\n\n${card(`${LICENSE}\n${REST}`)}`,
      ['wrong: The card does not begin with a YAML block, so it names no license and no fields.'],
    ],
    ['nothing', '', ['wrong: The card does not begin with a YAML block, so it names no license and no fields.']],
    ['no end', `---\n${LICENSE}`, ['wrong: The YAML block of the card has no end: a line “---” is missing.']],
  ];
  test.each(wrong)('%s', (_, text, findings) => {
    expect(told(text)).toEqual(findings);
  });

  test('an empty block', () => {
    expect(told('---\n---\n')).toEqual(
      rules.required.map((name) => `wrong: The card has no ${name}, which ${SPEC} requires.`),
    );
  });

  test('names of JavaScript are names like others', () => {
    expect(told(card(`__proto__: {license: mit}\nconstructor: x\n${LICENSE}\n${REST}`))).toEqual([PREFERRED, ALL]);
    expect(told(card(`__proto__: {license: mit}\n${REST}`))[0]).toContain('has no license');
  });
});

describe('what would take a YAML parser minutes', () => {
  const LONG = 250_000;
  const fill = (piece: string): string => piece.repeat(LONG / piece.length);
  const bombs: readonly (readonly [string, string])[] = [
    ['anchors', fill('&a ')],
    ['tags', fill('!!x ')],
    ['strings', fill('"a" ')],
    ['deep lists', fill('[')],
    ['deep maps', fill('{a: ')],
    ['colons', fill(': ')],
    ['fields', Array.from({ length: 18_000 }, (_, index) => `k${index}: v`).join('\n')],
    ['comments', fill('#\n')],
    ['fences that are none', fill('---x\n')],
    ['spaces', fill(' ')],
  ];
  test.each(bombs)('%s, anywhere in the block', (_, bomb) => {
    const began = performance.now();
    told(card(bomb));
    told(card(`x: ${bomb}`));
    told(card(`license: ${bomb}\n${REST}`));
    for (const name of rules.required) told(card(`${name}: ${bomb.slice(0, 4000)}`));
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('aliases of aliases are not followed', () => {
    const names = 'abcdefghij'.split('');
    const bomb = names.map((name, index) => {
      const before = index === 0 ? 'x' : `*${names[index - 1]}`;
      return `${name}: &${name} [${Array(9).fill(before).join(', ')}]`;
    });
    expect(told(card(`${bomb.join('\n')}\nlicense: *j\n${REST}`))[0]).toContain('is no plain value');
    const inOne = `license: [${names.map((name, index) => `&${name} [*${names[index - 1] ?? name}]`).join(', ')}]`;
    expect(told(card(`${inOne}\n${REST}`))[0]).toContain('is no plain value');
  });
});

describe('the rules are data', () => {
  const other = {
    specification: 'our list',
    field: 'card',
    license: { field: 'rights', accepted: ['ours'] },
    required: ['rights'],
  };

  test('another specification', () => {
    expect(told(card('rights: ours'), rulesIn(other))).toEqual([
      'fine: The license ours is accepted.',
      'fine: The card has all fields that our list requires.',
    ]);
    expect(told(card(`${LICENSE}\n${REST}`), rulesIn(other))).toEqual([
      'wrong: The card has no rights, which our list requires.',
    ]);
  });

  const mistakes: readonly (readonly [string, unknown, string])[] = [
    ['no rules', {}, 'specification: '],
    ['no file', null, 'the file: '],
    ['a misspelt key', { ...other, requierd: [] }, 'the file: nothing here is called'],
    ['no license accepted', { ...other, license: { field: 'rights', accepted: [] } }, 'license.accepted: '],
    [
      'preferred but not accepted',
      { ...other, license: { ...other.license, preferred: ['mit'] } },
      'license.preferred: mit is not among license.accepted',
    ],
    ['required and disallowed', { ...other, disallowed: ['rights'] }, 'disallowed: rights is required too'],
  ];
  test.each(mistakes)('%s', (_, json, mistake) => {
    const parsed = parseCardRules(json);
    expect(parsed.ok ? 'no mistake' : parsed.mistakes.join('\n')).toContain(mistake);
  });
});
