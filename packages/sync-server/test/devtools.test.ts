import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WebHandler } from "../src/node/app.ts";
import { devtoolsFor, withDevtools, withoutDevtools } from "../src/node/devtools.ts";

let folder = "";
let handler: WebHandler = () => new Response();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rivulet-devtools-"));
  await writeFile(join(folder, "panel.js"), "export const mount = () => {};");
  handler = withDevtools(() => new Response("of somebody else", { status: 404 }), "/api/rivet", join(folder, "panel.js"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const get = async (path: string, init?: RequestInit): Promise<Response> => handler(new Request(`http://localhost${path}`, init));

describe.each(["", "/api/rivet"])("the devtools' page below %j", (base) => {
  test("is served, with its scripts beside it", async () => {
    const page = await get(`${base}/devtools/`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain('src="page.js"');
    expect(await (await get(`${base}/devtools/page.js`)).text()).toContain('from "./panel.js"');
    expect(await (await get(`${base}/devtools/panel.js?x`)).text()).toBe("export const mount = () => {};");
  });

  test("without its slash leads to itself, and nowhere else", async () => {
    const { status, headers } = await get(`${base}/devtools`);
    expect([status, new URL(headers.get("location") ?? "", `http://localhost${base}/devtools`).href]).toEqual([308, `http://localhost${base}/devtools/`]);
  });

  test("runs nothing that is not its own, and stands in nobody's frame", async () => {
    for (const path of ["/devtools/", "/devtools/page.js", "/devtools/panel.js", "/devtools"]) {
      const { headers } = await get(base + path);
      expect(headers.get("content-security-policy")).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
      expect([headers.get("referrer-policy"), headers.get("x-content-type-options"), headers.get("cache-control")]).toEqual(["no-referrer", "nosniff", "no-cache"]);
    }
  });

  test("is all that is there: other paths and methods are of somebody else", async () => {
    for (const path of ["/devtools/../package.json", "/devtools/%2e%2e/package.json", "/devtools/other.js", "/devtoolsx", "/devtools/panel.js/x"]) {
      expect(await (await get(base + path)).text()).toBe("of somebody else");
    }
    expect(await (await get(`${base}/devtools/`, { method: "POST" })).text()).toBe("of somebody else");
  });
});

describe("where there is no page", () => {
  const answered = async (access: Parameters<typeof devtoolsFor>[0], panel: string | null, path: string): Promise<[number, string, string | null]> => {
    const page = devtoolsFor(access, panel);
    if ("panel" in page) throw new Error("There is one.");
    const response = await withoutDevtools(() => new Response("the app"), "/api/rivet", page)(new Request(`http://localhost${path}`, { headers: { accept: "text/html" } }));
    return [response.status, await response.text(), response.headers.get("content-type")];
  };
  const ALL = ["/devtools", "/devtools/", "/devtools/page.js", "/api/rivet/devtools/", "/api/rivet/devtools"];

  test("nobody may look: it is said how that is switched on", async () => {
    for (const path of ALL) {
      const [status, text, type] = await answered({ by: "nobody" }, "panel.js", path);
      expect([status, type]).toEqual([403, "text/plain; charset=utf-8"]);
      expect(text).toMatch(/RIVET_INSPECTOR_TOKEN.*inspector: \{ token.*rivulet dev/s);
    }
  });

  test("there is nothing of the kind, or it is not built", async () => {
    for (const path of ALL) {
      const off = await answered(null, "panel.js", path);
      expect(off).toEqual([404, expect.stringContaining("RIVET_INSPECTOR_DISABLE"), "text/plain; charset=utf-8"]);
      const unbuilt = await answered({ by: "token", token: () => "t" }, null, path);
      expect(unbuilt).toEqual([404, expect.stringContaining("not built"), "text/plain; charset=utf-8"]);
    }
    expect(devtoolsFor({ by: "token", token: () => "t" }, "panel.js")).toEqual({ panel: "panel.js" });
  });

  test("all other paths are the app's", async () => {
    for (const path of ["/", "/devtoolsx", "/a/devtools/", "/api/rivet/health"]) expect(await answered({ by: "nobody" }, null, path)).toContain("the app");
  });
});
