import { type Host, makeHost } from "../../../packages/runtime/src/host/host.ts";
import { SILENT } from "../../../packages/runtime/src/ports/logger.ts";
import type { Storage } from "../../../packages/runtime/src/ports/storage.ts";
import { nodeRandom, nodeTimers, nodeTurn } from "../../../packages/sync-server/src/node/platform.ts";
import { makeGateway } from "../../../packages/runtime/src/host/gateway.ts";
import { asleep, counters } from "./counter.ts";

/** The server's actors over a storage, without a network. */
export function openHome(storage: Storage): Host {
  return makeHost(counters, { storage, timers: nodeTimers(), random: nodeRandom(), turn: nodeTurn, log: SILENT });
}

/** Makes actors of a kind, so many at the same time. Resolves to their ids. */
export async function makeActors(host: Host, name: string, count: number, input: unknown, atOnce = 500): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - n) }, (_, i) => makeOne(host, name, n + i, input));
    ids.push(...(await Promise.all(some)));
  }
  return ids;
}

export function makeOne(host: Host, name: string, index: number, input: unknown): Promise<string> {
  return host.create(name, [`${name}-${index}`], { input, seed: String(index).padStart(32, "0"), time: Date.now() });
}

/** Puts sleepers to sleep, all of them at once. */
export async function putToSleep(host: Host, ids: readonly string[]): Promise<void> {
  const gateway = makeGateway(host);
  const before = asleep.count;
  await Promise.all(ids.map((id) => gateway.action({ by: "id", id }, "rest", [], { params: undefined })));
  while (asleep.count < before + ids.length || ids.some((id) => host.awake(id) !== undefined)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
