import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many tests wait for venues in real time. One worker for each of the two cores of a small machine keeps both in use.
    maxWorkers: 2,
    reporters: ['default', './test/closingLine.ts'],
  },
});

export default config;
