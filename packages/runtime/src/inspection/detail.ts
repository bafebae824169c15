import type { AnyActorDefinition } from "../contract/definition.ts";
import { completeOptions } from "../definition/options.ts";
import { markOf } from "../definition/marks.ts";
import type { Actors } from "../host/actors.ts";
import { keys, readActor, readSnapshot } from "../host/records.ts";
import type { ActorDetail, ActorKind } from "../inspector/server-shapes.ts";
import { keyParts } from "../ports/storage.ts";
import { rowOf } from "./list-actors.ts";

/** All that is known of one actor but for what it holds. Wakes nobody. Throws `actor/not_found`. */
export async function detailOf(actors: Actors, id: string): Promise<ActorDetail> {
  const row = await rowOf(actors, id);
  const definition = actors.definition(row.name);
  const known = { ...row, registered: definition !== null, actions: definition === null ? [] : actionsOf(definition), epochsBefore: 0, runs: 0 };
  const { storage } = actors.ports;
  const [[text, snapshot], [last]] = await Promise.all([storage.get([keys.actor(id), keys.snapshot(id)]), storage.list({ ...keys.logs(id), reverse: true, limit: 1 })]);
  if (text === undefined || snapshot === undefined) return known;
  const live = actors.awake(id);
  const { epoch, former = [], runs, schema } = live?.record ?? readActor(text);
  const stored = readSnapshot(snapshot).version;
  const logged = last === undefined ? stored : Number.parseInt(keyParts(last[0])[2] ?? "", 36);
  return {
    ...known,
    epoch,
    epochsBefore: former.length,
    runs: runs.length,
    version: live?.recorder.version ?? Math.max(stored, logged),
    snapshot: stored,
    stored: snapshot.length,
    ...(schema !== undefined && { schema }),
    ...(definition !== null && { options: optionsOf(definition) }),
  };
}

function optionsOf({ config }: AnyActorDefinition): NonNullable<ActorDetail["options"]> {
  const { sleepTimeout, noSleep, actionTimeout, durability } = completeOptions(config.options);
  return { sleepTimeout, noSleep, actionTimeout, durability };
}

function actionsOf({ config }: AnyActorDefinition): ActorDetail["actions"] {
  return Object.entries(config.actions ?? {}).map(([name, action]) => {
    const mark = markOf(action);
    return { name, kind: mark === undefined ? "action" : mark === "read" ? "read" : "serverOnly" };
  });
}

/** What is registered. */
export function kindsOf(actors: Actors): ActorKind[] {
  return actors.names.flatMap((name): ActorKind[] => {
    const definition = actors.definition(name);
    if (definition === null) return [];
    const { sync } = definition.config;
    const version = typeof sync === "object" ? sync.version : undefined;
    return [{ name, synced: sync !== undefined && sync !== false, ...(version !== undefined && { version }), actions: actionsOf(definition) }];
  });
}
