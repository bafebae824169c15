import type { ActorTypes, AnyTypes } from "./bag.ts";

// What definitions and registries are to those who only use actors: carriers of types.

declare const TYPES: unique symbol;

/** Whatever knows the types of one actor and of its actions: a definition. */
export interface Typed<T extends ActorTypes, A, View = unknown> {
  /** For the compiler only. */
  readonly [TYPES]?: { readonly types: T; readonly actions: A; readonly view: View };
}

/** Of unknown actions, and not of any: written inside `setup()`, an actor would otherwise take its actions' types from here. */
export type AnyTyped = Typed<AnyTypes, unknown>;

/** Whatever knows actors by their names: a registry. */
export interface TypedRegistry {
  readonly config: { readonly use: Readonly<Record<string, AnyTyped>> };
}

export type TypesOf<D extends AnyTyped> = D extends Typed<infer T, unknown> ? T : never;
export type ActionsOf<D extends AnyTyped> = D extends Typed<infer _T, infer A> ? A : never;
/** What a replica has: what `sync.view` gives, or the state where there is none. */
export type ViewOf<D extends AnyTyped> = D extends Typed<infer _T, infer _A, infer View> ? View : never;
export type StateOf<D extends AnyTyped> = TypesOf<D>["state"];
export type DefinitionsOf<R extends TypedRegistry> = R["config"]["use"];

/** An action as its caller sees it: without the context, its result awaited. */
export type Called<F> = F extends (c: never, ...args: infer Args) => infer R ? (...args: Args) => Awaited<R> : never;
