import { type ActorQuery, readInput, type Target } from "@rivulet/runtime/host";

/** A target as a gateway takes it. Its input is read only now, by what is loaded only for that. */
export function queryOf(target: Target): ActorQuery | Promise<ActorQuery> {
  if (target.by === "id") return target;
  const { name, key, create } = target;
  if (create === undefined) return { by: "key", name, key };
  if (create.input === undefined) return { by: "key", name, key, create: { input: undefined } };
  return { by: "key", name, key, create: { input: readInput(create.input) } };
}
