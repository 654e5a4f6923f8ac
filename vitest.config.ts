import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,electron,renderer,scripts}/**/*.test.{ts,tsx}'],
    globalSetup: ['scripts/buildForTests.mjs'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    // A machine that others use may starve a test once; twice is a fault.
    retry: process.env['CI'] === undefined ? 0 : 1,
    hookTimeout: 60_000,
  },
});
