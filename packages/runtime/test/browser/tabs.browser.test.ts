import { describe, expect, test } from "vitest";
import { broadcastChannel } from "../../src/browser/broadcast.ts";
import { cryptoRandom } from "../../src/browser/platform.ts";
import { webLocks } from "../../src/browser/web-locks.ts";

const never = new AbortController().signal;

describe("web locks", () => {
  test("a lock goes to the next once it is released", async () => {
    const name = `lock ${Math.random()}`;
    const locks = webLocks();
    const first = await locks.acquire(name, never);
    let got = false;
    const second = locks.acquire(name, never).then((lease) => {
      got = true;
      return lease;
    });
    const { pending } = await navigator.locks.query();
    expect(pending?.some((lock) => lock.name === name)).toBe(true);
    expect(got).toBe(false);
    first.release();
    (await second).release();
  });

  test("waiting ends with the signal", async () => {
    const name = `lock ${Math.random()}`;
    const locks = webLocks();
    const first = await locks.acquire(name, never);
    const abort = new AbortController();
    const second = locks.acquire(name, abort.signal);
    abort.abort(new Error("enough"));
    await expect(second).rejects.toThrow("enough");
    first.release();
  });

  test("a lock is free when its page dies", async () => {
    const name = `lock ${Math.random()}`;
    const frame = document.createElement("iframe");
    frame.srcdoc = `<script>navigator.locks.request(${JSON.stringify(name)}, () => { parent.postMessage("held"); return new Promise(() => {}); })</script>`;
    const held = new Promise<void>((resolve) => addEventListener("message", ({ data }) => data === "held" && resolve()));
    document.body.append(frame);
    await held;
    const waiting = webLocks().acquire(name, never);
    frame.remove();
    (await waiting).release();
  });
});

describe("the channel between tabs", () => {
  test("is heard by others in the order of what was said, and not by oneself", async () => {
    const name = `channel ${Math.random()}`;
    const [one, two] = [broadcastChannel(name), broadcastChannel(name)];
    const heardByOne: string[] = [];
    one.listen((message) => heardByOne.push(message));
    const heard: string[] = [];
    const done = new Promise<void>((resolve) => {
      two.listen((message) => {
        heard.push(message);
        if (heard.length === 3) resolve();
      });
    });
    for (const message of ["a", "b", "c"]) one.post(message);
    await done;
    expect(heard).toEqual(["a", "b", "c"]);
    expect(heardByOne).toEqual([]);
    one.close();
    two.close();
  });
});

describe("random bytes", () => {
  test("never come twice, however they are asked for", () => {
    const random = cryptoRandom();
    const drawn = Array.from({ length: 2_000 }, () => random.bytes(16).join());
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(random.bytes(10_000).length).toBe(10_000);
  });
});
