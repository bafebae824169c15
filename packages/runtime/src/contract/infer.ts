import type { ActorTypes, Bag } from "./bag.ts";
import type {
  ActionContext,
  ActorContext,
  BeforeActionResponseContext,
  BeforeConnectContext,
  Conn,
  ConnContext,
  ConnectContext,
  ConnInitContext,
  CreateConnStateContext,
  CreateContext,
  CreateVarsContext,
  DestroyContext,
  DisconnectContext,
  RequestContext,
  SeenConn,
  SeenContext,
  SleepContext,
  StateChangeContext,
  ViewContext,
  WakeContext,
  WebSocketContext,
} from "./context.ts";
import type { AnyTyped, StateOf, TypesOf } from "./typed.ts";

// The contexts of a definition, for functions that stand on their own. Follows RivetKit's page “Types”.

export type ActorContextOf<D extends AnyTyped> = ActorContext<TypesOf<D>>;
export type ActionContextOf<D extends AnyTyped> = ActionContext<TypesOf<D>>;
export type ConnContextOf<D extends AnyTyped> = ConnContext<TypesOf<D>>;
export type ConnInitContextOf<D extends AnyTyped> = ConnInitContext<TypesOf<D>>;
export type CreateContextOf<_D extends AnyTyped> = CreateContext;
export type CreateVarsContextOf<D extends AnyTyped> = CreateVarsContext<StateOf<D>>;
export type CreateConnStateContextOf<D extends AnyTyped> = CreateConnStateContext<TypesOf<D>>;
export type BeforeConnectContextOf<D extends AnyTyped> = BeforeConnectContext<TypesOf<D>>;
export type ConnectContextOf<D extends AnyTyped> = ConnectContext<TypesOf<D>>;
export type DisconnectContextOf<D extends AnyTyped> = DisconnectContext<TypesOf<D>>;
export type WakeContextOf<D extends AnyTyped> = WakeContext<TypesOf<D>>;
export type SleepContextOf<D extends AnyTyped> = SleepContext<TypesOf<D>>;
export type DestroyContextOf<D extends AnyTyped> = DestroyContext<TypesOf<D>>;
export type StateChangeContextOf<D extends AnyTyped> = StateChangeContext<TypesOf<D>>;
export type BeforeActionResponseContextOf<D extends AnyTyped> = BeforeActionResponseContext<TypesOf<D>>;
export type RequestContextOf<D extends AnyTyped> = RequestContext<TypesOf<D>>;
export type WebSocketContextOf<D extends AnyTyped> = WebSocketContext<TypesOf<D>>;
export type ViewContextOf<D extends AnyTyped> = ViewContext<TypesOf<D>>;
export type SeenContextOf<D extends AnyTyped> = SeenContext<TypesOf<D>>;
export type SeenConnOf<D extends AnyTyped> = SeenConn<TypesOf<D>>;
export type ConnOf<D extends AnyTyped> = Conn<TypesOf<D>>;

/**
 * The context of an action by its state (and more, where it matters), to annotate the functions given to `read()` and
 * `serverOnly()`: inside a definition the compiler cannot know their context before it knows them.
 */
export type Ctx<T extends Partial<ActorTypes>> = ActionContext<
  Bag<T["state"], T["params"], T["connState"], T["vars"], T["input"]>
>;
