import type { ActorError } from "../errors/actor-error.ts";
import type { Open } from "../protocol/client-messages.ts";
import type { CommitMessage, EndingMessage, EventMessage, Opened, ResultMessage } from "../protocol/server-messages.ts";

/** What a lane says that its actor must hear, one frame's worth at a time. */
export interface LaneNews {
  /** `said`: which histories the opening named. */
  opened(message: Opened, said: Pick<Open, "cursor" | "epochs">): void;
  frame(steps: readonly CommitMessage[], events: readonly EventMessage[], results: readonly ResultMessage[]): void;
  /** The channel is gone: what was sent on it may not have arrived. */
  closed(): void;
  /**
   * The server closed the channel for a reason that trying again does not mend, or there are no params to open it with.
   * `left`: what the actor leaves, where it was destroyed.
   */
  failed(error: ActorError, left: readonly EndingMessage[] | null): void;
  changed(): void;
}
