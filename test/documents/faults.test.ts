/** docs/faults.md is drawn from the tests' names: the faults that are injected, as the tests themselves say it. `vitest -u` draws it anew. */
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { expect, it } from 'vitest';

type Listed = { readonly name: string; readonly file: string };

/** Collected by vitest, as names of cases are made when the files are read. */
const listed = (): readonly Listed[] => {
  const words = ['list', '--config', 'test/vitest.config.ts', '--project', 'faults', '--json'];
  const { stdout, stderr } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...words], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.trimStart().startsWith('[')) throw new Error(`vitest lists nothing: ${stderr}`);
  return JSON.parse(stdout) as readonly Listed[];
};

/** `fault: WHAT | user sees: WHAT | guaranteed: WHAT`, also within a group. */
const NAME = /(?:^| > )fault: (.+?) \| user sees: (.+?) \| guaranteed: (.+)$/;

type Row = { readonly file: string; readonly cells: readonly string[] };

const rows = (): readonly Row[] =>
  listed()
    .flatMap(({ name, file }) => {
      const cells = NAME.exec(name)?.slice(1);
      return cells === undefined ? [] : [{ file: relative('.', file), cells }];
    })
    .sort((a, b) => (`${a.file} ${a.cells[0]}` < `${b.file} ${b.cells[0]}` ? -1 : 1));

const table = (file: string, all: readonly Row[]): readonly string[] => [
  `## \`${file}\``,
  '',
  '| fault | what the user sees | what is guaranteed |',
  '|---|---|---|',
  ...all.filter((row) => row.file === file).map(({ cells }) => `| ${cells.map(escaped).join(' | ')} |`),
  '',
];

/** As text in a cell: some faults are made of what Markdown would draw. */
const escaped = (cell: string): string => cell.replace(/[\\|<>*_[\]`]/g, (char) => `\\${char}`);

const HEAD = `# Faults

Every fault that the tests inject, what its user sees, and what is guaranteed all the same. This page is drawn from the
tests' names; each of them fails where its guarantee doesn't hold. \`npm test\` runs them all, and prints how many kills
were survived, how many mails were lost and how many replies doubled (none).

How a kill is judged: after it the worker is started again until it has nothing to do. Then every mail has exactly one
row and one class; everybody has exactly one answer, or none and a reply that is shown as \`uncertain\` if the kill came
between the server's 354 and our note of its answer; the database is sound; and what is known of each submission is the
fold of its events.

By hand, as they take long: \`KILL_STRIDE=1\` kills before and after every statement of a pass, \`LOAD=25\` is the full
load. They are settings of the tests in \`test/faults/kill.test.ts\` and \`test/faults/load.test.ts\`.
`;

it('docs/faults.md', async () => {
  const all = rows();
  expect(all.length).toBeGreaterThan(100);
  const files = [...new Set(all.map(({ file }) => file))];
  const page = [HEAD, ...files.flatMap((file) => table(file, all))].join('\n').trimEnd();
  await expect(`${page}\n`).toMatchFileSnapshot('../../docs/faults.md');
}, 300_000);
