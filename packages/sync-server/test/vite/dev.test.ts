import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { actor, setup } from "@rivulet/runtime";
import { createClient as createRemoteClient } from "@rivulet/runtime/client";
import { createClient } from "@rivulet/runtime/local";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { freePort, urlOf } from "../support/cli.ts";
import { folderWith } from "./app.ts";

const { resolve } = createRequire(import.meta.url);
const VITE = join(dirname(resolve("vite/package.json")), "bin/vite.js");
const TSX = pathToFileURL(resolve("tsx")).href;

const FILES = {
  "package.json": '{ "type": "module" }',
  "vite.config.ts": `import { rivulet } from "@rivulet/sync-server/vite";
export default {
  plugins: [rivulet()],
  resolve: { conditions: ["@rivulet/source", "module", "browser", "development"] },
  environments: { rivulet: { resolve: { externalConditions: ["@rivulet/source", "node"] } } },
};
`,
  "src/main.ts": 'import { both } from "of-both";\nimport { registry } from "./registry.ts";\nconsole.log(registry, both);\n',
  "src/wrong.ts": 'import { mark } from "./mark.server.ts";\nconsole.log(mark);\n',
  "src/registry.ts": `import { actor, serverOnly, setup, UserError } from "@rivulet/runtime";
import { mark } from "./mark.server.ts";
const log = actor({
  state: { lines: [] as string[] },
  sync: true,
  onSleep: (c) => void c.state.lines.push("slept"),
  actions: {
    write(c, line: string) {
      if (line === "") throw new UserError("empty", { code: "empty" });
      c.state.lines.push(line);
      return c.state.lines;
    },
    sign: serverOnly((c) => mark()),
  },
});
export const registry = setup({ use: { log } });
`,
  "src/mark.server.ts": 'import { key } from "key-of-server";\nexport const mark = () => "SECRET-ONE" + key;\n',
  "node_modules/key-of-server/package.json": '{ "name": "key-of-server", "type": "module", "main": "index.js" }',
  "node_modules/key-of-server/index.js": 'export const key = "";\n',
  "node_modules/of-both/package.json": '{ "name": "of-both", "type": "module", "main": "index.js" }',
  "node_modules/of-both/index.js": 'export const both = "";\n',
};

/** The same actor as a client knows it. */
const log = actor({
  state: { lines: [] as string[] },
  sync: true,
  actions: {
    write: (c, line: string) => (c.state.lines.push(line), c.state.lines),
    sign: () => "predicted",
  },
});
const registry = setup({ use: { log } });

interface Vite {
  readonly url: string;
  readonly port: number;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs `vite` on a folder until it listens. */
async function vite(root: string): Promise<Vite> {
  const port = await freePort();
  const args = ["--conditions=@rivulet/source", "--import", TSX, VITE, "--port", String(port), "--strictPort", "--configLoader", "native", "--host", "127.0.0.1"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, VITEST: "", NO_COLOR: "1", NODE_ENV: "development" } });
  let output = "";
  const ended = new Promise<number | null>((done) => child.once("close", done));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const listens = new Promise<void>((done, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => {
        output += String(data);
        if (output.includes("Local:")) done();
      });
    }
    void ended.then(() => fail(new Error(output)));
  });
  await listens;
  return { url: urlOf(port), port, output: () => output, ended, kill: (signal) => void child.kill(signal) };
}

test("one vite serves the app and its actors, and reloads both", async () => {
  const root = await folderWith(FILES);
  const server = await vite(root);

  // The page, without the server's code.
  expect(await (await fetch(server.url)).text()).toContain("/@vite/client");
  const script = await (await fetch(`${server.url}/src/registry.ts`)).text();
  expect(script).toContain("c.state.lines.push(line)");
  expect(script).not.toMatch(/mark|slept/);

  // What must not reach it is refused, and said; what only the server uses is not prepared for it.
  const refused = await fetch(`${server.url}/src/mark.server.ts`);
  expect(refused.status).toBe(500);
  expect(await refused.text()).toContain("src/mark.server.ts is for the server only");
  await fetch(`${server.url}/src/main.ts`);
  const deps = join(root, "node_modules/.vite/deps/_metadata.json");
  await expect.poll(() => readFile(deps, "utf8").catch(() => "")).toContain("of-both");
  expect(await readFile(deps, "utf8")).not.toContain("key-of-server");

  // Vite's own socket is Vite's.
  const [, token] = /wsToken = "([^"]+)"/.exec(await (await fetch(`${server.url}/@vite/client`)).text()) ?? [];
  const hot = new WebSocket(`${server.url.replace("http", "ws")}/?token=${token}`, "vite-hmr");
  const told: string[] = [];
  hot.on("message", (data) => void told.push(JSON.parse(String(data)).type));
  onTestFinished(() => hot.terminate());
  await expect.poll(() => told).toContain("connected");

  // Its actors, over the socket of replicas and over HTTP.
  expect(await (await fetch(`${server.url}/api/rivet/health`)).json()).toMatchObject({ status: "ok" });
  const client = createClient<typeof registry>({ endpoint: `${server.url}/api/rivet`, registry, storage: "memory", WebSocket });
  onTestFinished(() => client.dispose());
  const conn = client.log.getOrCreate(["a"]).connect();
  expect(await conn.write("first")).toEqual(["first"]);
  await expect(conn.write("")).rejects.toMatchObject({ group: "user", code: "empty" });
  expect(await conn.sign()).toBe("SECRET-ONE");
  const remote = createRemoteClient<typeof registry>(`${server.url}/api/rivet`);
  onTestFinished(() => remote.dispose());
  expect(await remote.log.getOrCreate(["a"]).sign()).toBe("SECRET-ONE");

  // What inspectors are shown: to this machine's own pages and programs.
  expect(await (await fetch(`${server.url}/api/rivet/inspector/ask/kinds`)).json()).toMatchObject({ kinds: [{ name: "log" }] });
  expect((await fetch(`${server.url}/api/rivet/inspector/ask/kinds`, { headers: { origin: "https://evil.example" } })).status).toBe(403);

  // What the registry imports changes: the actors sleep, are kept, and run the new code; the client comes back by itself.
  const mark = join(root, "src/mark.server.ts");
  await writeFile(mark, FILES["src/mark.server.ts"].replace("ONE", "TWO"));
  await expect.poll(() => conn.sign(), { timeout: 20_000 }).toBe("SECRET-TWO");
  expect(await conn.write("second")).toEqual(["first", "slept", "second"]);

  // The registry itself.
  const file = join(root, "src/registry.ts");
  await writeFile(file, FILES["src/registry.ts"].replace("c.state.lines.push(line)", "c.state.lines.push(line + '!')"));
  await expect.poll(async () => (await conn.write("x")).at(-1), { timeout: 20_000 }).toBe("x!");
  expect(told).toContain("full-reload");

  // What does not run is said; what was served before is not served any more, and the next change is taken.
  await writeFile(file, "export const registry = {{{");
  await expect.poll(() => server.output(), { timeout: 20_000 }).toContain("rivulet:");
  await expect.poll(async () => (await fetch(`${server.url}/api/rivet/health`)).status).toBe(503);
  await writeFile(file, FILES["src/registry.ts"]);
  await expect.poll(async () => (await fetch(`${server.url}/api/rivet/health`)).status, { timeout: 20_000 }).toBe(200);
  expect((await conn.write("last")).slice(0, 3)).toEqual(["first", "slept", "second"]);

  server.kill("SIGTERM");
  await server.ended;
});
