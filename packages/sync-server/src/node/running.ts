import { actorError, type Gateway, type Host, inspectActors, type Inspected, type Logger, makeComplaints, makeGateway, makeHost, makeShown, type Registry, type Shown, type Storage } from "@rivulet/runtime/host";
import { sqlite } from "../sqlite/storage.ts";
import { VERSION } from "../version.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { nodeLogger } from "./logger.ts";
import { memoryInUse, nodeRandom, nodeTimers, nodeTurn } from "./platform.ts";

export interface RunOptions {
  /** Where actors are kept. Default: SQLite in `.rivulet/data`, or in the folder that RIVETKIT_STORAGE_PATH names. */
  readonly storage?: Storage | Promise<Storage>;
  /** Default: lines of JSON on standard output, from the level in RIVET_LOG_LEVEL or LOG_LEVEL on; `warn` where neither is set. */
  readonly logger?: Logger;
  /** What the default logger leaves out. */
  readonly logLevel?: string;
}

/** The actors of a registry, running in this process. */
export interface Running {
  readonly host: Host;
  readonly gateway: Gateway;
  readonly shown: Shown;
  readonly log: Logger;
  readonly environment: Environment;
  /** What inspectors are shown. */
  readonly inspected: Inspected;
}

/** One who uses them. When the last one has let go, they stop. */
export interface Lease {
  readonly running: Running;
  /** Waits for the actors to sleep and the storage to close, where nobody else uses them. */
  release(): Promise<void>;
}

interface Shared {
  readonly started: Promise<Running>;
  readonly options: RunOptions;
  users: number;
}

/**
 * What runs in this process. A registry runs once, whoever asks for it and however often: its actors would otherwise
 * have two authorities.
 */
const shared = new WeakMap<Registry, Shared>();

/** What all who use them have in common. */
const SHARED = [
  ["storage", "on another storage"],
  ["logger", "with another logger"],
  ["logLevel", "with another level of logging"],
] as const satisfies readonly (readonly [keyof RunOptions, string])[];

/** Starts a registry's actors, or joins those who have. Rejects where they run on another storage, or log elsewhere, already. */
export async function lease(registry: Registry, options: RunOptions): Promise<Lease> {
  let entry = shared.get(registry);
  if (entry === undefined) shared.set(registry, (entry = { started: run(registry, options), options, users: 0 }));
  else {
    for (const [name, what] of SHARED) {
      if (options[name] === undefined || options[name] === entry.options[name]) continue;
      throw actorError("definition/invalid", `This registry runs in this process already, ${what}.`);
    }
  }
  const own = entry;
  own.users++;
  const forget = (): boolean => {
    if (--own.users > 0) return false;
    if (shared.get(registry) === own) shared.delete(registry);
    return true;
  };
  try {
    const running = await own.started;
    let released: Promise<void> | null = null;
    const release = async (): Promise<void> => {
      if (!forget()) return;
      await running.host.stop();
      await running.host.ports.storage.close();
    };
    return { running, release: () => (released ??= release()) };
  } catch (error) {
    forget();
    throw error;
  }
}

async function run(registry: Registry, options: RunOptions): Promise<Running> {
  const environment = readEnvironment(process.env);
  const timers = nodeTimers();
  const complaints = makeComplaints(options.logger ?? nodeLogger(options.logLevel ?? environment.logLevel), timers);
  const { log } = complaints;
  const storage = await (options.storage ?? sqlite(environment.storagePath));
  const { exposeErrors } = environment;
  const host = makeHost(registry, { storage, timers, random: nodeRandom(), turn: nodeTurn, log, exposeErrors });
  const shown = makeShown(storage, (error) => log.error({ msg: "a client's secret could not be kept", err: error }));
  const inspected = inspectActors(host, { version: VERSION, complaints, clock: () => performance.now(), memory: memoryInUse });
  return { host, gateway: makeGateway(host), shown, log, environment, inspected };
}
