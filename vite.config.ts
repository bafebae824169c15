import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/chromium.mjs";

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
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/test/**/*.test.{ts,tsx}",
            "examples/*/test/**/*.test.{ts,tsx}",
            "apps/*/src/**/*.test.ts",
            "apps/*/test/**/*.test.{ts,tsx}",
          ],
          exclude: ["**/*.browser.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "checks",
          environment: "node",
          include: ["checks/**/*.test.ts"],
          globalSetup: ["checks/support/build.ts"],
          testTimeout: 180_000,
        },
      },
      {
        resolve,
        // Found before the first test, or the page would be loaded again in the middle of one.
        optimizeDeps: { entries: ["packages/runtime/src/entry/local.ts"] },
        test: {
          name: "browser",
          include: ["packages/*/test/**/*.browser.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: findChromium() ?? "chromium", args: ["--no-sandbox"] } }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
