/** What the README says of the package: its dependencies, its licences, its layout. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fencesIn, tableBelow, textOf } from './markdown.ts';

const README = textOf('README.md');
const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

describe('dependencies', () => {
  const named = (above: string): readonly string[] => tableBelow(README, above, 'package').map(([name = '']) => name);

  it('each has its row and its reasons', () => {
    expect(named('## Dependencies')).toEqual(Object.keys(packageJson.dependencies));
    expect(named('For development:')).toEqual(Object.keys(packageJson.devDependencies));
    const rows = [
      ...tableBelow(README, '## Dependencies', 'package'),
      ...tableBelow(README, 'For development:', 'package'),
    ];
    expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
  });

  it('versions are exact, and the lock has the same ones', () => {
    for (const kind of ['dependencies', 'devDependencies']) {
      const versions: Record<string, string> = packageJson[kind];
      expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
      expect(lock.packages[''][kind]).toEqual(versions);
    }
  });

  it('what is installed for running has the licences that the README lists', () => {
    const [, list = ''] = /permissive licences: (.+?)\. /.exec(README.replaceAll('\n', ' ')) ?? [];
    const allowed = list.split(/,| and /).map((name) => name.trim());
    expect(allowed.length).toBeGreaterThan(3);
    const entries = Object.entries<{ license?: string; dev?: boolean }>(lock.packages).filter(
      ([path, { dev }]) => path !== '' && dev !== true,
    );
    const ofEach = ({ license = '' }: { license?: string }) => license.replace(/[()]/g, '').split(' OR ');
    const others = entries.filter(([, entry]) => !ofEach(entry).some((name) => allowed.includes(name)));
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
    const used = new Set(entries.flatMap(([, entry]) => ofEach(entry)));
    expect(allowed.filter((name) => !used.has(name))).toEqual([]);
  });

  it('the oldest Node is the one that package.json asks for', () => {
    expect(`>=${/Node (\d+\.\d+) or newer/.exec(README)?.[1]}`).toBe(packageJson.engines.node);
  });
});

it('the two commands of the README are those that CI runs, and the demo is what mailroom itself calls so', () => {
  const [first] = fencesIn(README).filter(({ language }) => language === 'sh');
  expect(first?.lines).toEqual(['npm ci && npm run demo', 'npm test']);
  const ci = readFileSync('.ci/run', 'utf8');
  for (const command of [/^npm ci\b/m, /^npm run --silent demo\b/m, /^npm test$/m]) expect(ci).toMatch(command);
  expect(packageJson.scripts.demo).toBe('npm run --silent build && node dist/main.js demo');
  expect(Object.values(packageJson.bin)).toEqual(['dist/main.js']);
});

describe('the layout', () => {
  const section = README.slice(README.indexOf('\n## The layout\n'));
  const paths = (fencesIn(section)[0]?.lines ?? []).map((line) => line.split(/\s/, 1)[0] ?? '');

  it('has a line for each part of src, and each path is there', () => {
    const parts = readdirSync('src', { withFileTypes: true }).map((part) =>
      part.isDirectory() ? `src/${part.name}/` : `src/${part.name}`,
    );
    expect(paths.filter((path) => path.startsWith('src/')).sort()).toEqual(parts.sort());
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names the projects of the tests', () => {
    const [, projects = ''] = /^test\/\s+(.+)$/m.exec(section) ?? [];
    const config = readFileSync('test/vitest.config.ts', 'utf8');
    const configured = [...config.matchAll(/^ +project\('([^']+)'/gm)].map(([, name]) => name);
    expect(configured.length).toBeGreaterThan(5);
    expect([...projects.split(', ')].sort()).toEqual(configured.sort());
  });

  it('shows the line of layers as the test of layers holds it', () => {
    const [, held = ''] =
      /const LAYERS = \[([^\]]+)\]/.exec(readFileSync('test/architecture/layers.test.ts', 'utf8')) ?? [];
    const line = held.replaceAll(/[',\s]+/g, ' ').trim();
    for (const path of ['README.md', 'docs/architecture.md']) expect(textOf(path)).toContain(`**\`${line}\`**`);
  });
});

it('the lock names no registry, so that everybody installs from their own', () => {
  expect(JSON.stringify(lock)).not.toMatch(/"resolved"/);
});
