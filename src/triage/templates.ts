/**
 * The words of the letters: files of the owner's, one pair for each letter (`.txt` begins with its subject, `.html` is the same
 * letter), and `frame`, which stands around all but the digest. Everything that they could get wrong is told at start.
 */
import { Liquid, type Template } from 'liquidjs';
import type { Form } from '../form/form.ts';
import { type LetterData, TEMPLATES, type TemplateName } from './letter.ts';
import { specimens } from './specimen.ts';

type Render = (data: LetterData) => string;
export type LetterTemplate = { readonly subject: Render; readonly text: Render; readonly html: Render };
export type Templates = Readonly<Record<TemplateName | 'frame', LetterTemplate>>;

export type TemplatesResult =
  | { readonly ok: true; readonly templates: Templates }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** The files of a language's folder that must be there, such as `status.txt`. */
export const TEMPLATE_FILES: readonly string[] = [...TEMPLATES, 'frame'].flatMap((name) => [
  `${name}.txt`,
  `${name}.html`,
]);

/** What `compose.ts` adds to a letter's own data. */
export const ADDED = ['token', 'mailbox'] as const;
/** What the frame may use: what all letters have, and the letter. */
const FRAME = [
  'organisation',
  'thing',
  'page',
  'name',
  'reference',
  'title',
  'first',
  'last',
  'subject',
  'body',
  ...ADDED,
];
/** Properties that Liquid itself gives lists and loops. */
const BUILT_IN = ['size', 'first', 'last', 'index', 'length'];

/** Tags that read other files: a template is one file, so that it reads as the letter that it becomes. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

const engine = (outputEscape: 'escape' | null): Liquid => {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    greedy: false,
    templates: {},
    parseLimit: 100_000,
    renderLimit: 10_000,
    memoryLimit: 5_000_000,
    ...(outputEscape === null ? {} : { outputEscape }),
  });
  for (const tag of FILE_TAGS) delete liquid.tags[tag];
  return liquid;
};

/** A line with nothing but a tag leaves no line in the letter. (With `greedy: false`, `-%}` takes away one line end.) */
const ownLines = (source: string): string => source.replace(/^[ \t]*(\{%-?[^%\n]*?)-?%\}[ \t]*$/gm, '$1-%}');

const words = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, (file:.*, )?line:.*$/s, '') : '';
const lineOf = (error: unknown): number => {
  const token: unknown = error instanceof Error && 'token' in error ? error.token : null;
  const position: unknown =
    token instanceof Object && 'getPosition' in token && typeof token.getPosition === 'function'
      ? token.getPosition()
      : null;
  return Array.isArray(position) && typeof position[0] === 'number' ? position[0] : 1;
};

/** Names that stand in a template and not among those that it is given. `firstLine`: where the source begins in its file. */
const unknownNames = (
  liquid: Liquid,
  parsed: Template[],
  known: Known,
  at: (line: number) => string,
): readonly string[] => {
  const { globals, variables } = liquid.analyzeSync(parsed, { partials: false });
  const roots = Object.entries(globals).flatMap(([name, uses]) =>
    known.names.has(name)
      ? []
      : uses.map(
          (use) =>
            `${at(use.location.row)}: there is no {{ ${name} }} in this letter (it has: ${[...known.names].join(', ')})`,
        ),
  );
  const inner = Object.values(variables)
    .flat()
    .flatMap((use) =>
      use.segments
        .slice(1)
        .flatMap((segment) =>
          typeof segment !== 'string' || known.properties.has(segment)
            ? []
            : [`${at(use.location.row)}: there is no ".${segment}" in {{ ${use} }}`],
        ),
    );
  return [...roots, ...inner];
};

type Known = { readonly names: ReadonlySet<string>; readonly properties: ReadonlySet<string> };
type Parsed = { readonly render: Render; readonly mistakes: readonly string[] };

const parse = (liquid: Liquid, file: string, source: string, firstLine: number, known: Known): Parsed => {
  const at = (line: number): string => `${file}, line ${line + firstLine - 1}`;
  try {
    const parsed = liquid.parse(ownLines(source));
    return {
      render: (data) => String(liquid.renderSync(parsed, data)),
      mistakes: unknownNames(liquid, parsed, known, at),
    };
  } catch (error) {
    return { render: () => '', mistakes: [`${at(lineOf(error))}: ${words(error)}`] };
  }
};

/** Every key below the top, however deep: what may stand after a dot. */
const innerKeys = (value: LetterData[string] | undefined): readonly string[] => {
  if (Array.isArray(value))
    return value.flatMap((item) => (typeof item === 'string' ? [] : [...Object.keys(item), ...innerKeys(item)]));
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((inner) => innerKeys(inner));
};

const knownIn = (data: LetterData): Known => ({
  names: new Set([...Object.keys(data), ...ADDED]),
  properties: new Set([...innerKeys(data), ...BUILT_IN]),
});

const SUBJECT = /^Subject: *(\S.*)$/;

/**
 * Files by name (`status.txt`) -> templates, or every mistake in them, each with its file and line. Each is also rendered once with
 * an invented offer, so that what passes here can be sent.
 */
export const parseTemplates = (files: ReadonlyMap<string, string>, form: Form): TemplatesResult => {
  const plain = engine(null);
  const html = engine('escape');
  const mistakes: string[] = [];
  const one = (name: string, known: Known, framed: boolean): LetterTemplate => {
    const source = (extension: string): string => {
      const file = files.get(`${name}.${extension}`);
      if (file === undefined) mistakes.push(`${name}.${extension}: this file is missing`);
      return (file ?? (extension === 'txt' ? 'Subject: -' : '')).replaceAll('\r\n', '\n');
    };
    const [first = '', ...rest] = source('txt').split('\n');
    const subject = framed ? SUBJECT.exec(first)?.[1] : '';
    if (subject === undefined) mistakes.push(`${name}.txt, line 1: the first line must be "Subject: " and the subject`);
    const parts = {
      subject: parse(plain, `${name}.txt`, subject ?? '', 1, known),
      text: parse(plain, `${name}.txt`, framed ? rest.join('\n') : [first, ...rest].join('\n'), framed ? 2 : 1, known),
      html: parse(html, `${name}.html`, source('html'), 1, known),
    };
    mistakes.push(...[parts.subject, parts.text, parts.html].flatMap((part) => part.mistakes));
    return { subject: parts.subject.render, text: parts.text.render, html: parts.html.render };
  };
  const letters = specimens(form).map(
    ({ template, data }) => [template, one(template, knownIn(data), true), data] as const,
  );
  const frame = one('frame', { names: new Set(FRAME), properties: new Set(BUILT_IN) }, false);
  if (mistakes.length === 0) mistakes.push(...letters.flatMap(([name, template, data]) => trial(name, template, data)));
  if (mistakes.length > 0) return { ok: false, mistakes };
  const templates = Object.fromEntries(letters.map(([name, template]) => [name, template]));
  return { ok: true, templates: { ...(templates as Record<TemplateName, LetterTemplate>), frame } };
};

const trial = (name: string, template: LetterTemplate, data: LetterData): readonly string[] => {
  const all = { ...data, token: '', mailbox: '' };
  return (['subject', 'text', 'html'] as const).flatMap((part) => {
    try {
      return template[part](all).trim() === '' ? [`${name}.${part === 'html' ? 'html' : 'txt'}: it says nothing`] : [];
    } catch (error) {
      return [`${name}.${part === 'html' ? 'html' : 'txt'}: ${words(error)}`];
    }
  });
};
