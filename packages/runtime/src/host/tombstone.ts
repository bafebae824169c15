// What is left of an actor that was destroyed: which histories were its, and what its clients did in them, so that none of it
// is ever run on the history of an actor that takes its place.

import { keyParts, type Storage, type StorageOp, type StoredValue } from "../ports/storage.ts";
import type { Open } from "../protocol/client-messages.ts";
import { type ActorRecord, keys, readMember, readTombstone, type TombstoneRecord } from "./records.ts";
import { resultsIn } from "./results.ts";
import { INTERRUPTED } from "./members.ts";

/** Which client's actions on which lane. */
export type Doer = readonly [client: string, lane: string];

/** Puts a tombstone in an actor's place, until an instant. */
export function tombstoneOps(id: string, { name, key, epoch, former = [] }: ActorRecord, until: number): StorageOp[] {
  const epochs = [...former, epoch];
  const isForGood = !Number.isSafeInteger(until);
  const record: TombstoneRecord = { name, key, epochs, until: isForGood ? null : until };
  return [
    { op: "put", key: keys.tombstone(id), value: JSON.stringify(record) },
    ...epochs.map((each): StorageOp => ({ op: "put", key: keys.tombstoneOf(name, key, each), value: id })),
    ...(isForGood ? [] : [{ op: "put", key: keys.alarm(id, end(until)), value: "" } as const]),
  ];
}

/** Deletes what is kept of an actor's clients. */
export function memberOps(id: string, members: readonly (readonly [key: string, value: StoredValue])[]): StorageOp[] {
  return [
    ...members.map(([key]): StorageOp => {
      const [, , lane = "", client = ""] = keyParts(key);
      return { op: "delete", key: keys.memberOf(client, id, lane) };
    }),
    ...keys.told(id).map((range): StorageOp => ({ op: "clear", ...range })),
  ];
}

/** Drops a tombstone whose time has come. */
export async function dropTombstone(storage: Storage, id: string, stored: StoredValue, now: number): Promise<void> {
  const { name, key, epochs, until } = readTombstone(stored);
  if (until === null || until > now) return;
  await storage.write({
    ops: [
      ...[keys.tombstone(id), keys.alarm(id, end(until)), ...epochs.map((epoch) => keys.tombstoneOf(name, key, epoch))].map(
        (each): StorageOp => ({ op: "delete", key: each }),
      ),
      ...memberOps(id, await storage.list(keys.members(id))),
    ],
  });
}

const end = (due: number) => ({ due, made: 0, entry: "" });

/** A history that was destroyed, and whose it was. */
export interface Ended {
  readonly actorId: string;
  readonly epoch: string;
}

/** The epochs of which an opening client has something. */
export function epochsOf({ cursor, epochs = [] }: Pick<Open, "cursor" | "epochs">): string[] {
  return [...new Set(cursor === undefined ? epochs : [cursor[0], ...epochs])];
}

/** Those of some epochs of an actor that were destroyed. */
export async function findEnded(storage: Storage, name: string, key: readonly string[], epochs: readonly string[]): Promise<Ended[]> {
  if (epochs.length === 0) return [];
  const found = await storage.get(epochs.map((epoch) => keys.tombstoneOf(name, key, epoch)));
  return epochs.flatMap((epoch, i): Ended[] => (found[i] === undefined ? [] : [{ epoch, actorId: String(found[i]) }]));
}

/** All the histories of a destroyed actor; `null` where none of this id was destroyed. */
export async function endedById(storage: Storage, actorId: string): Promise<Ended[] | null> {
  const [stored] = await storage.get([keys.tombstone(actorId)]);
  return stored === undefined ? null : readTombstone(stored).epochs.map((epoch) => ({ actorId, epoch }));
}

/** Whether an actor with this name and key was ever destroyed, as far as is remembered. */
export async function wasDestroyed(storage: Storage, name: string, key: readonly string[]): Promise<boolean> {
  return (await storage.list({ ...keys.tombstonesOf(name, key), limit: 1 })).length > 0;
}

/** What destroyed histories hold of some clients, as JSON: how each action ended whose result was never acknowledged. */
export async function tellEnded(storage: Storage, ended: readonly Ended[], doers: readonly Doer[]): Promise<string> {
  const told = ended.flatMap(({ actorId, epoch }) =>
    doers.map(async ([client, lane]) => {
      const [[stored], results] = await Promise.all([
        storage.get([keys.member(actorId, lane, client)]),
        storage.list(keys.allResults(actorId, lane, client)),
      ]);
      const { settled, running } = stored === undefined ? { settled: 0, running: [] } : readMember(stored);
      const all = [
        ...results.flatMap((row) => resultsIn(...row)).flatMap(([id, result]) => (id > settled ? [`[${id},${result}]`] : [])),
        ...running.map((id) => `[${id},{${INTERRUPTED}}]`),
      ];
      return `{"epoch":${JSON.stringify(epoch)},"client":"${client}","lane":"${lane}","settled":${settled},"results":[${all.join()}]}`;
    }),
  );
  return `[${(await Promise.all(told)).join()}]`;
}
