import { defineConfig } from 'vitest/config';

/** Projects in order of cost; those that start servers or processes run one file at a time. */
const project = (name: string, timeout: number, alone = false) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: timeout,
    hookTimeout: 60_000,
    fileParallelism: !alone,
  },
});

const CI = process.env['CI'] !== undefined;

export default defineConfig({
  test: {
    passWithNoTests: false,
    reporters: CI ? ['default', ['json', { outputFile: 'coverage/results.json' }]] : ['default'],
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
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary'] },
  },
});
