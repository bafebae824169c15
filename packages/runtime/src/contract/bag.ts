/** Everything the types of one actor vary in; spelled out once, in `actor()`. */
export interface ActorTypes {
  readonly state: unknown;
  readonly params: unknown;
  readonly connState: unknown;
  readonly vars: unknown;
  readonly input: unknown;
}

export interface Bag<S, P, CS, V, I> extends ActorTypes {
  readonly state: S;
  readonly params: P;
  readonly connState: CS;
  readonly vars: V;
  readonly input: I;
}

// What a type parameter may be anything of must be `any`: a definition is both given and asked for its types.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyTypes = Bag<any, any, any, any, any>;
