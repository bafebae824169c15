import { actorError, isError } from "../errors/actor-error.ts";
import { readStored } from "../host/actor-store.ts";
import type { Actors } from "../host/actors.ts";
import type { SERVER_TOPICS } from "../inspector/server-topics.ts";
import { seen } from "../inspector/seen.ts";
import type { AnswerOf, ParamsOf } from "../inspector/topic.ts";
import { isPlainObject } from "../value/kind.ts";
import { fromJson } from "../value/codec.ts";
import { ROOT } from "../track/node.ts";
import { inOrder } from "./in-order.ts";

type StateTopic = (typeof SERVER_TOPICS)["state"];

/** The state of an actor or a part of it: of one that is awake as it is now, of one that sleeps as it is stored. Wakes nobody. */
export async function lookAtState(actors: Actors, { id, path = [], from = 0 }: ParamsOf<StateTopic>): Promise<AnswerOf<StateTopic>> {
  const way = path.map((part) => fromJson(structuredCopy(part)));
  const show = (state: unknown) => ({ path, from, seen: seen(partOf(state, way), undefined, from) });
  const live = actors.awake(id);
  if (live !== undefined) {
    try {
      return await inOrder(live, () => ({ status: "live", version: live.recorder.version, ...show(live.tree.holder.raw[ROOT]) }));
    } catch (error) {
      // It went to sleep, or was dropped, while it was looked at.
      if (!isError(error, "actor/restarting")) throw error;
    }
  }
  const { tree, version } = await readStored(actors.ports.storage, id);
  return { status: "asleep", version, ...show(tree.holder.raw[ROOT]) };
}

/** What stands at a path. Throws `request/invalid` where nothing does. */
export function partOf(state: unknown, path: readonly unknown[]): unknown {
  let part = state;
  for (const key of path) part = entryOf(part, key);
  return part;
}

function entryOf(part: unknown, key: unknown): unknown {
  if (part instanceof Map && part.has(key)) return part.get(key);
  if (Array.isArray(part) && typeof key === "number" && key in part) return part[key];
  if (isPlainObject(part) && typeof key === "string" && Object.hasOwn(part, key)) return part[key];
  throw actorError("request/invalid", "There is nothing at this path of the state.");
}

/** A JSON form is used up when it is read. */
function structuredCopy(json: unknown): unknown {
  const text = JSON.stringify(json);
  return text === undefined ? undefined : JSON.parse(text);
}
