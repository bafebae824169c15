import type { OrderedNode } from "./node.ts";

type Keys = Pick<ReadonlyMap<unknown, unknown>, "keys" | "has">;

/** Whether keeping the common keys in place and putting the new ones at the end gives the keys in the wanted order. */
export function keepsOrder(kind: OrderedNode["kind"], before: Keys, after: Keys): boolean {
  const isOrdered = (key: unknown): boolean => kind !== "object" || !isIndexLike(String(key));
  const wanted = [...after.keys()].filter(isOrdered);
  return [...before.keys()].filter((key) => after.has(key) && isOrdered(key)).every((key, i) => Object.is(wanted[i], key));
}

/** Objects list such keys first and by number, whenever they were put in. */
function isIndexLike(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key);
}
