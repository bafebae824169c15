import type { Locator, Page } from "@playwright/test";
import type { News } from "../app/main.ts";

/** What became of the calls of a page, as the page was told: it is known here even when the page is gone. */
export interface Told {
  readonly saved: Set<string>;
  readonly accepted: Set<string>;
  readonly rejected: Set<string>;
}

/** A page of the list, through the eyes of a person. */
export interface Tab {
  readonly page: Page;
  readonly told: Told;
  readonly title: Locator;
  readonly stamp: Locator;
  readonly items: Locator;
  readonly count: Locator;
  readonly phase: Locator;
  readonly pending: Locator;
  readonly durability: Locator;
  readonly rejected: Locator;
  /** Calls `add` for each of these, and waits for nothing. */
  add(...ids: string[]): Promise<void>;
}

export function makeTab(page: Page, told: Told): Tab {
  const part = (name: string): Locator => page.getByTestId(name);
  return {
    page,
    told,
    title: part("title"),
    stamp: part("stamp"),
    items: part("items").getByRole("listitem"),
    count: part("count"),
    phase: part("phase"),
    pending: part("pending"),
    durability: part("durability"),
    rejected: part("rejected").getByRole("listitem"),
    add: (...ids) => page.evaluate((given) => window.bench.add(given), ids),
  };
}

export function newTold(): Told {
  return { saved: new Set(), accepted: new Set(), rejected: new Set() };
}

export function hear(told: Told, { what, id }: News): void {
  told[what].add(id);
}
