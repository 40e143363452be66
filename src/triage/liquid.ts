/**
 * One template of Liquid, checked before anything is sent: every name in it must be one that its letter has.
 */
import { Liquid, type Template } from 'liquidjs';
import { errorMessage } from '../error.ts';
import { hasten } from './hasten.ts';
import type { LetterData } from './letter-data.ts';

/** `besides`: names that stand beside those of the data. */
export type Render = (data: LetterData, besides?: LetterData) => string;

/** The names a template may use, and what may stand after a dot. */
export type Known = { readonly names: ReadonlySet<string>; readonly properties: ReadonlySet<string> };

/** A template's source, in its file: `firstLine` is where it begins there. */
export type Source = { readonly file: string; readonly text: string; readonly firstLine: number };

export type Parsed = { readonly render: Render; readonly mistakes: readonly string[] };

/** Tags that read other files: a template is one file, so that it reads as the letter that it becomes. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

const engine = (markup: boolean): Liquid => {
  const liquid = new Liquid({
    strictVariables: true,
    // A letter that an older version wrote down, and that still waits, may lack a name that a template asks for since.
    lenientIf: true,
    strictFilters: true,
    ownPropertyOnly: true,
    greedy: false,
    templates: {},
    parseLimit: 100_000,
    renderLimit: 10_000,
    memoryLimit: 5_000_000,
    ...(markup ? { outputEscape: 'escape' as const } : {}),
  });
  for (const tag of FILE_TAGS) delete liquid.tags[tag];
  return liquid;
};

const PLAIN = engine(false);
const ESCAPED = engine(true);

/** A line with nothing but a tag leaves no line in the letter: with `greedy: false`, `-%}` takes away one line end. */
const ownLines = (source: string): string => source.replace(/^[ \t]*(\{%-?[^%\n]*?)-?%\}[ \t]*$/gm, '$1-%}');

/** Liquid's own message without the place, which is told in words of ours. */
const messageOf = (error: unknown): string =>
  errorMessage(error)
    .replace(/, (?:file:|line:).*$/s, '')
    .replace('-%}', '%}');

const lineOf = (error: unknown): number => {
  if (!(error instanceof Error) || !('token' in error)) return 1;
  const { token } = error;
  if (!(token instanceof Object) || !('getPosition' in token) || typeof token.getPosition !== 'function') return 1;
  const position: unknown = token.getPosition();
  return Array.isArray(position) && typeof position[0] === 'number' ? position[0] : 1;
};

const unknownNames = (
  liquid: Liquid,
  parsed: Template[],
  known: Known,
  at: (line: number) => string,
): readonly string[] => {
  const { globals, variables } = liquid.analyzeSync(parsed, { partials: false });
  const outer = Object.entries(globals)
    .filter(([name]) => !known.names.has(name))
    .flatMap(([name, uses]) =>
      uses.map(
        (use) =>
          `${at(use.location.row)}: "${name}" is not a name that it has. It has: ${[...known.names].sort().join(', ')}`,
      ),
    );
  const inner = Object.values(variables)
    .flat()
    .flatMap((use) => {
      const [, ...rest] = use.segments;
      const unknown = rest.filter((segment) => typeof segment === 'string' && !known.properties.has(segment));
      return unknown.map((segment) => `${at(use.location.row)}: "${String(use)}" has no "${String(segment)}"`);
    });
  return [...outer, ...inner];
};

/** Source -> what renders it, and every mistake in it with file and line. `markup`: what is put in is text in HTML. */
export const parseTemplate = (source: Source, markup: boolean, known: Known): Parsed => {
  const liquid = markup ? ESCAPED : PLAIN;
  const at = (line: number): string => `${source.file}, line ${line + source.firstLine - 1}`;
  try {
    const parsed = liquid.parse(ownLines(source.text));
    const mistakes = unknownNames(liquid, parsed, known, at);
    hasten(parsed);
    return { render: (data, besides = {}) => String(liquid.renderSync(parsed, data, { globals: besides })), mistakes };
  } catch (error) {
    return { render: () => '', mistakes: [`${at(lineOf(error))}: ${messageOf(error)}`] };
  }
};

/** Whether it can be rendered with this data: the mistake, or null. */
export const tryRender = (render: Render, data: LetterData): string | null => {
  try {
    return render(data).trim() === '' ? 'it says nothing' : null;
  } catch (error) {
    return messageOf(error);
  }
};
