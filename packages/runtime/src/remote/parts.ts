import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Timers } from "../ports/timers.ts";
import type { Transport } from "./transport.ts";

/** What a client without replicas needs. */
export interface RemoteParts {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly random: Random;
  /** Hears connection errors that nobody listens for. */
  readonly log: Logger;
  /** Called when a connection has listeners, and what it returns when it has none any more. */
  readonly hold?: () => () => void;
}
