/**
 * The words of the letters: files of the owner's, one pair for each letter (`.txt` begins with its subject, `.html` is the same
 * letter), and `frame`, which stands around them. Everything that they could get wrong is told at start.
 */
import type { Form } from '../form/form.ts';
import { TEMPLATES, type TemplateName } from './letter.ts';
import type { LetterData } from './letter-data.ts';
import { type Known, parseTemplate, type Render, tryRender } from './liquid.ts';
import { specimens } from './specimen.ts';

type LetterTemplate = { readonly subject: Render; readonly text: Render; readonly html: Render };
export type Templates = Readonly<Record<TemplateName | 'frame', LetterTemplate>>;

export type TemplatesResult =
  | { readonly ok: true; readonly templates: Templates }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** The files of a language's folder, such as `status.txt`: all must be there. */
export const TEMPLATE_FILES: readonly string[] = [...TEMPLATES, 'frame'].flatMap((name) => [
  `${name}.txt`,
  `${name}.html`,
]);

/** What `compose.ts` adds to a letter's own data. */
const ADDED = ['token', 'mailbox'];
/** What the frame may use: names that all letters have, and the letter as `body`. */
const FRAME = [
  'organisation',
  'thing',
  'page',
  'name',
  'reference',
  'title',
  'first',
  'last',
  'asks',
  'subject',
  'body',
];
/** What Liquid itself gives lists. */
const OF_LISTS = ['size', 'first', 'last'];

/** Every key below the top, however deep: what may stand after a dot. */
const innerKeys = (value: LetterData[string] | undefined): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => (typeof item === 'string' ? [] : allKeys(item)));
  return value === null || typeof value !== 'object' ? [] : allKeys(value as LetterData);
};
const allKeys = (data: LetterData): readonly string[] => [
  ...Object.keys(data),
  ...Object.values(data).flatMap(innerKeys),
];

const knownIn = (data: LetterData): Known => ({
  names: new Set([...Object.keys(data), ...ADDED]),
  properties: new Set([...Object.values(data).flatMap(innerKeys), ...OF_LISTS]),
});

type Found = { readonly template: LetterTemplate; readonly mistakes: readonly string[] };

const SUBJECT = /^Subject: *(\S.*)$/;

/** The pair of files that `name` stands for. Where `titled`, the first line of the text is its subject. */
const pairOf = (files: ReadonlyMap<string, string>, name: string, known: Known, titled: boolean): Found => {
  const missing = [`${name}.txt`, `${name}.html`]
    .filter((file) => !files.has(file))
    .map((file) => `${file}: this file is missing`);
  const read = (file: string): string => (files.get(file) ?? '').replaceAll('\r\n', '\n');
  const [first = '', ...rest] = read(`${name}.txt`).split('\n');
  const subject = titled ? SUBJECT.exec(first)?.[1] : '';
  const untitled =
    subject === undefined && files.has(`${name}.txt`)
      ? [`${name}.txt, line 1: the first line must be "Subject: " and the subject`]
      : [];
  const body = titled ? { text: rest.join('\n'), firstLine: 2 } : { text: read(`${name}.txt`), firstLine: 1 };
  const parts = [
    parseTemplate({ file: `${name}.txt`, text: subject ?? '', firstLine: 1 }, false, known),
    parseTemplate({ file: `${name}.txt`, ...body }, false, known),
    parseTemplate({ file: `${name}.html`, text: read(`${name}.html`), firstLine: 1 }, true, known),
  ] as const;
  return {
    template: { subject: parts[0].render, text: parts[1].render, html: parts[2].render },
    mistakes: [...missing, ...untitled, ...parts.flatMap((part) => part.mistakes)],
  };
};

const trial = (name: string, template: LetterTemplate, data: LetterData): readonly string[] => {
  const all = { ...data, token: '', mailbox: '' };
  const tried = [
    [`${name}.txt, line 1`, tryRender(template.subject, all)],
    [`${name}.txt`, tryRender(template.text, all)],
    [`${name}.html`, tryRender(template.html, all)],
  ] as const;
  return tried.flatMap(([place, mistake]) => (mistake === null ? [] : [`${place}: ${mistake}`]));
};

/** By this line an answer is known where a provider keeps nothing else of the thread. */
const MARK = 'mr1-specimen';

const withoutToken = (frame: LetterTemplate): readonly string[] => {
  const data = { ...Object.fromEntries(FRAME.map((name) => [name, ''])), token: MARK, mailbox: '' };
  const files = [
    ['frame.txt', frame.text(data)],
    ['frame.html', frame.html(data)],
  ] as const;
  return files.flatMap(([file, words]) =>
    words.includes(MARK) ? [] : [`${file}: {{ token }} must stand in it, or answers lose their thread`],
  );
};

/**
 * Files by name (`status.txt`) -> templates, or every mistake in them, each with its file and line. The names that a template may use
 * are those of an invented letter of its kind, and each is rendered once with it.
 */
export const parseTemplates = (files: ReadonlyMap<string, string>, form: Form): TemplatesResult => {
  const letters = specimens(form).map(({ template: name, data }) => {
    const found = pairOf(files, name, knownIn(data), true);
    const mistakes = found.mistakes.length > 0 ? found.mistakes : trial(name, found.template, data);
    return { name, template: found.template, mistakes };
  });
  const known = { names: new Set([...FRAME, ...ADDED]), properties: new Set(OF_LISTS) };
  const frame = pairOf(files, 'frame', known, false);
  const framing = frame.mistakes.length > 0 ? frame.mistakes : withoutToken(frame.template);
  const mistakes = [...letters.flatMap((found) => found.mistakes), ...framing];
  if (mistakes.length > 0) return { ok: false, mistakes };
  const byName = Object.fromEntries(letters.map(({ name, template }) => [name, template]));
  return { ok: true, templates: { ...(byName as Record<TemplateName, LetterTemplate>), frame: frame.template } };
};
