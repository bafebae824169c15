import type { Registry } from "../contract/definition.ts";
import { toKey } from "../definition/key.ts";
import { actorError } from "../errors/actor-error.ts";
import { isRandomId } from "../ports/random.ts";
import type { Address } from "./address.ts";
import { createOnServer } from "./create.ts";
import { makeHandle, newCreation, type PlainHandle } from "./handle.ts";
import { SYNC_PATH } from "../protocol/version.ts";
import { openPage, type Page } from "./page.ts";
import type { ClientPorts } from "./ports.ts";
import { requireName, settledInput } from "./require.ts";
import type { ActorConnBase, Client, ClientBase } from "./types.ts";
import { withActions } from "./with-actions.ts";

export interface LocalClientOptions {
  /** The server's base URL, with `http(s)` or `ws(s)`. */
  readonly endpoint: string;
  readonly registry: Registry | null;
  /** Whose data this is on the device. */
  readonly user: string;
}

type Key = string | readonly string[];

/** What stands behind `client.<name>`; the types of the app's registry are laid over it. */
interface PlainAccessor {
  get(key?: Key, options?: { readonly params?: unknown }): PlainHandle;
  getOrCreate(key?: Key, options?: { readonly params?: unknown; readonly createWithInput?: unknown }): PlainHandle;
  getForId(actorId: string, options?: { readonly params?: unknown }): PlainHandle;
  create(key?: Key, options?: { readonly params?: unknown; readonly input?: unknown }): Promise<PlainHandle>;
}

/** A client whose actors have replicas. */
export function makeLocalClient<R extends Registry>(ports: ClientPorts, options: LocalClientOptions): Client<R> {
  const { endpoint, registry, user } = options;
  const scope = `rivulet:${endpoint}:${user}`;
  const page = openPage(ports, { url: syncUrl(endpoint), scope, registry });
  const accessors = new Map<string, PlainAccessor>();
  const base: ClientBase = {
    onActionSettled: (listener) => page.settled.on(listener),
    dispose: () => page.close(),
  };
  const proxy = new Proxy(base, {
    get(target, name, receiver) {
      if (typeof name === "symbol" || name in target || name === "then") return Reflect.get(target, name, receiver);
      let accessor = accessors.get(name);
      if (accessor === undefined) accessors.set(name, (accessor = makeAccessor(page, name)));
      return accessor;
    },
  });
  // The proxy answers to whatever names the registry has; the type says which.
  return proxy as unknown as Client<R>;
}

/** Where a server with this base URL speaks the sync protocol. */
function syncUrl(endpoint: string): string {
  return `${endpoint.replace(/^http/, "ws").replace(/\/$/, "")}${SYNC_PATH}`;
}

function makeAccessor(page: Page, name: string): PlainAccessor {
  const handle = (address: Address, given: unknown, creation: ReturnType<typeof newCreation> | null): PlainHandle => {
    requireName("The name of an actor", name);
    const params = given === undefined ? undefined : settledInput("params", given);
    const plain = makeHandle({ page, address, params, creation });
    return withActions({ ...plain, connect: (): ActorConnBase<unknown> => withActions(plain.connect()) });
  };
  return {
    get: (key, { params } = {}) => handle({ name, key: toKey(key) }, params, null),
    getOrCreate: (key, { params, createWithInput } = {}) =>
      handle({ name, key: toKey(key) }, params, newCreation(page, createWithInput)),
    getForId(id, { params } = {}) {
      if (!isRandomId(id)) throw actorError("actor/not_found", "There is no such actor: this is no actor's id.");
      return handle({ name, id }, params, null);
    },
    async create(key, { params, input } = {}) {
      const address = { name, key: toKey(key) };
      await createOnServer(page.parts, address, page.definition(name), params, newCreation(page, input, true));
      return handle(address, params, null);
    },
  };
}
