/** The documents as the tests see them: files, fenced blocks, tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every document that a reader may open, by its path from the top. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'templates/README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join('docs', name)),
];

export const textOf = (path: string): string => readFileSync(path, 'utf8');

/** A fenced block: its language, the line of the opening fence (from 0), and the lines between the fences. */
export type Fence = { readonly language: string; readonly at: number; readonly lines: readonly string[] };

/** The fenced blocks of a document, in order. Throws for one that is never closed. */
export const fencesIn = (text: string): readonly Fence[] => {
  const fences: Fence[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const opening = /^```(\w*)$/.exec(lines[at] ?? '');
    if (opening === null) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`the block that begins in line ${at + 1} is never closed`);
    fences.push({ language: opening[1] ?? '', at, lines: lines.slice(at + 1, end) });
    at = end;
  }
  return fences;
};

/** The document without its fenced blocks. */
export const proseOf = (text: string): string => {
  const inFence = new Set(
    fencesIn(text).flatMap(({ at, lines }) => Array.from({ length: lines.length + 2 }, (_, n) => at + n)),
  );
  return text
    .split('\n')
    .filter((_, at) => !inFence.has(at))
    .join('\n');
};

/** What stands in backticks, outside of fenced blocks. */
export const codeIn = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');

/** The rows of the first table below `heading` whose head begins with `first`: the text of each cell. */
export const tableBelow = (text: string, heading: string, first: string): readonly (readonly string[])[] => {
  const lines = text.slice(text.indexOf(`\n${heading}\n`)).split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  if (head < 0) throw new Error(`no table “${first}” below “${heading}”`);
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

/** A call of the program in a line of code: the command and its long options. */
type Invocation = { readonly name: string; readonly options: readonly string[] };

/** The calls of mailroom in a line of code or output. */
export const callsIn = (line: string): readonly Invocation[] =>
  [...line.matchAll(/(?<![\w./=-])mailroom (?!mailroom\b|node\b)([a-z][a-z-]*)([^|;&>\n]*)/g)].map(
    ([, name = '', rest = '']) => ({
      name,
      options: rest.match(/(?<=\s)--[a-z][a-z-]*/g) ?? [],
    }),
  );
