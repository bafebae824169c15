import type { AnyActorDefinition } from "../contract/definition.ts";
import { versionOf } from "../definition/upgrade.ts";
import type { Creation, Open } from "../protocol/client-messages.ts";
import { LIMITS } from "../protocol/limits.ts";
import { highest } from "../replica/marks.ts";
import { laneName, type OnLane } from "../replica/row.ts";
import { entriesOf, type ReplicaState } from "../replica/state.ts";
import { toJson } from "../value/codec.ts";
import type { Address } from "./address.ts";

export interface OpeningParts {
  readonly address: Address;
  readonly definition: AnyActorDefinition | null;
  readonly creation: Creation | null;
  readonly state: ReplicaState;
  /** The client of this page. */
  readonly own: string;
  readonly lane: string;
  readonly params: unknown;
}

/** The part of `open` that is the same for whatever channel. */
export function openingOf({ address, definition, creation, state, own, lane, params }: OpeningParts): Omit<Open, "t" | "ch"> {
  const { cursor, marks } = state;
  const wanted = new Map<string, OnLane>();
  for (const of of [{ client: own, lane }, ...entriesOf(state).map(({ row }) => row)]) wanted.set(laneName(of), of);
  const seen = [...wanted.values()].slice(0, LIMITS.clients).map((of): [string, string, number] => {
    // Who else speaks for a client may have retired it, and the server knows nothing of it any more.
    return [of.client, of.lane, state.held.has(of.client) ? highest(marks, of) : 0];
  });
  const epochs = new Set(entriesOf(state).flatMap(({ row: { epoch } }) => (epoch === null || epoch === cursor?.[0] ? [] : [epoch])));
  return {
    name: address.name,
    at: "key" in address ? { key: [...address.key] } : { id: address.id },
    seen,
    version: versionOf(definition).version,
    ...(params === undefined ? {} : { params: toJson(params) }),
    ...(creation === null ? {} : { create: creation }),
    ...(cursor === null ? {} : { cursor: [...cursor] }),
    ...(epochs.size === 0 ? {} : { epochs: [...epochs].slice(0, LIMITS.epochs) }),
  };
}

/**
 * Whether rows wait that were numbered in a history which an opening did not name: what became of it the server was not asked
 * then. This page has found that history on the device while it was opening.
 */
export function leavesUnnamed(state: ReplicaState, { cursor, epochs = [] }: Pick<Open, "cursor" | "epochs">, epoch: string): boolean {
  const named = [epoch, cursor?.[0], ...epochs];
  // Where no more can be named, to ask again would bring no more.
  return epochs.length < LIMITS.epochs && entriesOf(state).some(({ row }) => row.epoch !== null && state.held.has(row.client) && !named.includes(row.epoch));
}
