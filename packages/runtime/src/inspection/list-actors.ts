import { actorError } from "../errors/actor-error.ts";
import type { Actors } from "../host/actors.ts";
import { keys, readActor, readTombstone } from "../host/records.ts";
import type { ActorRow } from "../inspector/server-shapes.ts";
import { INSPECTOR_LIMITS } from "../inspector/limits.ts";
import type { SERVER_TOPICS } from "../inspector/server-topics.ts";
import type { Page, ParamsOf } from "../inspector/topic.ts";
import { isRandomId } from "../ports/random.ts";
import { keyParts, under } from "../ports/storage.ts";
import { after } from "./rows.ts";

type Asked = ParamsOf<(typeof SERVER_TOPICS)["actors"]>;

/** So many keys are looked at for one page; a search that has found less by then goes on with the next page. */
const SCANNED = 5_000;
const CHUNK = 1_000;
/** From so many characters on, a search looks at how ids begin, too. */
const LEAST_ID = 6;

/** An actor as the order of all finds it. */
interface Found {
  /** Its place in the order. */
  readonly place: string;
  readonly id: string;
}

/** A page of actors in the order of their names and keys. Wakes nobody: who is awake is known, all else is read. */
export async function listActors(actors: Actors, asked: Asked): Promise<Page<ActorRow>> {
  const { search, status, name, key } = asked;
  if (name !== undefined && key !== undefined) {
    const id = await actors.find(name, key);
    return { items: id === null ? [] : (await rowsOf(actors, [id])).filter((row) => fits(row, name, status)) };
  }
  if (search !== undefined && isRandomId(search)) return { items: (await rowsOf(actors, [search])).filter((row) => fits(row, name, status)) };
  switch (status) {
    case "live":
      return listLive(actors, asked);
    case "destroyed":
      return listDestroyed(actors, asked);
    case "asleep":
    case undefined:
      return listStored(actors, asked);
  }
}

function fits(row: ActorRow, name: string | undefined, status: string | undefined): boolean {
  return (name === undefined || row.name === name) && (status === undefined || row.status === status);
}

/** Whether a search finds an actor of this key and id. */
function finds(search: string | undefined, key: string, id: string): boolean {
  return search === undefined || key.toLowerCase().includes(search.toLowerCase()) || (search.length >= LEAST_ID && id.startsWith(search));
}

async function listStored(actors: Actors, { name, search, status, after: last, limit = INSPECTOR_LIMITS.page }: Asked): Promise<Page<ActorRow>> {
  const range = after(name === undefined ? under("key") : under("key", name), last);
  const found: Found[] = [];
  let { from } = range;
  for (let scanned = 0; scanned < SCANNED; scanned += CHUNK) {
    const chunk = await actors.ports.storage.list({ from, to: range.to, limit: CHUNK });
    for (const [place, stored] of chunk) {
      const id = String(stored);
      if (status === "asleep" && actors.awake(id) !== undefined) continue;
      if (!finds(search, keyParts(place)[2] ?? "", id)) continue;
      found.push({ place, id });
      if (found.length === limit) return { items: await rowsOf(actors, found.map((each) => each.id)), next: place };
    }
    const end = chunk.at(-1)?.[0];
    if (end === undefined || chunk.length < CHUNK) return { items: await rowsOf(actors, found.map((each) => each.id)) };
    from = after(range, end).from;
  }
  return { items: await rowsOf(actors, found.map((each) => each.id)), next: from.slice(0, -1) };
}

async function listLive(actors: Actors, { name, search, after: last, limit = INSPECTOR_LIMITS.page }: Asked): Promise<Page<ActorRow>> {
  const all = [...actors.live()]
    .map(({ id, record }) => ({ id, record, place: keys.byKey(record.name, record.key) }))
    .filter(({ id, record, place }) => (name === undefined || record.name === name) && finds(search, keyParts(place)[2] ?? "", id))
    .filter(({ place }) => last === undefined || place > last)
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const page = all.slice(0, limit);
  const items = await rowsOf(actors, page.map(({ id }) => id));
  const end = page.at(-1);
  return all.length > page.length && end !== undefined ? { items, next: end.place } : { items };
}

async function listDestroyed(actors: Actors, { name, search, after: last, limit = INSPECTOR_LIMITS.page }: Asked): Promise<Page<ActorRow>> {
  const range = after(under("tombstone"), last);
  const stored = await actors.ports.storage.list({ ...range, limit: CHUNK });
  const items: ActorRow[] = [];
  for (const [place, value] of stored) {
    const id = keyParts(place)[1] ?? "";
    const { name: own, key } = readTombstone(value);
    if ((name !== undefined && own !== name) || !finds(search, key.join("/"), id)) continue;
    items.push({ id, name: own, key, status: "destroyed", connections: 0 });
    if (items.length === limit) return { items, next: place };
  }
  const end = stored.at(-1)?.[0];
  return stored.length === CHUNK && end !== undefined ? { items, next: end } : { items };
}

/** Actors by their ids; those that are not there any more are left out. */
async function rowsOf(actors: Actors, ids: readonly string[]): Promise<readonly ActorRow[]> {
  const stored = await actors.ports.storage.get(ids.flatMap((id) => [keys.actor(id), keys.tombstone(id)]));
  return ids.flatMap((id, i): ActorRow[] => {
    const live = actors.awake(id);
    const record = stored[2 * i];
    const tombstone = stored[2 * i + 1];
    if (live === undefined && record === undefined) {
      if (tombstone === undefined) return [];
      const { name, key } = readTombstone(tombstone);
      return [{ id, name, key, status: "destroyed", connections: 0 }];
    }
    if (record === undefined) return [];
    const { name, key, created } = readActor(record);
    const connections = live === undefined ? actors.followers(id).length : live.conns.size;
    return [{ id, name, key, status: live === undefined ? "asleep" : "live", createdAt: created, connections }];
  });
}

/** One actor. Throws `actor/not_found`. */
export async function rowOf(actors: Actors, id: string): Promise<ActorRow> {
  const [row] = await rowsOf(actors, [id]);
  if (row === undefined) throw actorError("actor/not_found", "There is no such actor.");
  return row;
}
