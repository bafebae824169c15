/** What the environment says to a server. What the program says wins. */
export interface Environment {
  /** RIVET_PORT. */
  readonly port: number;
  /** RIVETKIT_STORAGE_PATH: the folder of the SQLite file. */
  readonly storagePath: string;
  /** RIVET_TOKEN: what destroying an actor over HTTP has to show. */
  readonly adminToken: string | null;
  /** RIVET_INSPECTOR_TOKEN: what inspectors have to show. */
  readonly inspectorToken: string | null;
  /** RIVET_INSPECTOR_DISABLE=1: there is nothing to inspect. */
  readonly hasInspector: boolean;
  /** NODE_ENV=development. */
  readonly isDevelopment: boolean;
  /** RIVET_RUNNER_VERSION: the version of the app. */
  readonly runnerVersion: number;
  /** RIVET_EXPOSE_ERRORS=1 or NODE_ENV=development: callers may see whatever is thrown. */
  readonly exposeErrors: boolean;
  /** RIVET_LOG_LEVEL, or LOG_LEVEL. */
  readonly logLevel: string;
  /** RIVET_PUBLIC_ENDPOINT, RIVET_NAMESPACE and RIVET_PUBLIC_TOKEN: where clients are to go instead. */
  readonly client: { readonly clientEndpoint?: string; readonly clientNamespace?: string; readonly clientToken?: string };
}

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** Throws where a variable holds what cannot be, and names it. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  /** A variable without a text is none. */
  const text = (name: string): string | undefined => env[name] || undefined;
  const number = (name: string, otherwise: number, most: number): number => {
    const given = text(name);
    if (given === undefined) return otherwise;
    if (/^\d+$/.test(given) && Number(given) <= most) return Number(given);
    throw new Error(`${name} is a whole number up to ${most}, not ${JSON.stringify(given)}.`);
  };
  const level = (name: string): string | undefined => {
    const given = text(name)?.toLowerCase();
    if (given === undefined || LEVELS.includes(given)) return given;
    throw new Error(`${name} is one of ${LEVELS.join(", ")}, not ${JSON.stringify(given)}.`);
  };
  const [endpoint, namespace, token] = [text("RIVET_PUBLIC_ENDPOINT"), text("RIVET_NAMESPACE"), text("RIVET_PUBLIC_TOKEN")];
  return {
    port: number("RIVET_PORT", 6420, 65_535),
    storagePath: text("RIVETKIT_STORAGE_PATH") ?? ".rivulet/data",
    adminToken: text("RIVET_TOKEN") ?? null,
    inspectorToken: text("RIVET_INSPECTOR_TOKEN") ?? null,
    hasInspector: env["RIVET_INSPECTOR_DISABLE"] !== "1",
    isDevelopment: env["NODE_ENV"] === "development",
    runnerVersion: number("RIVET_RUNNER_VERSION", 1, Number.MAX_SAFE_INTEGER),
    exposeErrors: env["RIVET_EXPOSE_ERRORS"] === "1" || env["NODE_ENV"] === "development",
    logLevel: level("RIVET_LOG_LEVEL") ?? level("LOG_LEVEL") ?? "warn",
    // Only together with an endpoint do the others mean anything.
    client:
      endpoint === undefined
        ? {}
        : {
            clientEndpoint: endpoint,
            ...(namespace !== undefined && { clientNamespace: namespace }),
            ...(token !== undefined && { clientToken: token }),
          },
  };
}
