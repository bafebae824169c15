import type { AnyActorDefinition } from "../contract/definition.ts";
import { keyText } from "../definition/key.ts";
import { isSeenByLane } from "../definition/options.ts";
import { laneOf } from "../protocol/lane.ts";

/** Which actor is meant: by its key, or by the id that the server gave it. */
export type Address = ({ readonly key: readonly string[] } | { readonly id: string }) & {
  readonly name: string;
  /** Of an actor that is seen differently from lane to lane: which lane. */
  readonly lane?: string;
};

/** Each row's key on the device begins with one of them. */
const TEXTS = new WeakMap<Address, string>();

/** One text per address: names the replica on the device. */
export function addressText(address: Address): string {
  const known = TEXTS.get(address);
  if (known !== undefined) return known;
  const { name, lane } = address;
  const shared = "key" in address ? `${name}/${keyText(address.key)}` : `${name}@${address.id}`;
  const text = lane === undefined ? shared : `${shared}#${lane}`;
  TEXTS.set(address, text);
  return text;
}

/** The address of the replica for connections with these params. */
export function addressFor(definition: AnyActorDefinition | null, address: Address, params: unknown): Address {
  return isSeenByLane(definition) ? { ...address, lane: laneOf(params) } : address;
}
