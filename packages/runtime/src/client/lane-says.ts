import type { ClientMessage } from "../protocol/client-messages.ts";

type LaneMessage = Extract<ClientMessage, { t: "push" | "void" | "observed" }>;
type WithoutChannel<M> = M extends unknown ? Omit<M, "ch"> : never;
/** A message of a lane, without the channel's number. */
export type LaneSays = WithoutChannel<LaneMessage>;
