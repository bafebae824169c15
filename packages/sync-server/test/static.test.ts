import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actor, setup } from "@rivulet/runtime";
import { memoryStorage, SILENT } from "@rivulet/runtime/host";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningServer, serve } from "../src/node/serve.ts";

const registry = setup({ use: { log: actor({ state: 1, sync: true }) } });
let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rivulet-static-"));
  await mkdir(join(folder, "public/assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "the secret");
  await mkdir(join(folder, "public-not"));
  await writeFile(join(folder, "public-not/secret.txt"), "the secret");
  await writeFile(join(folder, "public/index.html"), "<!doctype html>the app");
  await writeFile(join(folder, "public/assets/app.js"), "export {};");
  await writeFile(join(folder, "public/assets/app.css"), "body {}");
  await writeFile(join(folder, "public/app.webmanifest"), "{}");
  await writeFile(join(folder, "public/icon.svg"), "<svg/>");
  await writeFile(join(folder, "public/with space.txt"), "a space");
  server = await serve(registry, { port: 0, storage: memoryStorage(), staticDir: join(folder, "public"), logger: SILENT });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Asks for a path as it is written, which no client of a browser's kind would send. */
function raw(path: string, method = "GET"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => (answer += String(data)));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    socket.end(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  });
}

test("where nobody may inspect it, a server says at its devtools' path how that is switched on, and never shows the app there", async () => {
  for (const path of ["/devtools", "/devtools/", "/api/rivet/devtools/"]) {
    const response = await fetch(server.url + path, { headers: { accept: "text/html,*/*" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([403, "text/plain; charset=utf-8"]);
    const text = await response.text();
    expect(text).toContain("RIVET_INSPECTOR_TOKEN");
    expect(text).not.toContain("the app");
  }
  expect(server.devtools).toBeNull();
});

describe("a server with a folder of files", () => {
  test.each([
    ["/", "text/html", "the app"],
    ["/index.html", "text/html", "the app"],
    ["/assets/app.js", "text/javascript", "export {};"],
    ["/assets/app.css", "text/css", "body {}"],
    ["/app.webmanifest", "application/manifest+json", "{}"],
    ["/icon.svg", "image/svg+xml", "<svg/>"],
    ["/with%20space.txt", "text/plain", "a space"],
    ["/assets/app.js?v=1", "text/javascript", "export {};"],
    ["/some/route/of/the/app", "text/html", "the app"],
    ["/some/route?with=query", "text/html", "the app"],
  ])("gives %s as %s", async (path, type, text) => {
    const response = await fetch(server.url + path, { headers: { accept: "text/html,*/*" } });
    expect([response.status, await response.text()]).toMatchObject([200, expect.stringContaining(text)]);
    expect(response.headers.get("content-type")).toContain(type);
  });

  test("gives no page where a script is missing", async () => {
    const response = await fetch(`${server.url}/assets/missing.js`);
    expect([response.status, await response.text()]).toEqual([404, expect.not.stringContaining("the app")]);
  });

  test.each([
    ["/assets/app.js", "*/*", "public, max-age=31536000, immutable"],
    ["/", "text/html", "no-cache"],
    ["/icon.svg", "*/*", "no-cache"],
    ["/some/route", "text/html", "no-cache"],
    ["/assets/missing.js", "*/*", "no-cache"],
    ["/assets/some/route", "text/html", "no-cache"],
  ])("has %s (as %s) kept: %s", async (path, accept, expected) => {
    const response = await fetch(server.url + path, { headers: { accept } });
    await response.text();
    expect(response.headers.get("cache-control")).toBe(expected);
  });

  test("answers for itself at its own paths", async () => {
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: "ok" });
    expect(await (await fetch(`${server.url}/metadata`)).json()).toMatchObject({ actorNames: { log: {} } });
    expect(await (await fetch(`${server.url}/api/rivet/health`)).json()).toMatchObject({ status: "ok" });
  });

  test("tells what a file is without sending it", async () => {
    const head = await raw("/assets/app.js", "HEAD");
    expect(head).toMatch(/^HTTP\/1\.1 200 .*text\/javascript/s);
    expect(head).not.toContain("export");
  });

  test.each([
    "/../secret.txt",
    "/../public-not/secret.txt",
    "/assets/../../secret.txt",
    "/./../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%2fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "//etc/passwd",
    "/%2fetc/passwd",
    "///etc/passwd",
    "/index.html%00.js",
    "/%00",
    "/%",
    "/%zz",
    "/%c0%ae%c0%ae/secret.txt",
    "http://localhost/../secret.txt",
    "*",
    "/assets",
    "/assets/",
  ])("lets nobody out of the folder, and lives: %s", async (path) => {
    const answer = await raw(path);
    expect(answer).not.toContain("the secret");
    expect(answer).not.toContain("root:");
    expect(answer).toMatch(/^HTTP\/1\.1 (200|301|400|403|404) /);
    if (answer.startsWith("HTTP/1.1 200")) expect(answer).toContain("the app");
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: "ok" });
  });

  test.each(["POST", "PUT", "DELETE", "PATCH"])("takes no %s", async (method) => {
    expect(await raw("/index.html", method)).toMatch(/^HTTP\/1\.1 40[45] /);
  });
});
