import { defineConfig, type LaunchOptions } from "@playwright/test";
import { findChromium } from "../scripts/chromium.mjs";

export const launchOptions: LaunchOptions = { executablePath: findChromium() ?? "chromium", args: ["--no-sandbox"] };

export default defineConfig({
  testDir: "./tests",
  globalSetup: "./global-setup.ts",
  fullyParallel: true,
  workers: 2,
  // Whatever happens here only now and then is a fault to be found.
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  // A busy machine is slow, and no fault.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: { browserName: "chromium", launchOptions, trace: { mode: "retain-on-failure", screenshots: false } },
});
