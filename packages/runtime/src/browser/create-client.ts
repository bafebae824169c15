import { makeLocalClient } from "../client/client.ts";
import type { Client } from "../client/types.ts";
import type { Registry } from "../contract/definition.ts";
import { requireKnownKeys } from "../definition/known-keys.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import type { Storage } from "../ports/storage.ts";
import { lazyClient } from "../remote/lazy.ts";
import type { RemoteClient } from "../remote/types.ts";
import { withAccessors } from "../remote/with-accessors.ts";
import { memoryStorage } from "../storage/memory.ts";
import { broadcastChannel } from "./broadcast.ts";
import { CLIENT_KEYS, type ClientConfig } from "./client-config.ts";
import { pageEndpoint } from "./endpoint.ts";
import { indexedDBStorage } from "./indexeddb.ts";
import { keptStorage } from "./persistence.ts";
import { webSocketLink } from "./link.ts";
import { consoleLogger, cryptoRandom, systemTimers, watchPage } from "./platform.ts";
import { webLocks } from "./web-locks.ts";

/** How to reach the server, and what to keep on the device. */
export interface LocalClientConfig<R extends Registry = Registry> extends ClientConfig {
  /** The app's actors. Those that are synced have replicas; without it none has, and the client is that of `/client`. */
  readonly registry?: R;
  /** Whose data this is on the device; another user's is never looked at. Default: nobody's in particular. */
  readonly user?: string;
  /** Where replicas are kept: "indexeddb" (default), "memory", or how to open a storage of one's own by its name. */
  readonly storage?: "indexeddb" | "memory" | ((name: string) => Promise<Storage>);
}

const KEYS = [...CLIENT_KEYS, "registry", "user", "storage"];

/**
 * A client whose synced actors have replicas on the device. Actions take effect at once, survive the tab, and are
 * confirmed, once each, when the server can be reached.
 *
 * Throws `definition/invalid` on keys it does not know. Follows RivetKit's page “JavaScript Client”.
 */
export function createClient<R extends Registry>(config: string | LocalClientConfig<R> = {}): Client<R> {
  const given = typeof config === "string" ? { endpoint: config } : config;
  requireKnownKeys("createClient()", given, KEYS);
  const { endpoint = pageEndpoint() ?? "http://127.0.0.1:6420", registry = null, user = "", storage = "indexeddb", logger = consoleLogger() } = given;
  if (!/^(http|ws)s?:\/\//.test(endpoint)) {
    throw actorError("definition/invalid", `endpoint must be an http(s) or ws(s) URL; it is ${JSON.stringify(endpoint)}.`);
  }
  const loadRemote = async (): Promise<RemoteClient> => (await import("./create-remote-client.ts")).remoteClient({ ...given, endpoint });
  if (registry === null) {
    // It answers to whatever names the registry has; the type says which.
    return withAccessors({ ...lazyClient(loadRemote), onActionSettled: () => () => {}, onOutdated: () => () => {} }) as unknown as Client<R>;
  }
  return makeLocalClient<R>(
    {
      openStorage: storageOpener(storage, logger),
      openLink: webSocketLink(given.WebSocket),
      openChannel: broadcastChannel,
      locks: webLocks(),
      timers: systemTimers(),
      random: cryptoRandom(),
      log: logger,
      loadRemote,
      watchPage,
    },
    // Who asks is no part of whose data it is.
    { endpoint: endpoint.replace(/\/\/[^/@]*@/, "//"), registry, user },
  );
}

function storageOpener(
  storage: NonNullable<LocalClientConfig["storage"]>,
  log: Logger,
): (name: string) => Promise<Storage> {
  if (storage === "indexeddb") return (name) => keptStorage(indexedDBStorage, name, log);
  if (storage === "memory") return () => Promise.resolve(memoryStorage());
  return storage;
}
