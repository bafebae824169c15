import type { AnyActorDefinition } from "../contract/definition.ts";
import type { Creation } from "../protocol/client-messages.ts";
import type { Replica } from "../replica/replica.ts";
import type { Self } from "../replica/row.ts";
import type { Emitter } from "../util/emitter.ts";
import type { ActorRows } from "./actor-rows.ts";
import type { Address } from "./address.ts";
import type { Delivered } from "./delivered.ts";
import type { Hint } from "./hints.ts";
import type { LocalLanes } from "./local-lanes.ts";

/** One actor on this page: its replica, its records on the device, its lanes to the server. */
export interface LocalActor {
  readonly address: Address;
  readonly name: string;
  readonly definition: AnyActorDefinition | null;
  /** The `sync.version` of the definition; 0 without one. */
  readonly schema: number;
  readonly replica: Replica;
  readonly rows: ActorRows;
  readonly delivered: Delivered;
  /** Something the app may ask about has changed. */
  readonly changed: Emitter<[]>;
  readonly actorId: string | null;
  /** What actions that are called now find as their connection's state. */
  readonly self: Self | null;
  /** The device has been read. */
  readonly ready: Promise<void>;
  readonly lanes: Pick<LocalLanes, "get" | "paramsOf" | "use" | "release" | "openAll">;
  /** How the actor is to be made, should the server not have it. */
  offer(creation: Creation): void;
  hint(hint: Hint): void;
  hold(client: string, held: boolean): void;
  /** Sends a dead tab's rows from now on. */
  adopt(client: string): void;
  /** The clients of this tab whose rows it cannot send any more: the server runs a newer version of the actor. */
  stranded(): readonly string[];
  /** Looks at what other tabs may have written while nothing could be heard, and whether it is let in by now. */
  refresh(): void;
  /** The device has nothing any more: the base is written anew. */
  restoreBase(): void;
  /** Shows the state the actor would be made with, where nothing better is known and the server is out of reach. */
  guess(): void;
  /** Whether there is any reason to keep it. */
  readonly isIdle: boolean;
  /** The device has every row as this page has it. */
  readonly isSettled: boolean;
  settle(): Promise<void>;
  close(): void;
}
