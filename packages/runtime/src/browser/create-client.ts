import { makeLocalClient } from "../client/client.ts";
import { keep } from "../client/keep.ts";
import type { ClientPorts } from "../client/ports.ts";
import type { Client } from "../client/types.ts";
import type { Registry } from "../contract/definition.ts";
import { requireKnownKeys } from "../definition/known-keys.ts";
import type { Logger } from "../ports/logger.ts";
import type { Storage } from "../ports/storage.ts";
import { lazyClient } from "../remote/lazy.ts";
import type { RemoteClient } from "../remote/types.ts";
import { withAccessors } from "../remote/with-accessors.ts";
import { broadcastChannel } from "./broadcast.ts";
import { CLIENT_KEYS, type ClientConfig } from "./client-config.ts";
import { endpointOf } from "./endpoint.ts";
import { indexedDBStorage } from "./indexeddb.ts";
import { keptStorage } from "./persistence.ts";
import { webSocketLink } from "./link.ts";
import { memoryStorage } from "../storage/memory.ts";
import { consoleLogger, cryptoRandom, messageTurns, systemTimers, watchPage } from "./platform.ts";
import { webLocks } from "./web-locks.ts";

/** How to reach the server, and what to keep on the device. */
export interface LocalClientConfig<R extends Registry = Registry> extends ClientConfig {
  /** The app's actors. Those that are synced have replicas; without it none has, and the client is that of `/client`. */
  readonly registry?: R;
  /** Whose data this is on the device; another user's is never looked at. Default: nobody's in particular. */
  readonly user?: string;
  /**
   * Whose work on this device becomes this user's: what that user has called, or nobody in particular (`""`), and the server
   * has not accepted. What another tab has called becomes it when that tab is gone. Default: nobody's.
   */
  readonly adopt?: string;
  /** Where replicas are kept: "indexeddb" (default), "memory", or how to open a storage of one's own by its name. */
  readonly storage?: "indexeddb" | "memory" | ((name: string) => Promise<Storage>);
}

const KEYS = [...CLIENT_KEYS, "registry", "user", "adopt", "storage"];

/**
 * A client whose synced actors have replicas on the device. Actions take effect at once, survive the tab, and are
 * confirmed, once each, when the server can be reached.
 *
 * Throws `definition/invalid` on keys it does not know, and on an endpoint that is none. Follows RivetKit's page “JavaScript Client”.
 */
export function createClient<R extends Registry>(config: string | LocalClientConfig<R> = {}): Client<R> {
  const given = typeof config === "string" ? { endpoint: config } : config;
  requireKnownKeys("createClient()", given, KEYS);
  const { registry = null, user = "", adopt = null, storage = "indexeddb", logger = consoleLogger() } = given;
  const { url: endpoint, namespace, token } = endpointOf(given);
  const remote = { ...given, endpoint, namespace, ...(token !== undefined && { token }) };
  const loadRemote = async (): Promise<RemoteClient> => (await import("./create-remote-client.ts")).remoteClient(remote);
  if (registry === null) {
    const nothing = { onActionSettled: never, onOutdated: never, isSaved: true, onSavedChange: never, keep, forget: () => Promise.resolve() };
    // It answers to whatever names the registry has; the type says which.
    return withAccessors({ ...lazyClient(loadRemote), ...nothing }) as unknown as Client<R>;
  }
  return makeLocalClient<R>(
    {
      openStorage: storageOpener(storage, logger),
      openLink: webSocketLink(given.WebSocket),
      openChannel: broadcastChannel,
      locks: webLocks(),
      timers: systemTimers(),
      turns: messageTurns(),
      random: cryptoRandom(),
      log: logger,
      loadRemote,
      loadAdoption: async () => (await import("../client/adoption.ts")).startAdoption,
      watchPage,
    },
    // Who asks is no part of whose data it is.
    { endpoint, namespace, registry, user, adopt },
  );
}

/** What follows what never happens. */
const never = () => () => {};

function storageOpener(
  storage: NonNullable<LocalClientConfig["storage"]>,
  log: Logger,
): ClientPorts["openStorage"] {
  if (storage === "indexeddb") return (name) => keptStorage(indexedDBStorage, name, log);
  if (storage === "memory") return () => Promise.resolve({ ...memoryStorage(), isVolatile: true });
  return storage;
}
