/** What SECURITY.md says: each attack names tests that there are, and what it says of the source is so. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableBelow, textOf } from './markdown.ts';

const attacks = tableBelow(textOf('SECURITY.md'), '## What may be tried', 'somebody');

describe('SECURITY.md', () => {
  it.each(attacks)('%s', (_, done, proof = '') => {
    const tests = [...proof.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '');
    expect(done).not.toBe('');
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('no other program is ever started', () => {
    const starting = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) =>
        /['"](?:node:)?child_process['"]|process\.binding|\beval\(|new Function\(/.test(
          readFileSync(join('src', file), 'utf8'),
        ),
      );
    expect(starting).toEqual([]);
  });
});
