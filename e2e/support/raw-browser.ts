import { spawn } from "node:child_process";
import { once } from "node:events";

/** Something in a browser that can be spoken to: a page, a window of its developer tools, a frame of an extension. */
export interface Target {
  readonly url: string;
  /** Runs an expression there; what it gives, or what the promise that it gives resolves to, is JSON. */
  run(expression: string): Promise<unknown>;
}

/** A browser without a driver in between, for what drivers keep out of sight. */
export interface RawBrowser {
  /** The first target whose address fits, as soon as there is one. */
  target(address: RegExp): Promise<Target>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly targetInfo?: Info };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Info {
  readonly targetId: string;
  readonly url: string;
}

/** The descriptors by which a browser is spoken to: it reads from the third, and writes to the fourth. */
const STDIO = ["ignore", "ignore", "ignore", "pipe", "pipe"] as const;

/** How long, in milliseconds, a browser has for whatever it is asked or waited for. */
const PATIENCE = 60_000;

/** Settles as `work` does; where that takes too long, rejects with what was waited for. */
async function within<T>(work: Promise<T>, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The browser took longer than ${String(PATIENCE / 1000)} s: ${what()}`)), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Starts Chromium, and speaks its protocol over a pipe. */
export async function openRawBrowser(program: string, args: readonly string[]): Promise<RawBrowser> {
  const child = spawn(program, ["--remote-debugging-pipe", ...args], { stdio: [...STDIO] });
  const [, , , toBrowser, fromBrowser] = child.stdio;
  if (toBrowser === null || toBrowser === undefined || !("write" in toBrowser) || fromBrowser === null || fromBrowser === undefined || !("setEncoding" in fromBrowser)) throw new Error("There is no pipe.");

  const asked = new Map<number, (answer: Answer) => void>();
  const targets = new Map<string, Info>();
  const waiting = new Set<() => void>();
  let last = 0;
  const send = async (method: string, params: object, sessionId?: string): Promise<unknown> => {
    const id = ++last;
    const answered = new Promise<Answer>((resolve) => asked.set(id, resolve));
    toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await within(answered, () => `${method} ${JSON.stringify(params)}`);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  const hear = (text: string): void => {
    // What a browser says is of its protocol.
    const said = JSON.parse(text) as Answer;
    if (said.id !== undefined) {
      asked.get(said.id)?.(said);
      asked.delete(said.id);
    } else if (said.params?.targetInfo !== undefined && said.method !== "Target.attachedToTarget") {
      const { targetInfo } = said.params;
      targets.set(targetInfo.targetId, targetInfo);
      for (const look of [...waiting]) look();
    }
  };
  let rest = "";
  fromBrowser.setEncoding("utf8");
  fromBrowser.on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) hear(part);
  });

  const found = (address: RegExp): Promise<Info> => {
    const appeared = new Promise<Info>((resolve) => {
      const look = (): void => {
        const info = [...targets.values()].find(({ url }) => address.test(url));
        if (info === undefined) return void waiting.add(look);
        waiting.delete(look);
        resolve(info);
      };
      look();
    });
    return within(appeared, () => `${String(address)} among ${[...targets.values()].map(({ url }) => url).join(" ")}`);
  };

  // All but the frames' own holders, which run nothing.
  await send("Target.setDiscoverTargets", { discover: true, filter: [{ type: "browser", exclude: true }, { type: "tab", exclude: true }, {}] });
  return {
    async target(address) {
      const { targetId, url } = await found(address);
      const { sessionId } = (await send("Target.attachToTarget", { targetId, flatten: true })) as { sessionId: string };
      return {
        url,
        async run(expression) {
          const answer = (await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId)) as {
            result: { value?: unknown };
            exceptionDetails?: { text: string; exception?: { description?: string } };
          };
          const { exceptionDetails: problem } = answer;
          if (problem !== undefined) throw new Error(problem.exception?.description ?? problem.text);
          return answer.result.value;
        },
      };
    },
    async close() {
      if (child.exitCode !== null) return;
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
}
