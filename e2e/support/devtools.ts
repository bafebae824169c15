import type { Locator, Page } from "@playwright/test";

/** The todos of the example's page, as a person sees them. */
export const titles = (page: Page): Locator => page.getByRole("list", { name: "Todos" }).locator(".words");
export const timeline = (page: Page): Locator => page.getByRole("grid", { name: "Timeline" });
/** A part of what is shown of the chosen row. */
export const detail = (page: Page, part: string): Locator => page.getByRole("region", { name: part, exact: true });
/** The rows of a table, without its head. */
export const rowsOf = (grid: Locator): Locator => grid.getByRole("row").filter({ has: grid.page().getByRole("gridcell") });

/** Writes todos into the example's page. */
export async function add(page: Page, ...given: string[]): Promise<void> {
  const field = page.getByRole("textbox", { name: "New todo" });
  for (const title of given) {
    await field.fill(title);
    await field.press("Enter");
  }
}

/** Opens the page's devtools, if they are not open, and a view of them. */
export async function look(page: Page, view: string): Promise<void> {
  const launch = page.getByRole("button", { name: "Open Rivulet devtools" });
  const views = page.getByRole("navigation", { name: "Views" });
  // A page that has just been opened has neither yet.
  await launch.or(views).first().waitFor();
  if (await launch.isVisible()) await launch.click();
  // The page's own side comes first.
  await views.getByRole("button", { name: new RegExp(`^${view}`) }).first().click();
}

export async function closeDevtools(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Close devtools" }).click();
}

/** Sets a number of the fault bench. */
export async function setFault(page: Page, name: string, value: number): Promise<void> {
  await look(page, "Faults");
  await page.getByRole("spinbutton", { name }).fill(String(value));
}

export async function setOffline(page: Page, isOffline: boolean): Promise<void> {
  await look(page, "Faults");
  await page.getByRole("switch", { name: "Offline" }).setChecked(isOffline);
}
