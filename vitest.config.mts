import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // For tests that start ONNX Runtime themselves; the apps see to it that it reports nothing to anybody.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{apps,libs,models}/**/*.spec.ts'],
          environment: 'node',
          // Some compute for seconds, and a busy machine is no reason to fail.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'stack',
          include: ['infra/**/*.spec.ts'],
          environment: 'node',
          // All load the CDK, which takes longer than they do: once is enough, and none of them leaves anything behind.
          isolate: false,
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          environment: 'node',
          // These start real processes on two cores: one file at a time, and patience instead of timed asserts.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
