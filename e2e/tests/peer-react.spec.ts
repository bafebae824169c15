// RivetKit's own React hooks, unmodified, as npm has them.

import { randomUUID } from "node:crypto";
import { expect, test } from "../support/peer-test.ts";

test("two pages count together, and the count is there after a reload", async ({ page, context, shared, site }) => {
  const other = await context.newPage();
  const query = new URLSearchParams({ endpoint: shared.url, key: randomUUID() });
  for (const each of [page, other]) {
    await each.goto(`${site.url}/react.html?${query.toString()}`);
    await expect(each.getByTestId("status")).toHaveText("connected");
  }
  await other.getByRole("button").click();
  await expect(other.getByTestId("count")).toHaveText("1");
  await page.getByRole("button").click();
  for (const each of [page, other]) await expect(each.getByTestId("count")).toHaveText("2");
  await page.reload();
  await expect(page.getByTestId("status")).toHaveText("connected");
  await page.getByRole("button").click();
  for (const each of [page, other]) await expect(each.getByTestId("count")).toHaveText("3");
});
