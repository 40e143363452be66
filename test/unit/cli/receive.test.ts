import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../src/cli/call.ts';
import { run } from '../../../src/cli/receive.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailroom-receive-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const receiving = (input: AsyncIterable<Uint8Array>): Promise<unknown> => {
  const call: Call = {
    arguments: [],
    options: {},
    environment: { DATA_DIR: dir },
    shell: {},
    input,
    print: () => {},
    tell: () => {},
    progress: () => {},
    columns: 80,
    clock: Date.now,
    random: Math.random,
  };
  return run(call).catch((error: unknown) => error);
};

const breakingAfter = async function* (...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
  throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
};

describe('receive', () => {
  it.each([[[]], [['From: ann@example.org\n']]])(
    'a pipe that breaks after %j is no empty mail: the mail server keeps it (75)',
    async (chunks) => {
      expect(await receiving(breakingAfter(...chunks))).toMatchObject({ exit: 75 });
      expect(readdirSync(join(dir, 'spool', 'new'))).toEqual([]);
    },
  );

  it('no mail at all goes back to its sender (65)', async () => {
    expect(await receiving((async function* () {})())).toMatchObject({
      exit: 65,
      message: expect.stringContaining('empty'),
    });
  });
});
