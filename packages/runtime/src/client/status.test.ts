import { describe, expect, test } from "vitest";
import { CATALOG } from "../errors/catalog.ts";
import { barrierOf, connStatusOf, phaseOf } from "./status.ts";

test.each([
  ["closed", "connecting", false, "loading", "connecting"],
  ["closed", "connecting", true, "connecting", "connecting"],
  ["closed", "up", false, "loading", "connecting"],
  ["opening", "up", false, "loading", "connecting"],
  ["opening", "up", true, "connecting", "connecting"],
  ["open", "up", true, "live", "connected"],
  ["closed", "down", false, "offline", "disconnected"],
  ["closed", "down", true, "offline", "disconnected"],
  ["closed", "outdated", false, "outdated", "disconnected"],
  ["closed", "outdated", true, "outdated", "disconnected"],
  ["denied", "up", true, "denied", "disconnected"],
  ["needs-auth", "down", true, "needs-auth", "disconnected"],
  ["missing", "connecting", false, "missing", "disconnected"],
  ["destroyed", "up", true, "destroyed", "disconnected"],
  ["outdated", "up", true, "outdated", "disconnected"],
] as const)("a lane %o on a link that is %s, with a state: %s, is %s, and %s for RivetKit", (lane, link, hasState, phase, connStatus) => {
  expect(phaseOf(lane, link, hasState)).toBe(phase);
  expect(connStatusOf(lane, link)).toBe(connStatus);
});

describe("what bars a lane", () => {
  const barrier = (group: string, code: string, metadata?: unknown) => barrierOf({ group, code, message: "", metadata }, undefined);

  test("is that the actor is missing or destroyed, whatever the error", () => {
    expect(barrierOf({ group: "actor", code: "restarting", message: "" }, "missing")).toBe("missing");
    expect(barrierOf({ group: "actor", code: "restarting", message: "" }, "destroyed")).toBe("destroyed");
  });

  test("is what actor code threw, and that it asks for credentials where it says so", () => {
    expect(barrier("user", "no")).toBe("denied");
    expect(barrier("user", "no", { auth: true })).toBe("needs-auth");
    for (const code of ["unauthorized", "token_expired"]) expect(barrier("user", code)).toBe("needs-auth");
    for (const metadata of [{ auth: "true" }, { auth: 1 }, [], "auth", null]) expect(barrier("user", "no", metadata)).toBe("denied");
  });

  test("follows the table of errors", () => {
    const expected = { retry: null, resync: null, authenticate: "needs-auth", outdate: "outdated", deny: "denied", reject: "denied", fix: "denied" };
    for (const [name, [, reaction]] of Object.entries(CATALOG)) {
      const [group = "", code = ""] = name.split("/");
      expect(barrier(group, code), name).toBe(expected[reaction]);
    }
    expect(barrier("never", "heard")).toBe("denied");
  });
});
