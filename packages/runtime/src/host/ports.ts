import type { Gateway } from "../ports/gateway.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Storage } from "../ports/storage.ts";
import type { Timers } from "../ports/timers.ts";

/** What a host needs from its platform. */
export interface HostPorts {
  readonly storage: Storage;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  /**
   * What actor code gets from `c.client()`, made once per actor that is awake. Whatever it asks of the gateway leaves
   * the actor in order with everything else it lets out. `hold` keeps the actor awake until the function it returns is
   * called: for as long as something listens in it.
   */
  readonly client?: (gateway: Gateway, hold: () => () => void) => unknown;
  /** What `createVars` gets as its second argument. Default: an empty object. */
  readonly driverContext?: unknown;
  /** Whether callers are told what actor code throws beside `UserError`. Default false: it is masked, and logged. */
  readonly exposeErrors?: boolean;
  /** What `c.region` says. Default `"local"`. */
  readonly region?: string;
}
