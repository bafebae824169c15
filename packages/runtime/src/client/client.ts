import type { CreateOptions, GetOrCreateOptions, KeyInput } from "../contract/client.ts";
import type { Registry } from "../contract/definition.ts";
import { toKey } from "../definition/key.ts";
import { actorError } from "../errors/actor-error.ts";
import { isRandomId } from "../ports/random.ts";
import { SYNC_PATH } from "../protocol/version.ts";
import { lazyClient } from "../remote/lazy.ts";
import { withAccessors } from "../remote/with-accessors.ts";
import { withActions } from "../remote/with-actions.ts";
import { createOnServer } from "./create.ts";
import { makeHandle, newCreation, type PlainHandle } from "./handle.ts";
import { openPage } from "./page.ts";
import type { ClientPorts } from "./ports.ts";
import { requireName, settledInput } from "./require.ts";
import type { Client } from "./types.ts";

export interface LocalClientOptions {
  /** The server's base URL, with `http(s)` or `ws(s)`. */
  readonly endpoint: string;
  readonly registry: Registry | null;
  /** Whose data this is on the device. */
  readonly user: string;
}

/** A client whose synced actors have replicas. Without a registry that says otherwise, they all are taken for synced. */
export function makeLocalClient<R extends Registry>(ports: ClientPorts, options: LocalClientOptions): Client<R> {
  const { endpoint, registry, user } = options;
  const scope = `rivulet:${endpoint}:${user}`;
  const page = openPage(ports, { url: syncUrl(endpoint), scope, registry });
  const far = lazyClient(ports.loadRemote);

  const isSynced = (name: string): boolean => {
    const { sync = false } = page.definition(name)?.config ?? {};
    return registry === null || sync !== false;
  };

  const handles =
    (method: "get" | "getOrCreate" | "getForId") =>
    (name: string, at?: KeyInput, options: GetOrCreateOptions = {}) => {
      const plain = far[method](name, at as string, options); // a key, or an id for getForId
      if (!isSynced(name)) return plain;
      requireName("The name of an actor", name);
      const address = method === "getForId" ? { name, id: requireId(at) } : { name, key: toKey(at) };
      const params = options.params === undefined ? undefined : settledInput("params", options.params);
      const creation = method === "getOrCreate" ? newCreation(page, options.createWithInput) : null;
      return withActions<unknown, PlainHandle>({ ...plain, ...makeHandle({ page, address, params, creation }) });
    };

  const get = handles("get");
  const client = {
    get,
    getOrCreate: handles("getOrCreate"),
    getForId: handles("getForId"),
    async create(name: string, key?: KeyInput, options: CreateOptions = {}) {
      if (!isSynced(name)) return far.create(name, key, options);
      const address = { name, key: toKey(key) };
      await createOnServer(page.parts, address, page.definition(name), options.params, newCreation(page, options.input, true));
      return get(name, key, options);
    },
    onActionSettled: page.settled.on,
    onOutdated: page.onOutdated,
    async dispose() {
      await Promise.all([page.close(), far.dispose()]);
    },
  };
  // It answers to whatever names the registry has; the type says which.
  return withAccessors(client) as unknown as Client<R>;
}

function requireId(id: KeyInput | undefined): string {
  if (typeof id === "string" && isRandomId(id)) return id;
  throw actorError("actor/not_found", "There is no such actor: this is no actor's id.");
}

/** Where a server with this base URL speaks the sync protocol. */
function syncUrl(endpoint: string): string {
  return `${endpoint.replace(/^http/, "ws").replace(/\/$/, "")}${SYNC_PATH}`;
}
