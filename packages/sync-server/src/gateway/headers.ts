/** The names RivetKit gives to what it says about a request. */
export const HEADERS = {
  encoding: "x-rivet-encoding",
  params: "x-rivet-conn-params",
  target: "x-rivet-target",
  actor: "x-rivet-actor",
} as const;

/** Reads one header; what both kinds of requests have. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** The id of the actor that a request's headers name. */
export function directActor(headers: HeaderReader): string | null {
  return headers.get(HEADERS.target) === "actor" ? headers.get(HEADERS.actor) : null;
}

const OFFERS = {
  encoding: "rivet_encoding.",
  params: "rivet_conn_params.",
  target: "rivet_target.",
  actor: "rivet_actor.",
} as const;

/** What the opening of a WebSocket says in its list of subprotocols, the only thing that a page can say there. */
export interface Offer {
  /** The one to be chosen; `null` where none was offered. */
  readonly protocol: string | null;
  readonly encoding: string;
  /** The connection's params, still as they came. */
  readonly params: string | null;
  readonly actor: string | null;
}

export function offerOf(header: string | null): Offer {
  const names = (header ?? "").split(",").map((name) => name.trim());
  const after = (prefix: string): string | null => names.find((name) => name.startsWith(prefix))?.slice(prefix.length) ?? null;
  const first = names[0] ?? "";
  return {
    protocol: names.includes("rivet") ? "rivet" : first === "" ? null : first,
    encoding: after(OFFERS.encoding) ?? "json",
    params: after(OFFERS.params),
    actor: after(OFFERS.target) === "actor" ? after(OFFERS.actor) : null,
  };
}
