import { actorError } from "../errors/actor-error.ts";
import { fromBase64, toBase64 } from "../util/bytes.ts";
import { fitsKeyList, readKeyList } from "./key.ts";
import { joinQuery, splitQuery } from "./query.ts";

/** Which actor a URL `…/gateway/<segment>/…?<query>` means. Texts are decoded. */
export type Target =
  | { readonly by: "id"; readonly id: string }
  | {
      readonly by: "key";
      readonly name: string;
      readonly key: readonly string[];
      /** Absent where a missing actor is not to be made. `input` is CBOR with tags; `readInput` reads it. */
      readonly create?: { readonly input?: Uint8Array; readonly region?: string };
    };

/** A target with what else its URL says. */
export interface Addressed {
  readonly target: Target;
  readonly namespace?: string;
  readonly token?: string;
  /** The query that is the actor's own business, without a `?`. */
  readonly query: string;
}

const NAMES = ["namespace", "method", "runner", "pool", "key", "input", "region", "crash-policy", "token", "skip-ready-wait"] as const;
type Name = (typeof NAMES)[number];
type Params = Readonly<Partial<Record<Name, string>>>;

const isName = (name: string): name is Name => NAMES.some((known) => known === name);

/**
 * Reads the segment after `/gateway/`, as it stands in the path, and the query. A query with `rvt-` parameters makes the
 * segment a name, as RivetKit 2.3 has it; otherwise it is an id, with a token after an `@` perhaps.
 * Throws the errors `guard/query_*`.
 */
export function readTarget(segment: string, query: string): Addressed {
  const { ours, rest } = splitQuery(query);
  if (ours.length === 0) {
    const [id = "", token] = segment.split("@", 2).map(decodeText);
    return { target: { by: "id", id }, query: rest, ...(token !== undefined && { token }) };
  }
  if (segment.includes("@")) throw actorError("guard/query_path_token_syntax", "A token stands in the path or in the query, not in both.");
  const params = readParams(ours);
  const { namespace, token } = params;
  return {
    target: readKeyTarget(decodeText(segment), params),
    query: rest,
    ...(namespace !== undefined && { namespace }),
    ...(token !== undefined && { token }),
  };
}

function readParams(pairs: readonly (readonly [string, string])[]): Params {
  const params: Partial<Record<Name, string>> = {};
  for (const [name, value] of pairs) {
    if (!isName(name)) throw actorError("guard/query_invalid_params", `There is no parameter rvt-${name.slice(0, 32)}.`);
    if (params[name] !== undefined) throw actorError("guard/query_duplicate_param", `The parameter rvt-${name} is there twice.`);
    params[name] = value;
  }
  return params;
}

function readKeyTarget(name: string, params: Params): Target {
  const { method, key: text = "", input, region } = params;
  if (name === "") throw actorError("guard/query_empty_actor_name", "The name of the actor is missing.");
  const key = readKeyList(text);
  if (method === "get") {
    const extra = (["input", "region", "crash-policy", "runner", "pool"] as const).find((each) => params[each] !== undefined);
    if (extra === undefined) return { by: "key", name, key };
    throw actorError("guard/query_get_disallowed_params", `The parameter rvt-${extra} is for getOrCreate only.`);
  }
  if (method !== "getOrCreate") throw actorError("guard/query_invalid_params", "The parameter rvt-method is get or getOrCreate.");
  const create = { ...(input !== undefined && { input: readBase64Url(input) }), ...(region !== undefined && { region }) };
  return { by: "key", name, key, create };
}

function readBase64Url(text: string): Uint8Array {
  const standard = text.replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
  const bytes = fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, "="));
  if (bytes === null) throw actorError("guard/query_invalid_base64_input", "The parameter rvt-input is no base64.");
  return bytes;
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw actorError("guard/query_invalid_percent_encoding", "A text in the address is not encoded properly.");
  }
}

/** Whether `writeTarget` can name the actor: keys with commas, and the key of one empty part, it cannot. */
export function canWrite(target: Target): boolean {
  return target.by === "id" || fitsKeyList(target.key);
}

/** The segment and the query that `readTarget` reads. */
export function writeTarget({ target, namespace, token, query }: Addressed): { readonly segment: string; readonly query: string } {
  if (target.by === "id") {
    const suffix = token === undefined ? "" : `@${encodeURIComponent(token)}`;
    return { segment: encodeURIComponent(target.id) + suffix, query };
  }
  const { name, key, create } = target;
  const params: readonly (readonly [Name, string | undefined])[] = [
    ["namespace", namespace ?? "default"],
    ["method", create === undefined ? "get" : "getOrCreate"],
    ["runner", create && "default"],
    ["key", key.length === 0 ? undefined : key.join(",")],
    ["input", create?.input && writeBase64Url(create.input)],
    ["region", create?.region],
    ["crash-policy", create && "sleep"],
    ["token", token],
  ];
  return { segment: encodeURIComponent(name), query: joinQuery(query, params) };
}

const writeBase64Url = (bytes: Uint8Array) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
