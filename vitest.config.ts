import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    /** A browser beside other tests may take seconds. */
    expect: { poll: { timeout: 15_000 } },
    /** Two cores: what runs beside a test of arrival order must not starve it. */
    maxWorkers: 2,
  },
});
