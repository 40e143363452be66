/** Links between the documents lead somewhere. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, proseOf, textOf } from './markdown.ts';

/** A heading's anchor, as the hosts of repositories make it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

const linksIn = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

const leadsNowhere = (from: string, target: string): boolean => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(file)) return true;
  return anchor !== undefined && !anchorsIn(textOf(file)).includes(anchor);
};

describe.each(DOCUMENTS)('%s', (path) => {
  const links = linksIn(textOf(path));

  it('leads to files and headings that there are', () => {
    const inside = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(inside.filter((target) => leadsNowhere(path, target))).toEqual([]);
  });

  it('leads elsewhere by https only', () => {
    expect(links.filter((target) => /^[a-z]+:/.test(target) && !target.startsWith('https://'))).toEqual([]);
  });
});

it('each document in docs is named in the README', () => {
  const named = linksIn(textOf('README.md'));
  expect(DOCUMENTS.filter((path) => path.startsWith('docs/') && !named.includes(path))).toEqual([]);
});

it('anchors are made as the hosts make them', () => {
  expect(anchorOf('Dovecot, and any other server')).toBe('dovecot-and-any-other-server');
  expect(leadsNowhere('README.md', 'docs/nowhere.md')).toBe(true);
  expect(leadsNowhere('README.md', 'docs/operations.md#nothing')).toBe(true);
});
