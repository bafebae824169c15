import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { findProgram } from "../../scripts/chromium.mjs";
import { freePort } from "./ports.ts";

const HELP = "These tests need WebKitWebDriver and Xvfb, as in Debian's webkit2gtk-driver and xvfb; WEBKIT_PATH names the browser.";
const BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/** One window of a browser. */
export interface Window {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs in the page; what it gives is JSON. */
  run<R, A extends readonly unknown[]>(body: (...args: A) => R, ...args: A): Promise<R>;
  close(): Promise<void>;
}

/** One browser with a disk of its own, which is gone with it. Its windows share it. */
export interface Session {
  newWindow(): Promise<Window>;
  end(): Promise<void>;
}

export interface WebKit {
  /** One at a time: its driver has no more. */
  newSession(): Promise<Session>;
  stop(): Promise<void>;
}

function program(name: string): string {
  const path = findProgram(name);
  if (path === null) throw new Error(HELP);
  return path;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill();
  await exited;
}

/** A display that nobody sees; the server chooses its number and tells it. */
async function openDisplay(): Promise<{ readonly name: string; readonly child: ChildProcess }> {
  const child = spawn(program("Xvfb"), ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  return { name: `:${String(chunk).trim()}`, child };
}

/** WebKit by its own WebDriver. */
export async function startWebKit(): Promise<WebKit> {
  const display = await openDisplay();
  const port = await freePort();
  const root = `http://127.0.0.1:${port}`;
  const env = { ...process.env, DISPLAY: display.name, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
  const driver = spawn(program("WebKitWebDriver"), [`--port=${port}`, "--host=127.0.0.1"], { env, stdio: "ignore" });

  const call = async (method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown> => {
    const response = await fetch(root + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const ready = async (): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      try {
        return void (await call("GET", "/status"));
      } catch {
        await new Promise((next) => setTimeout(next, 100));
      }
    }
    throw new Error("WebKitWebDriver does not answer.");
  };
  await ready();

  const newSession = async (): Promise<Session> => {
    const options = { binary: process.env["WEBKIT_PATH"] ?? BROWSER, args: ["--automation"] };
    const made = await call("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } });
    const path = `/session/${(made as { sessionId: string }).sessionId}`;
    let isFirst = true;
    // One window at a time is spoken to.
    let turn: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
      const done = turn.then(task);
      turn = done.catch(() => {});
      return done;
    };
    return {
      async newWindow() {
        const found = await inTurn(() => (isFirst ? call("GET", `${path}/window`) : call("POST", `${path}/window/new`, { type: "tab" })));
        const handle = typeof found === "string" ? found : (found as { handle: string }).handle;
        isFirst = false;
        const say = (method: "POST" | "DELETE", rest: string, body?: object): Promise<unknown> =>
          inTurn(async () => {
            await call("POST", `${path}/window`, { handle });
            return call(method, path + rest, body);
          });
        return {
          open: async (url) => void (await say("POST", "/url", { url })),
          reload: async () => void (await say("POST", "/refresh", {})),
          async run<R, A extends readonly unknown[]>(body: (...args: A) => R, ...args: A): Promise<R> {
            const script = `return (${body.toString()}).apply(null, arguments)`;
            // What the page gave, through JSON.
            return (await say("POST", "/execute/sync", { script, args })) as R;
          },
          close: async () => void (await say("DELETE", "/window")),
        };
      },
      end: async () => void (await inTurn(() => call("DELETE", path))),
    };
  };

  return {
    newSession,
    async stop() {
      await end(driver);
      await end(display.child);
    },
  };
}
