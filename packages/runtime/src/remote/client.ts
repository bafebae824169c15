import type { GetOptions } from "../contract/client.ts";
import { toKey } from "../definition/key.ts";
import type { LiveConnection } from "./connection.ts";
import { makeHandle } from "./handle.ts";
import type { RemoteParts } from "./parts.ts";
import type { RemoteCreation, RemoteQuery } from "./transport.ts";
import type { AnyHandle, RemoteClient } from "./types.ts";
import { unlessAborted } from "./unless-aborted.ts";

/** The client, and what is done to it from outside. */
export interface RemoteClientControl {
  readonly client: RemoteClient;
  /** The network may be back: whoever waits to connect again tries at once. */
  hurry(): void;
}

export function makeRemoteClient(parts: RemoteParts): RemoteClientControl {
  const connections = new Set<LiveConnection>();
  const handle = (query: RemoteQuery, options: GetOptions): AnyHandle => makeHandle(parts, query, options, connections);
  const client: RemoteClient = {
    get: (name, key, options = {}) => handle({ by: "key", name, key: toKey(key) }, options),
    getOrCreate(name, key, options = {}) {
      const create = creation(options.createWithInput, options.createInRegion);
      return handle({ by: "key", name, key: toKey(key), create }, options);
    },
    getForId: (name, id, options = {}) => handle({ by: "id", name, id }, options),
    async create(name, key, options = {}) {
      const wanted = creation(options.input, options.region);
      const id = await unlessAborted(options.signal, (signal) => parts.transport.create(name, toKey(key), wanted, signal));
      return handle({ by: "id", name, id }, options);
    },
    async dispose() {
      await Promise.all([...connections].map((connection) => connection.dispose()));
    },
  };
  return {
    client,
    hurry() {
      for (const connection of connections) connection.hurry();
    },
  };
}

function creation(input: unknown, region: string | undefined): RemoteCreation {
  return region === undefined ? { input } : { input, region };
}
