import type { Logger } from "../ports/logger.ts";
import type { Storage } from "../ports/storage.ts";
import type { Rate } from "../util/token-bucket.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** What `registry.start()` and its like go by. Follows RivetKit's page “Registry Configuration”. */
export interface RegistryOptions {
  readonly logging?: {
    /** The least that is logged. Default `"warn"`. */
    readonly level?: LogLevel;
    /** Takes the place of the server's own logger. */
    readonly baseLogger?: Logger;
  };
  /** Where actors are kept. Default: SQLite in `.rivulet/data`, or in the folder that RIVETKIT_STORAGE_PATH names. */
  readonly storage?: Storage | Promise<Storage>;
  /** What destroying an actor over HTTP has to show. Default: RIVET_TOKEN; without either, nobody may. */
  readonly token?: string;
  /** Who may look into the server, and change what is in it. */
  readonly inspector?: {
    /** Default true. */
    readonly enabled?: boolean;
    /** What they have to show. Default: RIVET_INSPECTOR_TOKEN; without either, in development, who is on the server's machine may, and otherwise nobody. */
    readonly token?: () => string;
  };
  /** Says nothing at the start. Default false. */
  readonly noWelcome?: boolean;
  /** Where `start()` listens. Default: RIVET_PORT, or 6420. */
  readonly managerPort?: number;
  /** On which of the machine's addresses `start()` listens. Default: on all of them. */
  readonly managerHost?: string;
  /** Under which path `start()` serves actors, beside the root. Default `"/api/rivet"`. */
  readonly managerBasePath?: string;
  readonly serverless?: {
    /** Under which path `handler()` and `serve()` serve actors, beside the root. Default `"/api/rivet"`. */
    readonly basePath?: string;
  };
  readonly runner?: {
    /** The version of the app, which `/metadata` tells. Default 1, or what the environment says in RIVET_RUNNER_VERSION. */
    readonly version?: number;
  };
  /** The largest message or body that is taken, in bytes. Default 65,536. */
  readonly maxIncomingMessageSize?: number;
  /** The largest message that is sent, in bytes. Default 1,048,576. */
  readonly maxOutgoingMessageSize?: number;
  /**
   * What one connection may ask for: so many actions at once, and so many each second from then on; who asks for more is
   * told when to come back. `false`: without limit. Default 2,000 a second after 20,000 at once.
   */
  readonly rateLimit?: Rate | false;
}

/** A server of the shape that platforms take as a module's default export. */
export interface FetchServer {
  fetch(request: Request): Promise<Response>;
}
