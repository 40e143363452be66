/** The house's line: each layer imports only itself and those to its left; the pure ones touch nothing of the world. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const LAYERS = [
  'error',
  'mail',
  'form',
  'triage',
  'digest',
  'ports',
  'durable',
  'store',
  'work',
  'config',
  'io',
  'cli',
  'main',
];
const PURE = LAYERS.slice(0, LAYERS.indexOf('ports') + 1);
/** What a pure layer may use of Node: functions of their arguments. */
const PURE_BUILTINS = new Set(['node:crypto', 'node:buffer', 'node:url', 'node:net', 'node:util', 'node:zlib']);
/** Names that bring in the clock, chance or the process behind a function's back. */
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\brandomUUID\b|\brandomBytes\b|\bsetTimeout\(|\bconsole\./;

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(path.join('src', file), 'utf8') }));

const layerOf = (file: string): string => file.split(/[/.]/)[0] ?? '';

const importsOf = ({ file, text }: { readonly file: string; readonly text: string }): readonly Import[] =>
  [...text.matchAll(/(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g)].map(
    (match) => ({
      from: file,
      to: match[3] ?? match[4] ?? '',
      typeOnly: match[2] !== undefined,
    }),
  );

const imports = sources.flatMap(importsOf);
const within = imports
  .filter(({ to }) => to.startsWith('.'))
  .map((one) => ({ ...one, target: path.normalize(path.join(path.dirname(one.from), one.to)) }));

describe('layers', () => {
  it('has files in every layer', () => {
    expect([...new Set(sources.map(({ file }) => layerOf(file)))].toSorted()).toEqual([...LAYERS].toSorted());
  });

  it('imports only to the left', () => {
    const wrong = within.filter(({ from, target }) => LAYERS.indexOf(layerOf(target)) > LAYERS.indexOf(layerOf(from)));
    expect(wrong.map(({ from, target }) => `${from} imports ${target}`)).toEqual([]);
  });

  it('work knows store and io by their types only', () => {
    const wrong = within.filter(
      ({ from, target, typeOnly }) =>
        layerOf(from) === 'work' && ['store', 'io'].includes(layerOf(target)) && !typeOnly,
    );
    expect(wrong.map(({ from, target }) => `${from} imports ${target}`)).toEqual([]);
  });

  it('keeps the world out of the pure layers', () => {
    const builtins = imports.filter(
      ({ from, to }) => PURE.includes(layerOf(from)) && to.startsWith('node:') && !PURE_BUILTINS.has(to),
    );
    expect(builtins.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
    const reaching = sources.filter(
      ({ file, text }) => PURE.includes(layerOf(file)) && IMPURE.test(withoutComments(text)),
    );
    expect(reaching.map(({ file }) => file)).toEqual([]);
  });

  it('has all SQL in the store', () => {
    const sql = /\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b/;
    const wrong = sources.filter(({ file, text }) => layerOf(file) !== 'store' && sql.test(withoutComments(text)));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('keeps files to one idea', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 320);
    expect(long.map(({ file, text }) => `${file}: ${text.split('\n').length} lines`)).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
