import type { Page } from "@playwright/test";

/** Ends a tab's process: nothing in it runs any more, not even what pages do when they are left. Chromium alone can. */
export async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The answer never comes: whoever would give it is dead.
  session.send("Page.crash").catch(() => {});
  await crashed;
}
