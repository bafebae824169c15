import type { SyncStatus } from "@rivulet/runtime/local";
import { describe, expect, test } from "vitest";
import { byReason } from "../src/rejected/by-reason.ts";
import { describeAction } from "../src/rejected/describe-action.ts";
import { spokenSync, syncText } from "../src/sync/sync-text.ts";

const sync = (given: Partial<SyncStatus>): SyncStatus => {
  return { phase: "live", pending: 0, oldestPendingAt: null, error: null, rejected: 0, durability: "disk", evicted: false, ...given };
};
const words = (given: Partial<SyncStatus>) => spokenSync(syncText(sync(given)));

describe("the sync status", () => {
  test("says what is kept where, and how much of it waits", () => {
    expect(words({})).toBe("Live.");
    expect(words({ pending: 2 })).toBe("Live: sending 2.");
    expect(words({ phase: "offline" })).toBe("Offline: changes are saved here.");
    expect(words({ phase: "offline", pending: 3 })).toBe("Offline: saved here, 3 waiting.");
    expect(words({ phase: "connecting", pending: 3 })).toBe("Connecting: saved here, 3 waiting.");
  });

  test("never says saved of what is in memory only", () => {
    expect(words({ durability: "memory" })).toBe("Live: memory only.");
    expect(words({ phase: "offline", durability: "memory" })).toBe("Offline: changes are kept in this tab.");
    expect(words({ phase: "offline", durability: "memory", pending: 1 })).toBe("Offline: kept in this tab, 1 waiting.");
  });

  test("says so where waiting alone does not help, and that nothing is lost", () => {
    expect(syncText(sync({ phase: "outdated", pending: 1 }))).toEqual({
      tone: "stopped",
      label: "Reload to update",
      detail: "saved here, 1 waiting",
    });
  });
});

describe("a refused action", () => {
  const titleOf = (id: string) => ({ t1: "bread" })[id];

  test("is told in words, with the title that its todo has now", () => {
    const told = (name: string, ...args: unknown[]) => describeAction({ name, args }, titleOf);
    expect(told("add", "milk")).toBe("Add “milk”");
    expect(told("toggle", "t1", false)).toBe("Reopen “bread”");
    expect(told("toggle", "t1", true)).toBe("Complete “bread”");
    expect(told("rename", "t1", "rye")).toBe("Rename “bread” to “rye”");
    expect(told("remove", "gone")).toBe("Remove a todo");
  });

  test("stands under its reason with the others", () => {
    const [a, b, c] = [
      { id: "1", what: "a", why: "full" },
      { id: "2", what: "b", why: "gone" },
      { id: "3", what: "c", why: "full" },
    ] as const;
    expect([...byReason([a, b, c])]).toEqual([
      ["full", [a, c]],
      ["gone", [b]],
    ]);
  });
});
