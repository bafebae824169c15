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
  /** Resolves once what had arrived from outside by now was handed on. Without it, writes wait for nothing to join them. */
  readonly turn?: () => Promise<void>;
  /** What `createVars` gets as its second argument. Default: an empty object. */
  readonly driverContext?: unknown;
  /** Whether callers are told what actor code throws beside `UserError`. Default false: it is masked, and logged. */
  readonly exposeErrors?: boolean;
  /** What `c.region` says. Default `"local"`. */
  readonly region?: string;
}
