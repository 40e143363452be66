/** What the documents show of the program is what it prints. `vitest -u` takes over what has changed; read the difference. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brought, type Place, place, redrawn, shows } from './console.ts';
import { DOCUMENTS, fencesIn, textOf } from './markdown.ts';

const SHOWING = DOCUMENTS.filter((path) => fencesIn(textOf(path)).some(({ language }) => language === 'console'));

let demo: Place;
beforeAll(() => {
  if (!existsSync('dist/main.js')) throw new Error('dist/main.js is missing: npm run build');
  demo = place(null);
  demo.run('mailroom demo');
});
afterAll(() => demo.close());

describe('what is shown is what is printed', () => {
  it.each(SHOWING)('%s', async (path) => {
    const here = place(demo);
    try {
      await expect(await redrawn(textOf(path), here)).toMatchFileSnapshot(resolve(path));
    } finally {
      here.close();
    }
  });

  it('there is something to run', () => {
    expect(SHOWING).toContain('README.md');
    expect(SHOWING).toContain('docs/operations.md');
    expect(SHOWING).toContain('docs/templates.md');
  });
});

describe('what counts as the same', () => {
  it.each([
    [['a', 'b'], ['a', 'b'], true, 'the same lines'],
    [['a'], ['a', 'b'], false, 'a line is left out without a sign'],
    [['a', '...', 'c'], ['a', 'b', 'b', 'c'], true, 'lines left out'],
    [['a', '...', 'd'], ['a', 'b', 'c'], false, 'what stands below the dots is missing'],
    [['...'], [], true, 'nothing left out'],
    [['12 read in 2.1 s'], ['12 read in 0.4 s'], true, 'how long it took'],
    [['11 read in 2.1 s'], ['12 read in 2.1 s'], false, 'how many there were'],
    [['last  2026-11-22 12:53'], ['last   2026-12-01 07:00'], true, 'the day, and a wider column'],
    [['state ready'], ['state sent'], false, 'a word'],
  ])('%j shows %j: %s (%s)', (shown, real, same) => {
    expect(shows(shown, real)).toBe(same);
  });
});

describe('what is taken over', () => {
  it.each([
    [['a', 'b'], ['a', 'c'], ['a', 'c'], 'the line that changed'],
    [['a', '...', 'd'], ['a', 'b', 'c', 'd', 'e'], ['a', '...', 'd', 'e'], 'what was left out stays out'],
    [['a', '...', 'd'], ['a', 'b', 'c'], ['a', 'b', 'c'], 'what stood below the dots is no more'],
    [['took 1 s', 'x'], ['took 9 s', 'y'], ['took 1 s', 'y'], 'a time alone is no change'],
    [[], ['a'], ['a'], 'all, where nothing was shown'],
  ])('%j of %j: %j (%s)', (shown, real, now) => {
    expect(brought(shown, real)).toEqual(now);
    expect(shows(now, real)).toBe(true);
  });
});
