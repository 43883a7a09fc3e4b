import { defineConfig } from 'vitest/config';

/** The console in a real browser: `npm run test:browser`, apart from `npm test`, which needs none. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['test/browser/**/*.browser.ts'],
    environment: 'node',
    // One system for all, and one page at a time: there are two cores.
    globalSetup: ['test/browser/support/one-system.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
