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
import { keep } from "./keep.ts";
import { openClients } from "./open-clients.ts";
import { openPage } from "./page.ts";
import { makePages } from "./pages.ts";
import type { ClientPorts } from "./ports.ts";
import { requireName, settledInput } from "./require.ts";
import { scopeOf } from "./scope.ts";
import type { Client, ForgetOptions } from "./types.ts";

export interface LocalClientOptions {
  /** The server's base URL, with `http(s)` and without a slash at its end. */
  readonly endpoint: string;
  /** Default `default`. */
  readonly namespace?: string;
  readonly registry: Registry | null;
  /** Whose data this is on the device. */
  readonly user: string;
  /** Whose unsent work becomes this user's; `null` for nobody's. */
  readonly adopt?: string | null;
}

/** A client whose synced actors have replicas. Without a registry that says otherwise, they all are taken for synced. */
export function makeLocalClient<R extends Registry>(ports: ClientPorts, options: LocalClientOptions): Client<R> {
  const { endpoint, namespace = "default", registry, user, adopt = null } = options;
  const scope = scopeOf(endpoint, namespace, user);
  const url = syncUrl(endpoint);
  const pages = makePages((forgotten) => openPage(ports, { url, scope, registry, forgotten }));
  const open = { url, scope, pages };
  openClients.all.add(open);
  openClients.opened?.(open);
  const report = (err: unknown): void => ports.log.error({ msg: "another user's work could not be adopted", err });
  const adoption = adopt === null || adopt === user ? null : ports.loadAdoption().then((start) => {
    const { openStorage: open, locks, random } = ports;
    const arrived = (): void => pages.current.arrived();
    return start({ open, locks, random, from: scopeOf(endpoint, namespace, adopt), to: scope, arrived, report });
  }, report);
  const far = lazyClient(ports.loadRemote);

  const isSynced = (name: string): boolean => {
    const { sync = false } = pages.current.definition(name)?.config ?? {};
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
      const creation = method === "getOrCreate" ? newCreation(pages.current, options.createWithInput) : null;
      return withActions<unknown, PlainHandle>({ ...plain, ...makeHandle({ pages, address, params, getParams: options.getParams, creation }) });
    };

  const get = handles("get");
  const client = {
    get,
    getOrCreate: handles("getOrCreate"),
    getForId: handles("getForId"),
    async create(name: string, key?: KeyInput, options: CreateOptions = {}) {
      if (!isSynced(name)) return far.create(name, key, options);
      const address = { name, key: toKey(key) };
      const page = pages.current;
      await createOnServer(page.parts, address, page.definition(name), options, newCreation(page, options.input, true));
      return get(name, key, options);
    },
    onActionSettled: pages.settled.on,
    onOutdated: pages.onOutdated,
    get isSaved() {
      return pages.current.saved.isSaved();
    },
    onSavedChange: pages.onSavedChange,
    keep,
    forget: ({ evenUnsent = false }: ForgetOptions = {}) => pages.current.forget(evenUnsent ? "all" : "sent"),
    async dispose() {
      openClients.all.delete(open);
      await Promise.all([pages.close(), far.dispose(), adoption?.then((started) => started?.end())]);
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
  return `${endpoint.replace(/^http/, "ws")}${SYNC_PATH}`;
}
