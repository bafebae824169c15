import { actorError } from "../errors/actor-error.ts";

/** Parameters that are for whoever finds the actor begin so. */
const PREFIX = "rvt-";

/** Takes the parameters `rvt-…` out of a query, and leaves the rest as it is written. Their names come without `rvt-`. */
export function splitQuery(query: string): { readonly ours: readonly (readonly [string, string])[]; readonly rest: string } {
  const ours: (readonly [string, string])[] = [];
  const others: string[] = [];
  for (const pair of query.replace(/^\?/, "").split("&")) {
    const [name = "", ...value] = pair.split("=");
    const known = readName(name);
    if (known === null) others.push(pair);
    else ours.push([known, decode(value.join("="))]);
  }
  return { ours, rest: others.join("&") };
}

/** A name that is no proper text is none of ours. */
function readName(name: string): string | null {
  try {
    const text = decode(name);
    return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    throw actorError("guard/query_invalid_percent_encoding", "A parameter is not encoded properly.");
  }
}

/** The query with parameters `rvt-…` after it; those without a value are left out. */
export function joinQuery(query: string, params: readonly (readonly [name: string, value: string | undefined])[]): string {
  const ours = params.flatMap(([name, value]) => (value === undefined ? [] : [`${PREFIX}${name}=${encodeURIComponent(value)}`]));
  return [...(query === "" ? [] : [query]), ...ours].join("&");
}
