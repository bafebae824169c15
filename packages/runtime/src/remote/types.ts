import type {
  ActorConnBase,
  ActorHandle,
  ActorHandleBase,
  CreateOptions,
  GetOptions,
  GetOrCreateOptions,
  KeyInput,
} from "../contract/client.ts";
import type { AnyTyped } from "../contract/typed.ts";

// What stands behind the client's types: the same, of any actor. The proxies add the actions.

export type RemoteConnection = ActorConnBase;
export type RemoteHandle = ActorHandleBase<AnyTyped>;
/** A handle with its actions, whatever they are. */
export type AnyHandle = ActorHandle;

/** RivetKit's client: what `client` is, but for the names of actors. */
export interface RemoteClient {
  get(name: string, key?: KeyInput, options?: GetOptions): AnyHandle;
  getOrCreate(name: string, key?: KeyInput, options?: GetOrCreateOptions): AnyHandle;
  getForId(name: string, actorId: string, options?: GetOptions): AnyHandle;
  create(name: string, key?: KeyInput, options?: CreateOptions): Promise<AnyHandle>;
  /** Ends all connections. */
  dispose(): Promise<void>;
}
