import type { BrowserContext, Page } from "@playwright/test";
import type { News } from "../app/main.ts";
import { hear, makeTab, newTold, type Tab, type Told } from "./tab.ts";

export interface Visit {
  /** Which list. */
  readonly list?: string;
  /** The input it is made with, should it not exist. */
  readonly title?: string;
  /** Whose data the page shows, and whose work becomes that user's. */
  readonly user?: string;
  readonly adopt?: string;
  /** The page shows the token that lies in its `localStorage`. */
  readonly guarded?: boolean;
  /** The page has no origin, and so no storage. */
  readonly sandboxed?: boolean;
  /** The page shows nothing. */
  readonly blind?: boolean;
}

/** A browser with a disk of its own. Its tabs share it. */
export interface Device {
  readonly context: BrowserContext;
  open(visit?: Visit): Promise<Tab>;
  /** Follows a page that came about by itself. */
  follow(page: Page): Tab;
}

export interface DeviceParts {
  readonly context: BrowserContext;
  /** Where the page is served. */
  readonly site: string;
  /** Where the sync server is. */
  readonly endpoint: string;
}

export async function makeDevice({ context, site, endpoint }: DeviceParts): Promise<Device> {
  const heard = new Map<Page, Told>();
  const toldOf = (page: Page): Told => {
    let told = heard.get(page);
    if (told === undefined) heard.set(page, (told = newTold()));
    return told;
  };
  await context.exposeBinding("told", ({ page }, news: News) => hear(toldOf(page), news));
  const follow = (page: Page): Tab => makeTab(page, toldOf(page));
  return {
    context,
    follow,
    async open({ list, title, user, adopt, guarded, sandboxed, blind } = {}) {
      const url = new URL(site);
      url.searchParams.set("endpoint", endpoint);
      if (list !== undefined) url.searchParams.set("list", list);
      if (title !== undefined) url.searchParams.set("title", title);
      if (user !== undefined) url.searchParams.set("user", user);
      if (adopt !== undefined) url.searchParams.set("adopt", adopt);
      if (guarded === true) url.searchParams.set("guarded", "");
      if (blind === true) url.searchParams.set("blind", "");
      if (sandboxed === true) url.searchParams.set("sandboxed", "");
      const page = await context.newPage();
      await page.goto(url.href);
      return follow(page);
    },
  };
}
