import { toKey } from "../definition/key.ts";
import { versionOf } from "../definition/upgrade.ts";
import { ActorError, actorError, isError } from "../errors/actor-error.ts";
import { isRandomId } from "../ports/random.ts";
import type { Open } from "../protocol/client-messages.ts";
import { fromJson } from "../value/codec.ts";
import { makerOf } from "./actor-store.ts";
import { connect } from "./connect.ts";
import type { Follower } from "./conn.ts";
import { catchUp } from "./history.ts";
import type { Host } from "./host.ts";
import type { Instance } from "./instance.ts";
import { progressOf } from "./member.ts";

/** Finds the actor an `open` means, making it where that is asked for. Rejects with what to tell the client. */
export async function resolveActor(host: Host, { name, at, create, version }: Open): Promise<string> {
  const definition = host.definition(name);
  if (definition === null) throw actorError("actor/not_found", `No actor is registered as ${name}.`);
  const { version: own } = versionOf(definition);
  if (own === 0) throw actorError("actor/not_synced", "The actor is not synced. Define it with `sync: true`.");
  if (version !== 0 && version < own) throw actorError("version/outdated", `The server runs version ${own} of this actor, the client ${version}.`);
  if (version > own) throw notDeployed(version);
  if ("id" in at) {
    if (!isRandomId(at.id)) throw noSuchActor();
    return at.id;
  }
  const key = toKey(at.key);
  const found = await host.find(name, key);
  if (found !== null) {
    if (create?.only === true && (await makerOf(host.ports.storage, found)) !== create.key) {
      throw actorError("actor/duplicate_key", "An actor with this key already exists.");
    }
    return found;
  }
  if (create === undefined) throw noSuchActor();
  const { key: seed, time } = create;
  try {
    return await host.create(name, key, { input: fromJson(create.input), seed, time });
  } catch (error) {
    const other = isError(error, "actor/duplicate_key") && create.only !== true ? await host.find(name, key) : null;
    if (other === null) throw error;
    return other;
  }
}

/** A client may be newer than the server while a deploy is under way: nothing is consumed, and it comes again. */
export function notDeployed(version: number): ActorError {
  return actorError("actor/restarting", `The client's version ${version} is not deployed yet.`);
}

/** What the hooks throw beside errors of ours is for the log: the client hears that it may not come in. */
async function letIn(instance: Instance, follower: Follower): Promise<void> {
  try {
    await connect(instance, follower);
  } catch (error) {
    if (error instanceof ActorError) throw error;
    instance.log.warn({ msg: "a connection was refused", err: error });
    throw actorError("auth/denied", "The actor refused the connection.");
  }
}

function noSuchActor(): ActorError {
  return actorError("actor/not_found", "There is no such actor.");
}

/** What the client is told when its channel opens. */
export interface Opening {
  /** The JSON of the message, but for its channel: members only. */
  readonly members: string;
  /** The client's state is of another history, as is everybody's who came before. */
  readonly isNewEpoch: boolean;
}

/**
 * Lets a follower in and decides how its replica catches up. The follower hears every commit after the version that
 * the opening leads to.
 */
export async function openFollower(host: Host, instance: Instance, follower: Follower, open: Open): Promise<Opening> {
  // An id alone opens nothing: the actor may be of a kind that keeps its state to itself.
  if (instance.record.name !== open.name) throw noSuchActor();
  host.seat(instance.id, follower);
  await letIn(instance, follower);
  const looked = await Promise.all(open.seen.map(([client, lane]) => instance.members().look(lane, client)));
  // One of them may have begun to act while the others were looked up.
  const members = looked.map((member) => instance.members().known(member.lane, member.client) ?? member);
  const { recorder, steps } = instance;
  recorder.commit();
  const knowsMore = open.seen.some(([, , highest], i) => highest > (members[i]?.last ?? 0));
  const sameEpoch = open.cursor?.[0] === instance.record.epoch;
  let way = catchUp(open.cursor, instance.history(), steps.oldest());
  const isNewEpoch = way === "restored" || (sameEpoch && knowsMore);
  if (isNewEpoch) {
    instance.mintEpoch();
    way = "restored";
  }
  const { epoch, runs, version } = instance.history();
  const [run] = runs[runs.length - 1] ?? [""];
  follower.version = version;
  const base =
    way === "match"
      ? '{"how":"match"}'
      : way === "steps"
        ? `{"how":"steps","steps":[${steps.since(open.cursor?.[1] ?? 0)}]}`
        : `{"how":"snapshot","state":${instance.stateText()}}`;
  const facts = JSON.stringify({
    actor: instance.id,
    key: instance.record.key,
    conn: follower.id,
    cursor: [epoch, version, run],
    progress: members.map(progressOf),
    restored: way === "restored" || way === "replaced" ? true : undefined,
  });
  return { members: `${facts.slice(1, -1)},"base":${base}`, isNewEpoch };
}
