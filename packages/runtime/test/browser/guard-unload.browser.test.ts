import { expect, test } from "vitest";
import { guardUnload } from "../../src/browser/guard-unload.ts";
import { emitter } from "../../src/util/emitter.ts";

/** Whether the browser would ask before it leaves the page. */
const asks = (): boolean => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

test("the browser asks before the page is left only while something would be lost", () => {
  const changed = emitter<[]>();
  const client = { isSaved: true, onSavedChange: changed.on };
  const stop = guardUnload(client);
  expect(asks()).toBe(false);
  client.isSaved = false;
  changed.emit();
  expect(asks()).toBe(true);
  client.isSaved = true;
  changed.emit();
  expect(asks()).toBe(false);
  client.isSaved = false;
  changed.emit();
  stop();
  expect([asks(), changed.size]).toEqual([false, 0]);
});

test("a page that has something unsaved when the guard is set is guarded at once", () => {
  const stop = guardUnload({ isSaved: false, onSavedChange: () => () => {} });
  expect(asks()).toBe(true);
  stop();
  expect(asks()).toBe(false);
});
