import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Encoding, Version } from "../peer-app/client.ts";

/** Messages of RivetKit's that have a version. */
interface Versioned {
  serializeWithEmbeddedVersion(message: object, version: number): Uint8Array;
  deserializeWithEmbeddedVersion(bytes: Uint8Array): Readonly<Record<string, unknown>>;
}

type Schema = { parse(value: unknown): unknown };

/** What is inside of RivetKit's two packages and encodes: they do not export it. */
export interface PeerCodecs {
  serializeWithEncoding(
    encoding: Encoding,
    value: unknown,
    versioned: Versioned | undefined,
    version: number | undefined,
    schema: Schema,
    toJson: (value: unknown) => unknown,
    toBare: (value: unknown) => object,
  ): string | Uint8Array;
  deserializeWithEncoding(
    encoding: Encoding,
    frame: string | Uint8Array,
    versioned: Versioned | undefined,
    schema: Schema,
    fromJson: (value: unknown) => unknown,
    fromBare: (value: Readonly<Record<string, unknown>>) => unknown,
  ): unknown;
  /** Of 2.0 alone. */
  readonly HTTP_ACTION_REQUEST_VERSIONED: Versioned;
  readonly HTTP_ACTION_RESPONSE_VERSIONED: Versioned;
  readonly HTTP_RESPONSE_ERROR_VERSIONED: Versioned;
  /** Of 2.3 alone. */
  encodeCborCompat(value: unknown): Uint8Array;
  decodeCborCompat(bytes: Uint8Array): unknown;
}

/** Finds these names among the exports of the package's own parts. */
export async function openCodecs(version: Version, names: readonly (keyof PeerCodecs)[]): Promise<PeerCodecs> {
  const folder = fileURLToPath(new URL(`../peers/node_modules/rivetkit-${version}/dist/tsup/`, import.meta.url));
  const chunks = readdirSync(folder).filter((name) => /^chunk-\w+\.js$/.test(name));
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const chunk = chunks.find((each) => new RegExp(`^export \\{[^}]*\\b${name}\\b`, "m").test(readFileSync(folder + each, "utf8")));
    if (chunk === undefined) throw new Error(`RivetKit ${version} exports ${name} nowhere.`);
    const exported = (await import(pathToFileURL(folder + chunk).href)) as Readonly<Record<string, unknown>>;
    found[name] = exported[name];
  }
  // Their own types are those of another language: TypeScript of another configuration.
  return found as unknown as PeerCodecs;
}
