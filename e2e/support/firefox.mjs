#!/usr/bin/env node
// Stock Firefox, for Playwright's BiDi. It answers for it what Firefox does not know yet and no test needs: Playwright asks for
// that in every new context, and gives up without it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";
import { findProgram } from "../../scripts/chromium.mjs";

const UNKNOWN = new Set(["emulation.setMediaFeaturesOverride"]);
const LARGEST = 1 << 28;

const program = process.env.FIREFOX_PATH ?? findProgram("firefox-esr") ?? findProgram("firefox");
if (program === null) {
  console.error("These tests need a Firefox. Install one, or set FIREFOX_PATH to where it is.");
  process.exit(1);
}
const firefox = spawn(program, process.argv.slice(2), { stdio: ["ignore", "inherit", "pipe"] });
firefox.on("exit", (code) => process.exit(code ?? 1));
for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"])) process.on(signal, () => firefox.kill(signal));

for await (const line of createInterface({ input: firefox.stderr })) {
  const [, address] = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line) ?? [];
  if (address === undefined) console.error(line);
  else listen(address);
}

/** @param {string} address Where Firefox listens. */
function listen(address) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", maxPayload: LARGEST }, () => {
    const own = server.address();
    // What Playwright waits for.
    if (own !== null && typeof own === "object") console.error(`WebDriver BiDi listening on ws://127.0.0.1:${own.port}`);
  });
  server.on("connection", (near, { url }) => {
    const far = new WebSocket(`${address}${url}`, { maxPayload: LARGEST });
    const opened = new Promise((resolve) => far.once("open", resolve));
    near.on("message", (data) => {
      const text = String(data);
      const { id, method } = JSON.parse(text);
      if (UNKNOWN.has(method)) near.send(JSON.stringify({ type: "success", id, result: {} }));
      else void opened.then(() => far.send(text));
    });
    far.on("message", (data) => near.send(String(data)));
    near.on("close", () => far.close());
    far.on("close", () => near.close());
    far.on("error", () => near.close());
  });
}
