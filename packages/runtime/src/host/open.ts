import { toKey } from "../definition/key.ts";
import { versionOf } from "../definition/upgrade.ts";
import { ActorError, actorError, fromErrorData, isError } from "../errors/actor-error.ts";
import { isRandomId } from "../ports/random.ts";
import type { Open } from "../protocol/client-messages.ts";
import { fromJson, toJson } from "../value/codec.ts";
import { makerOf } from "./actor-store.ts";
import { connect } from "./connect.ts";
import type { Follower, HostConn } from "./conn.ts";
import { type CatchUp, catchUp, runOf } from "./history.ts";
import type { Host } from "./host.ts";
import type { Instance } from "./instance.ts";
import { progressOf } from "./member.ts";
import { noSuchActor } from "./resolve.ts";
import type { Sighted } from "./sights.ts";
import { endedById, findEnded } from "./tombstone.ts";

/** Finds the actor an `open` means, making it where that is asked for. Rejects with what to tell the client. */
export async function resolveActor(host: Host, open: Open): Promise<string> {
  const { name, at, create, version } = open;
  const definition = host.definition(name);
  if (definition === null) throw actorError("actor/not_found", `No actor is registered as ${name}.`);
  const { version: own } = versionOf(definition);
  if (own === 0) throw actorError("actor/not_synced", "The actor is not synced. Define it with `sync: true`.");
  const misfit = misfitOf(version, own);
  // What is left of an actor that is no more is of no version.
  if (misfit !== null) throw (await isOver(host, open)) ? noSuchActor() : misfit;
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
  // Whoever still has something of a destroyed actor does not know yet that it is making another one.
  if (create === undefined || (await hasDead(host, open, key))) throw noSuchActor();
  const { key: seed, time } = create;
  try {
    return await host.create(name, key, { input: fromJson(create.input), seed, time });
  } catch (error) {
    const other = isError(error, "actor/duplicate_key") && create.only !== true ? await host.find(name, key) : null;
    if (other === null) throw error;
    return other;
  }
}

/** Why a client's version cannot be let in. */
function misfitOf(version: number, own: number): ActorError | null {
  if (version > own) return notDeployed(version);
  if (version === 0 || version === own) return null;
  return actorError("version/outdated", `The server runs version ${own} of this actor, the client ${version}.`);
}

/** What the client has is of an actor that was destroyed, and none has taken its place. */
async function isOver(host: Host, open: Open): Promise<boolean> {
  const { at, name } = open;
  if ("id" in at) return (await endedById(host.ports.storage, at.id)) !== null;
  const key = toKey(at.key);
  return (await host.find(name, key)) === null && hasDead(host, open, key);
}

async function hasDead({ ports }: Host, { name, cursor }: Open, key: readonly string[]): Promise<boolean> {
  return cursor !== undefined && (await findEnded(ports.storage, name, key, [cursor[0]])).length > 0;
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
    // Of another actor: this one is there, and lets nobody in.
    if (error instanceof ActorError && !isError(error, "actor/not_found")) throw error;
    instance.log.warn({ msg: "a connection was refused", err: error });
    throw actorError("auth/denied", "The actor refused the connection.");
  }
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
 * the opening leads to: `opened` is called in the very turn in which it begins to follow. `ended`: the JSON of what destroyed
 * actors leave to the client; `null`: nothing it asked for.
 */
export async function openFollower(
  host: Host,
  instance: Instance,
  follower: Follower,
  open: Open,
  ended: string | null,
  opened: (opening: Opening) => void,
): Promise<void> {
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
  const { epoch, version } = instance.history();
  const conn = instance.conns.get(follower.id);
  if (conn === undefined) throw actorError("actor/restarting", "The actor is restarting.");
  follower.version = version;
  const { base, run } = instance.sights === null ? wholeBase(instance, open, way) : seenBase(instance.sights.open(conn), open, way);
  const facts = JSON.stringify({
    actor: instance.id,
    key: instance.record.key,
    conn: follower.id,
    cursor: [epoch, version, run],
    progress: members.map(progressOf),
    restored: ended === null && (way === "restored" || way === "replaced") ? true : undefined,
    self: selfOf(instance, conn),
  });
  const endings = ended === null ? "" : `,"destroyed":${ended}`;
  opened({ members: `${facts.slice(1, -1)},"base":${base}${endings}`, isNewEpoch });
}

interface Base {
  /** The JSON of what the client's state becomes. */
  readonly base: string;
  /** The last part of its cursor. */
  readonly run: string;
}

const MATCH = '{"how":"match"}';
const stepsBase = (steps: string): string => `{"how":"steps","steps":[${steps}]}`;

function wholeBase(instance: Instance, { cursor }: Open, way: CatchUp): Base {
  const base = way === "match" ? MATCH : way === "steps" ? stepsBase(instance.steps.since(cursor?.[1] ?? 0)) : null;
  return { base: base ?? `{"how":"snapshot","state":${instance.stateText()}}`, run: runOf(instance.history()) };
}

/** Only who was told of this very sight has what it showed at its version. Whoever else comes is told all of what it sees now. */
function seenBase({ token, since, text }: Sighted, { cursor }: Open, way: CatchUp): Base {
  const whole = (): string => `{"how":"snapshot","view":true,"state":${text()}}`;
  if (cursor?.[2] !== token || way === "restored" || way === "replaced") return { base: whole(), run: token };
  if (way === "match") return { base: MATCH, run: token };
  const steps = since(cursor[1]);
  return { base: steps === null ? whole() : stepsBase(steps), run: token };
}

/** What its predictions find as the connection's state. Throws what the client is told where that cannot be said. */
function selfOf({ functions }: Instance, conn: HostConn): unknown {
  const given = functions?.self(conn);
  if (given?.ok === false) throw fromErrorData(given.error);
  return given === undefined || given.value === null ? undefined : toJson(given.value.value);
}
