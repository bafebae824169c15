import { FIRST_VERSION, type OwnVersion } from "../definition/upgrade.ts";
import { actorError } from "../errors/actor-error.ts";
import { randomId } from "../ports/random.ts";
import type { Check, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
import { apply } from "../track/apply.ts";
import { patchFrom } from "../track/patch-shape.ts";
import { ROOT, type Tree } from "../track/node.ts";
import { cut, makeTree } from "../track/tree.ts";
import { encode, fromJson } from "../value/codec.ts";
import type { HostPorts } from "./ports.ts";
import { type ActorRecord, keys, readActor, readLog, readSnapshot, snapshotText } from "./records.ts";
import type { StoredLog } from "./step-log.ts";
import { upgraded } from "./upgrade.ts";

/** An actor as it lies in the storage, owned by this run. */
export interface LoadedActor {
  readonly id: string;
  readonly record: ActorRecord;
  readonly tree: Tree;
  readonly version: number;
  readonly snapshotVersion: number;
  readonly snapshotCharacters: number;
  readonly log: readonly StoredLog[];
  /** When its clients were last looked through, as it is stored. */
  readonly swept: StoredValue | undefined;
  /** What must hold for every write of this owner. */
  readonly fence: readonly Check[];
}

/** The id of the actor with this name and key, or `null`. */
export async function findActor(storage: Storage, name: string, key: readonly string[]): Promise<string | null> {
  const [id] = await storage.get([keys.byKey(name, key)]);
  return typeof id === "string" ? id : null;
}

/** The key of the creation that made an actor. */
export async function makerOf(storage: Storage, id: string): Promise<string | null> {
  const [record] = await storage.get([keys.actor(id)]);
  return record === undefined ? null : readActor(record).madeBy;
}

interface NewActor {
  readonly id: string;
  readonly name: string;
  readonly key: readonly string[];
  readonly madeBy: string;
  readonly state: unknown;
  /** The `sync.version` that made it; `null` where it is not synced. */
  readonly schema: number | null;
  /** What else its creation wrote. */
  readonly more: readonly StorageOp[];
}

/** Stores a new actor, and nothing where the key is taken meanwhile: then it rejects with `storage/conflict`. */
export async function createActor(
  { storage, random, timers }: HostPorts,
  { id, name, key, madeBy, state, schema, more }: NewActor,
): Promise<void> {
  const made: ActorRecord = { name, key: [...key], epoch: randomId(random), runs: [], created: timers.now(), madeBy };
  const record: ActorRecord = schema === null ? made : { ...made, schema };
  await storage.write({
    checks: [{ key: keys.byKey(name, key), value: undefined }],
    ops: [
      { op: "put", key: keys.byKey(name, key), value: id },
      { op: "put", key: keys.actor(id), value: JSON.stringify(record) },
      { op: "put", key: keys.snapshot(id), value: snapshotText(0, encode(state)) },
      ...more,
    ],
  });
}

/** An actor as it lies in the storage, whoever owns it. */
export interface StoredActor {
  readonly record: ActorRecord;
  readonly tree: Tree;
  readonly version: number;
  readonly snapshot: { readonly version: number; readonly characters: number };
  readonly log: readonly StoredLog[];
  readonly owner: StoredValue | undefined;
  readonly swept: StoredValue | undefined;
}

/** Reads an actor, and nothing else. Throws `actor/not_found`. */
export async function readStored(storage: Storage, id: string): Promise<StoredActor> {
  // Asked for in one go: the storage is far away.
  const [[actorText, stored, owner, swept], records] = await Promise.all([
    storage.get([keys.actor(id), keys.snapshot(id), keys.owner(id), keys.swept(id)]),
    storage.list(keys.logs(id)),
  ]);
  if (actorText === undefined || stored === undefined) throw actorError("actor/not_found", "There is no such actor.");
  const record = readActor(actorText);
  const snapshot = readSnapshot(stored);
  const tree = makeTree(fromJson(snapshot.state));
  let { version } = snapshot;
  const log: StoredLog[] = [];
  for (const [key, value] of records) {
    const steps = readLog(value);
    const [first] = steps;
    const last = steps[steps.length - 1];
    if (first === undefined || last === undefined) continue;
    for (const { from, to, patch } of steps) {
      if (from < version) continue;
      if (from > version) throw actorError("storage/failed", `The log of actor ${id} has a hole at ${version}.`);
      apply(tree, patchFrom(fromJson(patch)));
      version = to;
    }
    cut(tree);
    log.push({ key, from: first.from, to: last.to, steps: String(value).slice(1, -1) });
  }
  return { record, tree, version, snapshot: { version: snapshot.version, characters: String(stored).length }, log, owner, swept };
}

/**
 * Reads an actor and takes ownership of it for `run`: from here on every write of an earlier owner fails. What another
 * version of its definition stored is upgraded in that same step, which is a version of the state that no log leads to:
 * whoever has an earlier one gets a snapshot. `syncOf` gives the sync options of a name; `null` leaves all as it is.
 *
 * Throws `actor/not_found`, `version/stored_newer` and `version/upgrade_failed`, with nothing changed.
 */
export async function loadActor(
  { storage, log: logger }: HostPorts,
  id: string,
  run: string,
  syncOf: (name: string) => OwnVersion | null,
): Promise<LoadedActor> {
  const stored = await readStored(storage, id);
  const { record, owner } = stored;
  let { tree, version, log } = stored;
  const present = record.runs[record.runs.length - 1];
  const isOurs = present?.[0] === run;
  const owned: ActorRecord = isOurs ? record : { ...record, runs: [...record.runs, [run, version]] };
  const sync = syncOf(record.name);
  const claimed = sync === null || sync.version === record.schema ? owned : { ...owned, schema: sync.version };
  const upgrade: StorageOp[] = [];
  let snapshotVersion = stored.snapshot.version;
  let snapshotCharacters = stored.snapshot.characters;
  if (sync !== null) {
    const { name, key } = record;
    const result = upgraded(sync, record.schema ?? FIRST_VERSION, tree.holder.raw[ROOT], logger.child({ actor: name, key, actorId: id }));
    if (result.how === "changed") {
      tree = makeTree(result.state);
      // The run before ends at the version that it left: that its cursor stands here says that this is another history.
      snapshotVersion = ++version;
      const value = snapshotText(version, encode(result.state));
      snapshotCharacters = value.length;
      log = [];
      upgrade.push({ op: "put", key: keys.snapshot(id), value }, { op: "clear", ...keys.logs(id) });
    }
  }
  if (claimed !== record || owner !== run) {
    await storage.write({
      checks: [{ key: keys.owner(id), value: typeof owner === "string" ? owner : undefined }],
      ops: [
        { op: "put", key: keys.owner(id), value: run },
        { op: "put", key: keys.actor(id), value: JSON.stringify(claimed) },
        ...upgrade,
      ],
    });
  }
  return {
    id,
    record: claimed,
    tree,
    version,
    snapshotVersion,
    snapshotCharacters,
    log,
    swept: stored.swept,
    fence: [{ key: keys.owner(id), value: run }],
  };
}
