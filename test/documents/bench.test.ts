/** `npm run bench` measures what the README shows of it; how fast anything is, is no test. */
import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasDovecot } from '../support/dovecot.ts';
import { textOf } from './markdown.ts';

const run = promisify(execFile);

/** As few mails as each part can be measured with. */
const FEWEST = ['--small', '12', '--large', '5', '--sizes', '3,4,5', '--listed', '6', '--rounds', '1'];

/** The table's rows, first column and second, whatever the numbers in the first. */
const rowsOf = (text: string): readonly (readonly [what: string, measured: string])[] =>
  [...text.matchAll(/^\| (.*?) +\| (.*?) +\| .*(?:met|MISSED|mail) .*\|$/gm)].map(([, what = '', measured = '']) => [
    what.replaceAll(/[\d,]*\d/g, 'N'),
    measured,
  ]);

describe.runIf(hasDovecot())('the benchmark', () => {
  it('measures every row of the README, at any size', async () => {
    await run('node_modules/.bin/tsc', ['-p', 'test/bench/tsconfig.json']);
    cpSync('src/store/schema', '.bench/src/store/schema', { recursive: true });
    const { stdout } = await run(process.execPath, ['.bench/test/bench/main.js', ...FEWEST]);
    const rows = rowsOf(stdout);
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.map(([what]) => what)).toEqual(rowsOf(textOf('README.md')).map(([what]) => what));
    expect(rows.filter(([, measured]) => !/^\d[\d.]*(?: ms)?$/.test(measured))).toEqual([]);
  });
});
