/**
 * What the documents show of the program: `console` blocks are run in a folder of their own that the demo has filled, one after the other,
 * and letters are taken from its outgoing mail. What differs is replaced, so that a document is its own golden page.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { simpleParser } from 'mailparser';
import { type Fence, fencesIn } from './markdown.ts';

export type Place = { readonly dir: string; readonly run: (command: string) => string; readonly close: () => void };

const SHIM = `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/main.js')}" "$@"\n`;

/** A folder with the samples, the templates and a `mailroom` of this build; `from` is another such folder whose data it begins with. */
export const place = (from: Place | null): Place => {
  const dir = mkdtempSync(join(tmpdir(), 'mailroom-documents-'));
  mkdirSync(join(dir, 'bin'));
  writeFileSync(join(dir, 'bin', 'mailroom'), SHIM);
  chmodSync(join(dir, 'bin', 'mailroom'), 0o755);
  cpSync(resolve('templates'), join(dir, 'templates'), { recursive: true });
  cpSync(resolve('data/samples'), join(dir, 'data', 'samples'), { recursive: true });
  if (from !== null) cpSync(join(from.dir, 'data'), join(dir, 'data'), { recursive: true });
  const variables: Record<string, string> = {
    PATH: `${join(dir, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: dir,
    USER: 'rita',
    TZ: 'UTC',
  };
  const run = (command: string): string => {
    const set = /^export (\w+)=(\S+)$/.exec(command);
    if (set !== null) {
      variables[set[1] ?? ''] = set[2] ?? '';
      return '';
    }
    // It builds first, which the tests' own run has done.
    const shell = command.replace(/^npm run demo$/, 'mailroom demo');
    const ran = spawnSync('sh', ['-c', `{ ${shell}\n} 2>&1`], { cwd: dir, encoding: 'utf8', env: variables });
    return ran.stdout;
  };
  return { dir, run, close: () => rmSync(dir, { recursive: true, force: true }) };
};

/** What differs from run to run. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'TIME'],
  [/\b\d{4}-\d\d-\d\d( \d\d:\d\d)?\b/g, 'DAY'],
  [/\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d/g, 'DAY'],
  [/^[ 123]\d [A-Z][a-z]{2}(?= [# ])/gm, 'WEEK'],
  [/\b\d{10}\.P\w+\.[\w.-]+/g, 'FILE'],
  [/\bmro?1-[a-z2-7]{32}\b/g, 'TOKEN'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID'],
  [/\b\d+(\.\d+)? (s|min|h|d|ms|seconds?|minutes?|hours?|days?)\b/g, 'SPAN'],
  [/\b\d+ MB\b/g, 'SIZE'],
  [/\b\d{10}\b/g, 'SECONDS'],
  [/(?<=\bin )\/\S+\/templates\b/g, 'TEMPLATES'],
  [/ {2,}/g, '  '],
  [/[ \t]+$/gm, ''],
];

const steady = (text: string): string => VOLATILE.reduce((now, [what, name]) => now.replace(what, name), text);

/** Whether `real` is what `shown` shows; a line of three dots stands for any lines. */
export const shows = (shown: readonly string[], real: readonly string[]): boolean => {
  const [first, ...rest] = shown;
  if (first === undefined) return real.length === 0;
  if (first === '...') return real.some((_, at) => shows(rest, real.slice(at))) || shows(rest, []);
  return real[0] !== undefined && steady(first) === steady(real[0]) && shows(rest, real.slice(1));
};

/** Pairs of lines that are the same in both, in order, as many as there can be. */
const common = (a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] => {
  const most: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => most[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      (most[i] ?? [])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; )
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  return pairs;
};

/** `real` as it should be shown: lines that were left out stay out, lines that are as before keep their times. */
export const brought = (shown: readonly string[], real: readonly string[]): readonly string[] => {
  const pairs = common(shown.map(steady), real.map(steady));
  const out: string[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...pairs, [shown.length, real.length] as const]) {
    const gap = shown.slice(i, nextI);
    const fresh = real.slice(j, nextJ);
    const isLeftOut = gap.length === 1 && gap[0] === '...' && fresh.length > 0;
    out.push(...(isLeftOut ? ['...'] : fresh), ...shown.slice(nextI, nextI + 1));
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return out;
};

const linesOf = (output: string): readonly string[] => {
  const lines = output.split('\n').map((line) => line.trimEnd());
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** The lines of a console block as they are when its commands are run now. */
const runBlock = (lines: readonly string[], at: Place): readonly string[] => {
  const starts = lines.flatMap((line, n) => (line.startsWith('$ ') ? [n] : []));
  return starts.flatMap((start, n) => {
    const command = lines[start] ?? '';
    const shown = lines.slice(start + 1, starts[n + 1] ?? lines.length);
    const real = linesOf(at.run(command.slice(2)));
    if (shows(shown, real)) return [command, ...shown];
    // A blank line above the next command is for the eye, where the output itself doesn't end in one.
    const gap = shown.at(-1) === '' && n < starts.length - 1 ? [''] : [];
    const body = gap.length > 0 ? shown.slice(0, -1) : shown;
    return [command, ...(shows(body, real) ? body : brought(body, real)), ...gap];
  });
};

/** What stands in the line above a block that is a letter, or a file that the commands below it use. */
const LETTER = /^<!-- letter: (\S+) to (\S+) -->$/;
const FILE = /^<!-- file: (\S+) -->$/;

/** The letter of a template that went to somebody, as its reader sees it. */
const letterTo = async (address: string, at: Place): Promise<readonly string[]> => {
  const sent = join(at.dir, 'data', 'demo', 'sent', 'new');
  for (const name of readdirSync(sent)) {
    const source = readFileSync(join(sent, name));
    if (!source.includes(`<${address}>`)) continue;
    const { subject, text } = await simpleParser(source);
    return [`Subject: ${subject}`, '', ...linesOf((text ?? '').trimEnd())];
  }
  throw new Error(`the demo sent nothing to ${address}`);
};

const redrawnBlock = async ({ language, lines }: Fence, above: string, at: Place): Promise<readonly string[]> => {
  if (language === 'console') return runBlock(lines, at);
  const file = FILE.exec(above)?.[1];
  if (file !== undefined) writeFileSync(join(at.dir, file), `${lines.join('\n')}\n`);
  const letter = LETTER.exec(above)?.[2];
  if (letter === undefined) return lines;
  const real = await letterTo(letter, at);
  return shows(lines, real) ? lines : brought(lines, real);
};

/** The document as it must be: its files written, every console block run, every letter taken from the demo's outgoing mail. */
export const redrawn = async (text: string, at: Place): Promise<string> => {
  const lines = text.split('\n');
  const out: string[] = [];
  let done = 0;
  for (const fence of fencesIn(text)) {
    out.push(...lines.slice(done, fence.at + 1), ...(await redrawnBlock(fence, lines[fence.at - 1] ?? '', at)));
    done = fence.at + 1 + fence.lines.length;
  }
  return [...out, ...lines.slice(done)].join('\n');
};
