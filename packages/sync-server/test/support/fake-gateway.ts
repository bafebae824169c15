import {
  actorError,
  type ActorInfo,
  type ActorQuery,
  type Caller,
  type ConnectionEvents,
  type Gateway,
  keyText,
  type RawSocket,
} from "@rivulet/runtime/host";

/** What was asked of a gateway that keeps actors in a list and does what a test says. */
export interface Asked {
  readonly query: ActorQuery;
  readonly caller: Caller;
}

export interface FakeConnection extends Asked {
  readonly events: ConnectionEvents;
  /** What the client has said, in order. */
  readonly said: unknown[];
  /** Lets it in. */
  open(): void;
}

export interface FakeGateway extends Gateway {
  /** The last action's caller, and so on. */
  readonly calls: (Asked & { readonly name: string; readonly args: readonly unknown[] })[];
  readonly connections: FakeConnection[];
  readonly sockets: (Asked & { readonly peer: RawSocket; readonly heard: unknown[] })[];
  /** What the actors do; tests put their own here. */
  act: (name: string, args: readonly unknown[]) => unknown;
  answer: (request: Request) => Response | Promise<Response>;
  /** Whether connections are let in at once. */
  admits: boolean;
}

export function fakeGateway(): FakeGateway {
  const actors: ActorInfo[] = [];
  const add = (name: string, key: readonly string[]): ActorInfo => {
    if (name !== "counter") throw actorError("actor/not_found", `${name} is not in the registry.`);
    const actor = { id: `id${actors.length + 1}`, name, key, createdAt: 1_000 + actors.length };
    actors.push(actor);
    return actor;
  };
  const find = (query: ActorQuery): { actor: ActorInfo; isNew: boolean } => {
    const found = actors.find((actor) => {
      return query.by === "id" ? actor.id === query.id : actor.name === query.name && keyText(actor.key) === keyText(query.key);
    });
    if (found !== undefined) return { actor: found, isNew: false };
    if (query.by === "id" || query.create === undefined) throw actorError("actor/not_found", "There is no such actor.");
    return { actor: add(query.name, query.key), isNew: true };
  };
  const gateway: FakeGateway = {
    calls: [],
    connections: [],
    sockets: [],
    act: (_name, args) => args[0],
    answer: () => new Response("ok"),
    admits: true,
    names: ["counter"],
    resolve: async (query) => find(query),
    async create(name, key) {
      if (actors.some((actor) => actor.name === name && keyText(actor.key) === keyText(key))) {
        throw actorError("actor/duplicate_key", "An actor with this key already exists.");
      }
      return add(name, key);
    },
    list: async (ids) => actors.filter(({ id }) => ids.includes(id)),
    listByName: async (name) => actors.filter((actor) => actor.name === name),
    async destroy(id) {
      const { actor } = find({ by: "id", id });
      actors.splice(actors.indexOf(actor), 1);
    },
    async readKv(id, key) {
      find({ by: "id", id });
      return key[0] === 3 ? Uint8Array.of(1, 255) : null;
    },
    async action(query, name, args, caller) {
      find(query);
      gateway.calls.push({ query, caller, name, args });
      return gateway.act(name, args);
    },
    connect(query, caller, events) {
      const said: unknown[] = [];
      const connection: FakeConnection = {
        query,
        caller,
        events,
        said,
        open: () => events.opened({ actorId: "id1", connectionId: `conn${gateway.connections.length}` }),
      };
      gateway.connections.push(connection);
      if (gateway.admits) queueMicrotask(connection.open);
      return {
        action(name, args, done) {
          said.push([name, ...args]);
          queueMicrotask(() => {
            try {
              done({ how: "returned", output: gateway.act(name, args) });
            } catch (error) {
              done({ how: "threw", error });
            }
          });
        },
        listen: (name, on) => void said.push(on ? `+${name}` : `-${name}`),
        close: (reason) => void said.push(`closed ${reason ?? ""}`.trim()),
      };
    },
    async fetch(query, request, caller) {
      find(query);
      gateway.calls.push({ query, caller, name: "", args: [] });
      return gateway.answer(request);
    },
    async webSocket(query, caller, peer) {
      find(query);
      const heard: unknown[] = [];
      gateway.sockets.push({ query, caller, peer, heard });
      return {
        message: (data) => void heard.push(typeof data === "string" ? data : [...data]),
        close: (code, reason) => void heard.push(`closed ${code} ${reason}`.trim()),
      };
    },
  };
  return gateway;
}
