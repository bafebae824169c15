import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Registry } from "@rivulet/runtime/host";
import { below } from "../gateway/target.ts";
import { type Mount, mount, type MountOptions } from "./mount.ts";
import { mountOptions, registryOptions } from "./options.ts";
import { refuse } from "./sockets.ts";

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server of Node's, of whatever protocol. */
export interface UpgradeSource {
  on(event: "upgrade", listener: UpgradeListener): unknown;
  off(event: "upgrade", listener: UpgradeListener): unknown;
}

export interface Attached {
  /** Takes an upgrade whose path is the registry's; tells whether it was. For servers that hand their upgrades around. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Leaves the server alone and hangs up; the actors stop where nobody else uses them. */
  close(): Promise<void>;
}

/**
 * Speaks over the WebSockets that somebody's own server is asked for under `basePath`, beside `registry.handler()`, which
 * answers its HTTP requests there. All other upgrades are left to others. What `options` leave out is as the registry was
 * set up. Throws `definition/invalid` on what cannot be.
 */
export function attach(server: UpgradeSource | null, registry: Registry, options: MountOptions = {}): Attached {
  const set = registryOptions("setup()", registry.config);
  const all = { ...mountOptions(set, set.serverless?.basePath), ...options };
  const { basePath = "/api/rivet" } = all;
  let mounted: Promise<Mount> | null = null;

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    const [path = ""] = (request.url ?? "").split("?");
    // All that is below the path is the registry's.
    if (basePath !== "/" && path === below(basePath, path)) return false;
    mounted ??= mount(registry, all);
    mounted.then(
      (ready) => ready.upgrade(request, socket, head),
      () => refuse(socket, "503 Service Unavailable"),
    );
    return true;
  };
  server?.on("upgrade", upgrade);

  return {
    upgrade,
    async close() {
      server?.off("upgrade", upgrade);
      await mounted?.then((ready) => ready.close());
    },
  };
}
