import type { Mode } from "../contract/context.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import { setState } from "../track/edit.ts";
import { ROOT, type Tree, unwrap } from "../track/node.ts";
import { makeTree } from "../track/tree.ts";
import { liveState } from "../track/wrap.ts";
import { copy } from "../value/copy.ts";
import { Context, type Occasion, type Scope } from "./context.ts";
import { isThenable } from "./run.ts";

/** What an actor is made from. */
export interface Creation {
  readonly name: string;
  readonly key: readonly string[];
  readonly input: unknown;
  /** What randomness comes from, and the instant, in milliseconds since 1970. */
  readonly seed: string;
  readonly time: number;
  readonly mode: Mode;
  readonly log: Logger;
  /** Throws where the id is not known. */
  readonly actorId: () => string;
  /** What the server has beside; a replica has none of it. */
  readonly reach?: Pick<Scope, "region" | "kv" | "schedule" | "client">;
}

export type Created =
  | { readonly how: "made"; readonly state: unknown }
  | { readonly how: "threw"; readonly error: unknown }
  | { readonly how: "promised"; readonly promise: Promise<unknown> };

/** Makes an actor's first state: `createState`, then `onCreate`. The same on both sides. */
export function create({ config }: AnyActorDefinition, creation: Creation): Created {
  const finish = (made: unknown): Created => {
    const tree = makeTree(copy(made, { name: "state", unwrap, finite: true }));
    const done = config.onCreate?.(creationContext(creation, tree), creation.input);
    const state = (): unknown => tree.holder.raw[ROOT];
    if (isThenable(done)) return { how: "promised", promise: Promise.resolve(done).then(state) };
    return { how: "made", state: state() };
  };
  try {
    if (config.createState === undefined) return finish(config.state);
    const made = config.createState(creationContext(creation, null), creation.input);
    if (!isThenable(made)) return finish(made);
    return { how: "promised", promise: Promise.resolve(made).then(finish).then(stateOf) };
  } catch (error) {
    return { how: "threw", error };
  }
}

function stateOf(created: Created): unknown {
  if (created.how === "threw") throw created.error;
  return created.how === "made" ? created.state : created.promise;
}

/** The context of a creation: no connections, no vars, and a state only once it was made. */
function creationContext({ name, key, log, actorId, mode, seed, time, reach }: Creation, tree: Tree | null): Context {
  const early = (member: string) => (): never => {
    throw actorError("actor/restarting", `c.${member} is not there while the actor is being created.`);
  };
  const scope: Scope = {
    name,
    key,
    log,
    actorId,
    state: tree === null ? early("state") : () => liveState(tree),
    replaceState: tree === null ? early("state") : (state) => setState(tree, state),
    vars: early("vars"),
    replaceVars: early("vars"),
    region: early("region"),
    kv: early("kv"),
    schedule: early("schedule"),
    client: early("client"),
    sleep: early("sleep"),
    destroy: early("destroy"),
    conns: early("conns"),
    abortSignal: early("abortSignal"),
    broadcast: () => {},
    saveState: () => Promise.resolve(),
    waitUntil: early("waitUntil"),
    ...reach,
  };
  const occasion: Occasion = {
    mode,
    actionId: seed,
    time,
    seed: tree === null ? seed : `${seed}/onCreate`,
    conn: early("conn"),
    request: () => undefined,
  };
  return new Context(scope, occasion);
}
