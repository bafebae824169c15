import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ActorError, actorError, fromErrorData, isError, maskedError, toErrorData, UserError } from "./actor-error.ts";
import { CATALOG, type ErrorName, statusOf } from "./catalog.ts";
import { reactionTo } from "./reactions.ts";

const names = Object.keys(CATALOG) as ErrorName[];
const OWN_REACTIONS = ["retry", "authenticate", "outdate", "resync"];
const REACTIONS = [...OWN_REACTIONS, "deny", "reject", "fix"];

describe("the table of errors", () => {
  test.each(names)("%s has a name of two parts, a status, and something to do about it", (name) => {
    expect(name).toMatch(/^[a-z]+\/[a-z][a-z0-9_]*$/);
    const [status, reaction] = CATALOG[name];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(REACTIONS).toContain(reaction);
    const [group = "", code = ""] = name.split("/");
    expect(reactionTo(group, code)).toBe(OWN_REACTIONS.includes(reaction) ? reaction : undefined);
    expect(actorError(name, "why", { more: 1 })).toMatchObject({ group, code, message: "why", metadata: { more: 1 } });
    expect(isError(actorError(name, "why"), name)).toBe(true);
  });

  test("actor code's errors are its callers' fault, unknown ones the server's", () => {
    expect(names.map((name) => statusOf(...(name.split("/") as [string, string])))).toEqual(names.map((name) => CATALOG[name][0]));
    expect([statusOf("user", "any"), statusOf("new", "thing"), statusOf("__proto__", "x")]).toEqual([400, 500, 500]);
  });

  test("about what nobody knows nothing is done, as about errors of actor code; inherited names are nothing known", () => {
    for (const [group = "", code = ""] of [["user", "no"], ["new", "thing"], ["", ""], ["constructor", ""], ["__proto__", "x"]]) {
      expect(reactionTo(group, code)).toBeUndefined();
    }
  });

  test("a retry is asked for only where nothing was consumed: never of what an action did", () => {
    for (const name of names) if (name.startsWith("action/")) expect(["reject", "fix"]).toContain(CATALOG[name][1]);
  });

  test("it is written down for whoever meets an error, line by line", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../../docs/errors.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z]+\/[a-z0-9_]+)` \| (\d+) \| (\w+) \| \S/gm)].map(([, name, status, reaction]) => [name, [Number(status), reaction]]);
    expect(Object.fromEntries(rows)).toEqual(CATALOG);
  });

  test("every error in it is raised somewhere", () => {
    const root = join(import.meta.dirname, "../../..");
    const files = ["runtime", "sync-server"].flatMap((folder) => sources(join(root, folder, "src")));
    const text = files.map((file) => readFileSync(file, "utf8")).join("\n");
    const unused = names.filter((name) => {
      const [group, code] = name.split("/");
      // As an error, as the reason of a close, or written out.
      const forms = [`"${name}"`, `"${group}.${code}"`, `group: "${group}", code: "${code}"`];
      return !forms.some((form) => text.includes(form));
    });
    expect(unused).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|mjs)$/.test(file) && !/\.test(-d)?\.ts$/.test(file) && !/(catalog|reactions)\.ts$/.test(file))
    .map((file) => join(folder, file));
}

describe("an error on its way", () => {
  test("keeps what it says about itself, and no more", () => {
    const error = new UserError("no", { code: "nope", metadata: { why: 1 } });
    const data = toErrorData(error);
    expect(data).toEqual({ group: "user", code: "nope", message: "no", metadata: { why: 1 } });
    expect(fromErrorData(data)).toMatchObject(data);
    expect(fromErrorData(data)).toBeInstanceOf(ActorError);
    expect(toErrorData(new UserError("plain"))).toEqual({ group: "user", code: "user_error", message: "plain" });
    expect(fromErrorData({ ...data, partial: true })).toMatchObject({ partial: true });
    expect("partial" in fromErrorData(data)).toBe(false);
  });

  test.each<[string, unknown]>([
    ["an Error", new Error("secret")],
    ["a text", "secret"],
    ["nothing", undefined],
    ["what only looks like one of ours", { group: "user", code: "fake", message: "secret" }],
  ])("is masked where it is %s", (_name, thrown) => {
    expect(toErrorData(thrown)).toEqual(toErrorData(maskedError()));
    expect(JSON.stringify(toErrorData(thrown))).not.toContain("secret");
  });
});
