import type { ActorTypes, AnyTypes, Bag } from "../contract/bag.ts";
import type { ActionMap, ActorConfig, ActorDefinition, ActorHooks, ActorMakers } from "../contract/definition.ts";
import type { ActorOptions, SyncOptions } from "../contract/options.ts";
import { actorError } from "../errors/actor-error.ts";
import { requireFunction, requireKnownKeys } from "./known-keys.ts";
import { completeOptions, completeSync } from "./options.ts";

type Hook =
  | keyof ActorHooks<unknown, unknown, unknown, unknown, unknown>
  | keyof ActorMakers<unknown, unknown, unknown, unknown, unknown, unknown, unknown>;

/** All hooks, and only hooks: the compiler holds it to that. */
const HOOKS = Object.keys({
  createState: 0,
  createVars: 0,
  createConnState: 0,
  onCreate: 0,
  onWake: 0,
  onSleep: 0,
  onDestroy: 0,
  onStateChange: 0,
  onBeforeConnect: 0,
  onConnect: 0,
  onDisconnect: 0,
  onRequest: 0,
  onWebSocket: 0,
  onBeforeActionResponse: 0,
} satisfies Record<Hook, 0>);
const KEYS = ["state", "vars", "connState", "actions", "sync", "options", ...HOOKS];

/** The type of a part of an actor that has two forms: the static one gives it, where there is one. */
type Form<Static, Made> = unknown extends Static ? Made : Static;

/** The config of `actor()` as written: `T` is what becomes of the forms. */
export interface ActorInput<T extends ActorTypes, S, CS, V, MadeState, MadeConnState, MadeVars, A, View>
  extends ActorMakers<T["state"], T["params"], T["vars"], T["input"], MadeState, MadeVars, MadeConnState>,
    ActorHooks<T["state"], T["params"], T["connState"], T["vars"], T["input"]> {
  /** The first state; copied for each actor. */
  state?: S;
  /** Copied at each start. */
  vars?: V;
  /** Copied for each connection. */
  connState?: CS;
  actions?: A & ActionMap<T>;
  /** Lets clients keep replicas and predict. Everyone who may connect then sees the whole state, or what `view` gives of it. */
  sync?: boolean | SyncOptions<T, View>;
  options?: ActorOptions;
}

/**
 * Defines an actor: its state, its actions and its hooks. The definition runs on the server with authority and, where
 * `sync` is set, ahead of the server on each client.
 *
 * Throws `definition/invalid` on unknown keys and on options out of range. Follows RivetKit's page “Actors”.
 */
export function actor<
  S = unknown,
  P = unknown,
  CS = unknown,
  V = unknown,
  I = unknown,
  A = {},
  MadeState extends S = S,
  MadeConnState extends CS = CS,
  MadeVars extends V = V,
  View = Form<S, MadeState>,
>(
  config: ActorInput<
    Bag<Form<S, MadeState>, P, Form<CS, MadeConnState>, Form<V, MadeVars>, I>,
    S,
    CS,
    V,
    MadeState,
    MadeConnState,
    MadeVars,
    A,
    View
  >,
): ActorDefinition<Bag<Form<S, MadeState>, P, Form<CS, MadeConnState>, Form<V, MadeVars>, I>, A, View> {
  const given = requireKnownKeys("The definition", config, KEYS);
  const { durability } = completeOptions(config.options);
  if (completeSync(config.sync) !== null && durability === "relaxed") {
    throw actorError("definition/invalid", 'A synced actor cannot have options.durability "relaxed": replicas keep what they saw.');
  }
  for (const hook of HOOKS) requireFunction(hook, given[hook]);
  const { actions = {} } = config;
  for (const [name, action] of Object.entries(actions)) {
    if (action === undefined) throw actorError("definition/invalid", `actions.${name} must be a function.`);
    requireFunction(`actions.${name}`, action);
  }
  // The definition forgets its types here; they live on in the type of what is returned.
  const erased = config as unknown as ActorConfig<AnyTypes>;
  return { config: erased };
}
