import type { StoredValue } from "../../src/ports/storage.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { inProcess } from "../../src/testing/in-process.ts";
import { type VirtualTime, virtualTime } from "../../src/testing/virtual-time.ts";
import { registry } from "./app.ts";

/** What one build of the library said and stored, for later builds to be held against. */
export interface Recording {
  /** The frames of one connection, in their order. */
  readonly conversation: readonly { readonly from: "client" | "server"; readonly frame: string }[];
  /** What lay on the device when its page died offline: a base, three waiting actions, one of them discarded, and a rejected one. */
  readonly device: Readonly<Record<string, string>>;
  /** What lay in the server's storage then. */
  readonly server: Readonly<Record<string, string>>;
  /** What the page showed at its end. */
  readonly view: string;
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that every recording, and every look at one, begins with. */
export function clock(): VirtualTime {
  return virtualTime(async () => {
    for (let i = 0; i < 3; i++) await turn();
  });
}

export async function record(): Promise<Recording> {
  const time = clock();
  const settled = (): Promise<void> => time.advance(10);
  const onServer = new Map<string, StoredValue>();
  const onDevice = new Map<string, StoredValue>();
  const world = inProcess(registry, { timers: time.timers, storage: memoryStorage(onServer) });
  const conversation: { from: "client" | "server"; frame: string }[] = [];
  const { session } = world;
  world.session = (hear, ended) => {
    const hearToo = (frame: string): void => {
      conversation.push({ from: "server", frame });
      hear(frame);
    };
    return session(hearToo, ended);
  };
  world.intercept = (frame) => {
    conversation.push({ from: "client", frame });
    return frame;
  };
  const client = world.client({ disk: onDevice });
  const conn = client.notes.getOrCreate(["one"], { createWithInput: { first: "the first" } }).connect();
  conn.on("added", () => {});
  await settled();
  void conn.add("online");
  void conn.tag("red", new Date(5));
  await settled();
  conn.refuse().catch(() => {});
  await settled();
  void conn.slow("slowly");
  await settled();
  await conn.count();
  await settled();
  world.isOnline = false;
  void conn.add("offline");
  void conn.tag("blue", new Date(7));
  void conn.add("never mind");
  await settled();
  const last = conn.outbox.pending.at(-1);
  await conn.outbox.discard(last?.id ?? "");
  await settled();
  const view = JSON.stringify({ lines: conn.state?.lines, tags: [...(conn.state?.tags ?? [])] });
  // As they are at this moment: a page that ends in peace would tidy up.
  return { conversation, device: textsOf(onDevice), server: textsOf(onServer), view };
}

function textsOf(disk: ReadonlyMap<string, StoredValue>): Record<string, string> {
  return Object.fromEntries([...disk].map(([key, value]) => [key, String(value)]));
}
