/**
 * The program's own parts in this process, over a DATA_DIR that is new each time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../src/cli/call.ts';
import { inWorld } from '../../src/cli/world.ts';
import type { Config } from '../../src/config.ts';
import type { World } from '../../src/work/world.ts';

/** A folder for `use`, gone after it. */
export const inFreshDir = async <T>(use: (dir: string) => Promise<T>): Promise<T> => {
  const dir = mkdtempSync(join(tmpdir(), 'mailroom-bench-'));
  try {
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const call: Call = {
  arguments: [],
  options: {},
  environment: {},
  shell: {},
  input: (async function* () {})(),
  print: () => {},
  tell: () => {},
  progress: () => {},
  columns: 80,
  clock: Date.now,
  random: Math.random,
};

/** The whole world of a pass, as `poll` opens it. */
export const withWorld = <T>(config: Config, use: (world: World) => Promise<T>): Promise<T> =>
  inWorld(
    call,
    config,
    () => {},
    (world) => use(world),
  );
