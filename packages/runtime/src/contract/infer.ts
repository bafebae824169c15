import type { ActorTypes, Bag } from "./bag.ts";
import type { ActionContext, ActorContext, Conn, ConnContext, CreateContext, CreateVarsContext } from "./context.ts";
import type { ActorDefinition, AnyActorDefinition, Registry } from "./definition.ts";

export type TypesOf<D> = D extends ActorDefinition<infer T, unknown> ? T : never;
export type ActionsOf<D> = D extends ActorDefinition<infer _T, infer A> ? A : never;
export type StateOf<D extends AnyActorDefinition> = TypesOf<D>["state"];

/** The context of a definition's actions, for functions that stand on their own. */
export type ActionContextOf<D extends AnyActorDefinition> = ActionContext<TypesOf<D>>;
export type ActorContextOf<D extends AnyActorDefinition> = ActorContext<TypesOf<D>>;
export type ConnContextOf<D extends AnyActorDefinition> = ConnContext<TypesOf<D>>;
export type ConnOf<D extends AnyActorDefinition> = Conn<TypesOf<D>>;
export type CreateContextOf<_D extends AnyActorDefinition> = CreateContext;
export type CreateVarsContextOf<D extends AnyActorDefinition> = CreateVarsContext<StateOf<D>>;

/**
 * The context of an action by its state (and more, where it matters), to annotate the functions given to `read()` and
 * `serverOnly()`: inside a definition the compiler cannot know their context before it knows them.
 */
export type Ctx<T extends Partial<ActorTypes>> = ActionContext<
  Bag<T["state"], T["params"], T["connState"], T["vars"], T["input"]>
>;

export type DefinitionsOf<R> = R extends Registry<infer D> ? D : never;

/** An action as its caller sees it: without the context, its result awaited. */
export type Called<F> = F extends (c: never, ...args: infer Args) => infer R ? (...args: Args) => Awaited<R> : never;
