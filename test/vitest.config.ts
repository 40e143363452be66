import { defineConfig } from 'vitest/config';

/** Projects run in order of cost; those that start servers or processes run one file at a time. */
const project = (name: string, timeout: number, alone = false) => ({
  test: {
    name,
    root: '.',
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node',
    testTimeout: timeout,
    hookTimeout: 30_000,
    fileParallelism: !alone,
  },
});

export default defineConfig({
  test: {
    root: '.',
    projects: [
      project('unit', 10_000),
      project('architecture', 20_000),
      project('golden', 20_000),
      project('properties', 60_000),
      project('stories', 60_000),
      project('contract', 60_000, true),
      project('faults', 120_000, true),
      project('documents', 120_000, true),
    ],
  },
});
