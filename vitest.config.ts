import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // graphql has a CommonJS and an ES build, and knows its own types only: everybody gets the same one
    alias: [{ find: /^graphql$/, replacement: at('node_modules/graphql/index.js') }],
  },
  test: {
    include: ['**/test/**/*.test.ts', 'dev/e2e/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/target/**', '.quartet/**'],
    globalSetup: [at('dev/test-kit/src/global-setup.ts')],
    setupFiles: [at('dev/test-kit/src/setup.ts')],
    pool: 'forks',
    // Loading the modules for each file again took as much time as the tests themselves.
    isolate: false,
    maxWorkers: 3,
    // For a busy machine: waits have a shorter deadline of their own, which says what was waited for.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    env: { NODE_ENV: 'test', LOG_LEVEL: 'silent' },
  },
});
