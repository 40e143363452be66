/** What `npm pack` would take along is all that the program needs, and nothing that isn't its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const Packed = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);

describe('the package', () => {
  let dir: string;
  let files: readonly string[];
  beforeAll(() => {
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
    files = Packed.parse(JSON.parse(stdout))[0].files.map(({ path }) => path);
    dir = mkdtempSync(join(tmpdir(), 'mailroom-package-'));
    for (const path of files) cpSync(path, join(dir, 'package', path));
    symlinkSync(resolve('node_modules'), join(dir, 'package', 'node_modules'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const mailroom = (...words: readonly string[]) => {
    const { PATH = '' } = process.env;
    const main = join(dir, 'package', 'dist', 'main.js');
    return spawnSync(process.execPath, [main, ...words], { cwd: dir, encoding: 'utf8', env: { PATH, HOME: dir } });
  };

  it('has what its users read, and no data, tests or secrets', () => {
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', '.env.example', 'templates/form.json']));
    const known =
      /^(?:dist|templates|data\/samples|docs|deploy)\/|^[A-Z-]+(?:\.md)?$|^(?:package\.json|\.env\.example)$/;
    expect(files.filter((path) => !known.test(path))).toEqual([]);
  });

  it('runs elsewhere: the demo, and the check of everything', () => {
    const demo = mailroom('demo');
    expect([demo.status, demo.stderr]).toEqual([0, '']);
    expect(demo.stdout).toContain('12 new messages, 12 read');
    const doctor = mailroom('doctor');
    expect([doctor.status, doctor.stderr]).toEqual([0, 'All is well.\n']);
  });
});
