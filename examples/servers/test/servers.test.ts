import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@rivulet/runtime/client";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import type { registry } from "../registry.ts";

const FOLDER = join(import.meta.dirname, "..");
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Starts a program of the example, with a storage of its own, and waits until it says where it is. */
async function start(program: string): Promise<{ readonly url: string; stop(): Promise<number | null> }> {
  const data = await mkdtemp(join(tmpdir(), "rivulet-servers-"));
  const port = await freePort();
  const child = spawn(process.execPath, ["--conditions=@rivulet/source", "--import", TSX, join(FOLDER, program)], {
    cwd: data,
    env: { ...process.env, PORT: String(port), RIVETKIT_STORAGE_PATH: data, NO_COLOR: "1", NODE_ENV: "development" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(data, { recursive: true, force: true });
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text: Buffer) => {
        output += String(text);
        if (output.includes(`http://localhost:${port}`)) resolve();
      });
    }
    void ended.then(() => reject(new Error(`${program} ended:\n${output}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

test.each([
  ["hono/server.ts", "This page is Hono's."],
  ["elysia/server.ts", "This page is Elysia's."],
  ["express/server.ts", "This page is Express's."],
  ["node-http/server.ts", "This page is the server's own."],
  ["test/vite-dev.mjs", "<title>Counter</title>"],
])("%s serves its own pages and the actors", async (program, page) => {
  const { url, stop } = await start(program);
  expect(await (await fetch(url)).text()).toContain(page);

  const client = createClient<typeof registry>({ endpoint: `${url}/api/rivet`, WebSocket });
  onTestFinished(() => client.dispose());
  const counter = client.counter.getOrCreate(["a"]);
  expect(await counter.add(2)).toBe(2);

  const connection = counter.connect();
  const counts: number[] = [];
  connection.on("count", (count: number) => void counts.push(count));
  expect(await connection.add(3)).toBe(5);
  await counter.add(1);
  await expect.poll(() => counts).toEqual([5, 6]);

  await client.dispose();
  await stop();
});
