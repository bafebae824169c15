import type { AnyActorDefinition } from "../contract/definition.ts";
import type { OwnVersion } from "../definition/upgrade.ts";
import type { Logger } from "../ports/logger.ts";
import type { Impurity } from "../dev/purity.ts";
import type { Row } from "./row.ts";

/** An event that a predicted action sent. */
export interface PredictedEvent {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What running an action ahead of the server gave. */
export type Prediction =
  | { readonly how: "predicted"; readonly output: unknown; readonly events: readonly PredictedEvent[] }
  /** It threw: the server will judge. */
  | { readonly how: "threw"; readonly error: unknown }
  /** It cannot be run here: why not. */
  | { readonly how: "unpredictable"; readonly why: string };

/** What predictions are made with. */
export interface Predictor {
  readonly definition: AnyActorDefinition | null;
  readonly own: OwnVersion;
  readonly name: string;
  readonly key: readonly string[];
  /** The actor's address, as text. */
  readonly at: string;
  readonly log: Logger;
  /** The actor's id, once the server gave it. */
  readonly actorId: () => string | null;
  /** Hears, in development, what an action uses that gives another result on the server. */
  readonly impure: (action: string, use: Impurity, row: Row) => void;
  /** The static params of a lane. */
  readonly paramsOf: (lane: string) => unknown;
}
