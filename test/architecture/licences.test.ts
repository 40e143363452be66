/** What mailroom is built upon: its licences, and what is used of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Manifest = { readonly version: string; readonly license?: string };
const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

type Locked = { readonly version: string; readonly dev?: boolean };
const locked: Readonly<Record<string, Locked>> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;

/** Everything that is installed for those who run mailroom, by folder. */
const production = Object.entries(locked)
  .filter(([folder, { dev }]) => folder.startsWith('node_modules/') && dev !== true)
  .map(([folder]) => ({ name: folder.replace(/^.*node_modules\//, ''), ...manifestIn(folder) }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Licences that ask for no more than to be named; each alternative of an `OR` is enough. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
]);
const isPermissive = (licence: string | undefined): boolean =>
  (licence ?? 'none')
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((each) => each.split(' AND ').every((one) => PERMISSIVE.has(one)));

describe('dependencies', () => {
  it('are under licences that ask for no more than to be named', () => {
    expect(production.length).toBeGreaterThan(20);
    expect(
      production.filter(({ license }) => !isPermissive(license)).map(({ name, license }) => [name, license]),
    ).toEqual([]);
  });

  it.each([undefined, 'GPL-3.0', 'UNLICENSED', 'SEE LICENSE IN x', 'MIT AND GPL-2.0'])('%s would not do', (licence) => {
    expect(isPermissive(licence)).toBe(false);
  });

  it('are all listed in docs/third-party.md', async () => {
    const rows = production.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
    const text = [
      '# What mailroom is built upon',
      '',
      'Every package that is installed with it, and its licence. Their texts are in `node_modules/PACKAGE`.',
      '',
      '| package | version | licence |',
      '|---|---|---|',
      ...rows,
      '',
    ].join('\n');
    await expect(text).toMatchFileSnapshot('../../docs/third-party.md');
  });

  // Where mailroom itself is a dependency, npm ignores our `overrides`, and mailparser brings a nodemailer of its own.
  it('mailparser takes only the reading of addresses from nodemailer, never its SMTP', () => {
    const lib = 'node_modules/mailparser/lib';
    const taken = readdirSync(lib, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => readFileSync(join(lib, name), 'utf8').match(/nodemailer[^'"`\s]*(?=['"`])/g) ?? []);
    expect(new Set(taken)).toEqual(new Set(['nodemailer/lib/addressparser']));
  });
});
