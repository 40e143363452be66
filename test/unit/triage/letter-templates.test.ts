import { describe, expect, test } from 'vitest';
import { compose, inWords } from '../../../src/triage/compose.ts';
import { TEMPLATES } from '../../../src/triage/letter.ts';
import { specimens } from '../../../src/triage/specimen.ts';
import { parseTemplates, TEMPLATE_FILES } from '../../../src/triage/templates.ts';
import { FILES, FORM, LETTERS, POLICY } from './letter-fixture.ts';

const mistakesWith = (file: string, content: string | null): readonly string[] => {
  const files = new Map(FILES);
  if (content === null) files.delete(file);
  else files.set(file, content);
  const result = parseTemplates(files, FORM);
  return result.ok ? [] : result.mistakes;
};

test('the English letters are complete', () => {
  expect([...FILES.keys()].toSorted()).toEqual([...TEMPLATE_FILES].toSorted());
  expect(parseTemplates(FILES, FORM).ok).toBe(true);
});

test('there is an invented letter for each template', () => {
  expect(specimens(FORM).map((letter) => letter.template)).toEqual([...TEMPLATES]);
});

describe('mistakes are told with file and line', () => {
  test.each([
    ['a frame without the token', 'frame.txt', 'Hello,\n\n{{ body }}', 'frame.txt: {{ token }} must stand in it'],
    ['a frame without the token', 'frame.html', '<p>{{ body }}</p>', 'frame.html: {{ token }} must stand in it'],
    ['a missing file', 'help.html', null, 'help.html: this file is missing'],
    ['no subject', 'help.txt', 'Hello', 'help.txt, line 1: the first line must be "Subject: " and the subject'],
    [
      'an empty subject',
      'help.txt',
      'Subject: \n\nHello',
      'help.txt, line 1: the first line must be "Subject: " and the subject',
    ],
    [
      'a name that the letter lacks',
      'help.txt',
      'Subject: x\n\n{{ previous }}',
      'help.txt, line 3: "previous" is not a name',
    ],
    ['in the subject', 'help.txt', 'Subject: {{ previous }}\n\nx', 'help.txt, line 1: "previous" is not a name'],
    [
      'in a branch that is rarely taken',
      'help.html',
      '<p>{% if first == 3 %}\n{{ oops }}{% endif %}</p>',
      'help.html, line 2: "oops"',
    ],
    [
      'after a dot',
      'reminder.txt',
      'Subject: x\n{% for q in questions %}\n{{ q.messag }}\n{% endfor %}',
      'reminder.txt, line 3: "q.messag" has no "messag"',
    ],
    [
      'a tag that is not closed',
      'help.txt',
      'Subject: x\n\n{% if first %}',
      'help.txt, line 3: tag {% if first %} not closed',
    ],
    ['an unknown filter', 'help.txt', 'Subject: x\n{{ thing | shout }}', 'help.txt, line 2: undefined filter: shout'],
    [
      'another file',
      'help.txt',
      "Subject: x\n{% render '../../../etc/passwd' %}",
      'help.txt, line 2: tag "render" not found',
    ],
    ['nothing to say', 'help.html', '{% if first == 3 %}x{% endif %}', 'help.html: it says nothing'],
    [
      'the constructor of a list',
      'reminder.html',
      '{{ questions.constructor }}',
      'reminder.html, line 1: "questions.constructor" has no "constructor"',
    ],
  ])('%s', (_, file, content, mistake) => {
    expect(mistakesWith(file, content).join('\n')).toContain(mistake);
  });

  test('all at once', () => {
    const result = parseTemplates(new Map(), FORM);
    expect(result.ok ? [] : result.mistakes).toHaveLength(TEMPLATE_FILES.length);
  });
});

test('line ends of Windows are as good', () => {
  const files = new Map([...FILES].map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));
  expect(parseTemplates(files, FORM).ok).toBe(true);
});

test('a template that would never end is stopped', () => {
  expect(mistakesWith('help.html', '{% for i in (1..100000000) %}x{% endfor %}').join()).toMatch(/help.html/);
});

test('a letter that was written down before a name was known is still sent', () => {
  const receipt = specimens(FORM).find(({ template }) => template === 'receipt');
  if (receipt === undefined) throw new Error('no receipt');
  const { hasOffers, ...data } = receipt.data;
  const draft = compose({ ...receipt, data: { ...data, reference: '' } }, LETTERS, POLICY);
  expect(hasOffers).toBe(true);
  expect(inWords(draft, LETTERS).text).toContain('If you would like to offer');
});
