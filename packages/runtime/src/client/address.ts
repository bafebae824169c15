import { keyText } from "../definition/key.ts";

/** Which actor is meant: by its key, or by the id that the server gave it. */
export type Address =
  | { readonly name: string; readonly key: readonly string[] }
  | { readonly name: string; readonly id: string };

/** One text per address: names the replica on the device. */
export function addressText(address: Address): string {
  return "key" in address ? `${address.name}/${keyText(address.key)}` : `${address.name}@${address.id}`;
}
