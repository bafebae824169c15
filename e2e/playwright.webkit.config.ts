import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/** The core scenarios in WebKit, which Playwright cannot drive as systems have it: by its own WebDriver. */
export default defineConfig({ ...config, testDir: "./webkit", use: {} });
