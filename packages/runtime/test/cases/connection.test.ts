// Connections that are stuck, dead without a word, or over. The numbers are those of docs/guarantees.md.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { webSocketLink } from "../../src/browser/link.ts";
import { watchPage } from "../../src/browser/platform.ts";
import { openSession } from "../../src/client/session.ts";
import type { LinkEvents } from "../../src/ports/link.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { virtualTime } from "../../src/testing/virtual-time.ts";

/** A WebSocket that does what the test says. */
class Socket {
  static made: Socket[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror = null;
  isClosed = false;
  readonly sent: string[] = [];
  constructor() {
    Socket.made.push(this);
  }
  send(frame: string): void {
    this.sent.push(frame);
  }
  close(): void {
    this.isClosed = true;
  }
}

/** A link that has begun to connect: it does so once whoever makes it has done its part. */
async function link() {
  const told: string[] = [];
  const events: LinkEvents = { up: () => told.push("up"), down: (reason) => told.push(`down ${reason}`), frame: (frame) => told.push(frame) };
  const made = webSocketLink(Socket)("ws://test", events);
  expect(Socket.made).toEqual([]);
  await Promise.resolve();
  return { told, link: made };
}
const last = (): Socket => Socket.made.at(-1) ?? new Socket();

beforeEach(() => {
  vi.useFakeTimers();
  Socket.made = [];
});
afterEach(() => void vi.useRealTimers());

describe("a link", () => {
  test("gives up on a connection that is neither made nor refused, and tries anew (case 39)", async () => {
    const { told } = await link();
    const [stuck] = Socket.made;
    vi.advanceTimersByTime(9_999);
    expect([told, Socket.made.length]).toEqual([[], 1]);
    vi.advanceTimersByTime(1);
    expect([told, stuck?.isClosed]).toEqual([["down timeout"], true]);
    vi.advanceTimersByTime(2_000);
    expect(Socket.made).toHaveLength(2);
    last().onopen?.();
    expect(told).toEqual(["down timeout", "up"]);
    // In time, it is left alone.
    vi.advanceTimersByTime(60_000);
    expect(Socket.made).toHaveLength(2);
  });

  test("does not wait for its turn where the network may be back, whatever the browser says of it (case 39)", async () => {
    const { link: made } = await link();
    for (let i = 0; i < 6; i++) {
      last().onclose?.({ code: 1006, reason: "" });
      vi.advanceTimersByTime(60_000);
    }
    last().onclose?.({ code: 1006, reason: "" });
    const before = Socket.made.length;
    made.hurry();
    expect(Socket.made).toHaveLength(before + 1);
    // Nor does it make two.
    made.hurry();
    expect(Socket.made).toHaveLength(before + 1);
  });

  test("hears nothing of a connection that it has given up (case 30)", async () => {
    const { told } = await link();
    const [old] = Socket.made;
    vi.advanceTimersByTime(12_000);
    last().onopen?.();
    old?.onopen?.();
    old?.onmessage?.({ data: "of old" });
    old?.onclose?.({ code: 1000, reason: "of old" });
    last().onmessage?.({ data: "of now" });
    expect(told).toEqual(["down timeout", "up", "of now"]);
  });
});

test("the end of being online is for nobody to rely on: only its beginning is listened for (case 39)", () => {
  const heard: string[] = [];
  vi.stubGlobal("document", { addEventListener: (name: string) => heard.push(name), removeEventListener: () => {}, visibilityState: "visible" });
  vi.stubGlobal("addEventListener", (name: string) => heard.push(name));
  watchPage({ woke() {}, freezes() {} });
  vi.unstubAllGlobals();
  expect(heard).toContain("online");
  expect(heard).not.toContain("offline");
});

test("a page that is shown for the first time has missed nothing; one that comes back may have", () => {
  const listeners = new Map<string, (event: { persisted: boolean }) => void>();
  vi.stubGlobal("document", { addEventListener() {}, removeEventListener() {} });
  vi.stubGlobal("addEventListener", (name: string, listener: () => void) => listeners.set(name, listener));
  const woke = vi.fn();
  watchPage({ woke, freezes() {} });
  vi.unstubAllGlobals();
  listeners.get("pageshow")?.({ persisted: false });
  expect(woke).not.toHaveBeenCalled();
  listeners.get("pageshow")?.({ persisted: true });
  expect(woke).toHaveBeenCalledOnce();
});

test("a connection that is dead without saying so is noticed within half a minute, and made anew (case 39)", async () => {
  vi.useRealTimers();
  const time = virtualTime(() => new Promise<void>((resolve) => setImmediate(resolve)));
  const sent: string[] = [];
  let events: LinkEvents | undefined;
  let restarts = 0;
  openSession({
    url: "test",
    openLink(_url, given) {
      events = given;
      return { send: (frame) => sent.push(frame), hurry() {}, restart: () => restarts++, close() {} };
    },
    timers: time.timers,
    turns: { size: 250, later: (task) => void Promise.resolve().then(task) },
    random: { bytes: (count) => new Uint8Array(count) },
    log: SILENT,
    watch: { hear: null },
    clients: () => [],
    unshown() {},
  });
  events?.up();
  events?.frame('[{"t":"welcome","protocol":1}]');
  // As long as anything is heard it is alive.
  for (let i = 0; i < 5; i++) {
    await time.advance(20_001);
    expect(sent.at(-1)).toBe('[{"t":"ping"}]');
    events?.frame('[{"t":"pong"}]');
  }
  expect(restarts).toBe(0);
  await time.advance(29_999);
  expect(restarts).toBe(0);
  await time.advance(2);
  expect(restarts).toBe(1);
});
