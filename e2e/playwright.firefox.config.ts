import { defineConfig } from "@playwright/test";
import { fileURLToPath } from "node:url";
import config from "./playwright.config.ts";

/** What of the tests runs in Firefox, too: all but what only Chromium can be made to do, and other people's clients. */
export default defineConfig({
  ...config,
  testMatch: ["cases", "device", "flapping", "offline", "rejected", "server", "skew", "tabs", "todos", "users"].map((name) => `${name}.spec.ts`),
  // In the todo example Space does not tick a box that ArrowUp has come to, in Firefox.
  grepInvert: /@chromium|with the keyboard alone/,
  use: {
    ...config.use,
    browserName: "firefox",
    channel: "moz-firefox",
    launchOptions: { executablePath: fileURLToPath(new URL("./support/firefox.mjs", import.meta.url)) },
    trace: "off",
  },
});
