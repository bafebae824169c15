import type { Client, Connection, CreateClient, Encoding, Version } from "./client.ts";
import { type Given, type ScenarioName, scenarios } from "./scenarios.ts";
import { Watch } from "./watch.ts";

/** Which client does something, with which actor. */
export interface Setting {
  readonly version: Version;
  readonly encoding: Encoding;
  readonly endpoint: string;
  readonly key: string;
  /** Where the client's calls do not work. */
  readonly byConnection?: boolean;
}

export interface Watched {
  readonly counts: readonly unknown[];
  readonly statuses: readonly string[];
  readonly status: string;
}

/** A place in which clients do what tests want: this process, or a page. */
export interface Stage {
  /** Plays one scenario to its end. */
  play(name: ScenarioName, setting: Setting, argument?: unknown): Promise<unknown>;
  /** Opens a connection that is there until the end. */
  watch(setting: Setting): Promise<void>;
  increment(by: number): Promise<number>;
  told(): Promise<Watched>;
  end(): Promise<void>;
}

export function makeStage(clients: Readonly<Record<Version, CreateClient>>): Stage {
  let client: Client | null = null;
  let watch: Watch | null = null;

  const open = ({ version, encoding, endpoint }: Setting): Client => clients[version]({ endpoint, encoding, devtools: false });
  const watched = (): Watch => {
    if (watch === null) throw new Error("Nothing is watched.");
    return watch;
  };

  return {
    async play(name, setting, argument) {
      const opened = open(setting);
      const connections: Connection[] = [];
      const given: Given = {
        client: opened,
        version: setting.version,
        key: setting.key,
        speak(handle) {
          if (setting.byConnection !== true) return handle;
          const connection = handle.connect();
          connections.push(connection);
          return connection;
        },
      };
      // Whoever names a scenario knows what it takes.
      const scenario = scenarios[name] as (given: Given, argument: unknown) => Promise<unknown>;
      const result = await scenario(given, argument);
      for (const connection of connections) await connection.dispose();
      await opened.dispose();
      return result;
    },
    async watch(setting) {
      client = open(setting);
      watch = new Watch(client, setting.key);
      await watch.increment(0);
    },
    increment: (by) => watched().increment(by),
    told: async () => watched().tell(),
    async end() {
      await watch?.dispose();
      await client?.dispose();
      client = null;
      watch = null;
    },
  };
}
