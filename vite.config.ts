import { defineConfig } from "vitest/config";

// Inside the repository every package resolves to its source.
const resolve = { conditions: ["@rivulet/source", "module", "browser", "development|production"] };
const ssr = { resolve: { conditions: ["@rivulet/source", "module", "node", "development|production"] } };

export default defineConfig({
  resolve,
  ssr,
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "node",
          environment: "node",
          include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts"],
          exclude: ["**/*.browser.test.ts"],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
