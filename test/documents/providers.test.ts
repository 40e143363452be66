/** docs/providers.md: each block of settings is one that mailroom takes, and all that `init` knows of a provider is told there too. */
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../src/cli/providers.ts';
import { readConfig } from '../../src/config.ts';
import { fencesIn, textOf } from './markdown.ts';

const text = textOf('docs/providers.md');
const blocks = fencesIn(text)
  .filter(({ lines }) => lines[0]?.startsWith('MAILBOX_ADDRESS='))
  .map(({ at, lines }) => ({ line: at + 1, settings: parseEnv(lines.join('\n')) }));

describe('settings of a provider', () => {
  it('are shown for each', () => {
    expect(blocks).toHaveLength(4);
  });

  it.each(blocks)('those of line $line are taken as they stand', ({ settings }) => {
    const read = readConfig(settings);
    expect('mistakes' in read ? read.mistakes : read.warnings).toEqual([]);
  });

  it('what init sets by itself stands in one of the blocks, whole', () => {
    const known = PROVIDERS.filter((provider) => Object.keys(provider.settings).length > 0);
    expect(known.length).toBeGreaterThan(1);
    for (const provider of known)
      expect(blocks.map(({ settings }) => settings)).toContainEqual(expect.objectContaining(provider.settings));
  });

  it('each provider has its heading or its option', () => {
    const told = text.toLowerCase();
    expect(PROVIDERS.map(({ name }) => name).filter((name) => name !== 'local' && !told.includes(name))).toEqual([]);
  });
});
