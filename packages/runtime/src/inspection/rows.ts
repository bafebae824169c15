// What the storage holds of one actor, a page at a time. Reading it wakes nobody.

import { actorError } from "../errors/actor-error.ts";
import { appointmentOf, keys, readLog, readMember, readScheduled } from "../host/records.ts";
import { resultsIn } from "../host/results.ts";
import { INSPECTOR_LIMITS } from "../inspector/limits.ts";
import { NARROW, seen } from "../inspector/seen.ts";
import type { AppointmentRow, ClientRow, KvRow, LogRow, ResultRow } from "../inspector/server-shapes.ts";
import type { Page } from "../inspector/topic.ts";
import { keyParts, type Storage, storageKey, type StoredValue, under } from "../ports/storage.ts";
import { fromHex, fromUtf8, toHex, toUtf8 } from "../util/bytes.ts";
import { fromJson } from "../value/codec.ts";

interface KeyRange {
  readonly from: string;
  readonly to: string;
}

interface Asked {
  readonly id: string;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** What of a range comes after one of its keys. Throws `request/invalid` where the key is none of it. */
export function after({ from, to }: KeyRange, last: string | undefined): KeyRange {
  if (last === undefined) return { from, to };
  if (last < from || last >= to) throw actorError("request/invalid", "`after` is what `next` of a page said.");
  // Nothing that stands in keys comes before it.
  return { from: `${last}!`, to };
}

/** A page of what a range holds, row by row. */
async function page<T>(storage: Storage, range: KeyRange, { after: last, limit = INSPECTOR_LIMITS.page }: Asked, read: (key: string, value: StoredValue) => T): Promise<Page<T>> {
  const rows = await storage.list({ ...after(range, last), limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const items = shown.map(([key, value]) => read(key, value));
  const end = shown.at(-1);
  return rows.length > shown.length && end !== undefined ? { items, next: end[0] } : { items };
}

export function listSchedule(storage: Storage, asked: Asked): Promise<Page<AppointmentRow>> {
  return page(storage, keys.schedules(asked.id), asked, (key, value) => {
    const { due, entry } = appointmentOf(key);
    const { action, args, begun = false } = readScheduled(value);
    return { entry, due, action, args: seen(args.map((arg) => fromJson(arg)), NARROW), begun };
  });
}

export function listKv(storage: Storage, { prefix = "", ...asked }: Asked & { readonly prefix?: string | undefined }): Promise<Page<KvRow>> {
  const start = `${storageKey("kv", asked.id)}/${toHex(toUtf8(prefix))}`;
  // No hexadecimal digit comes after f.
  return page(storage, { from: start, to: `${start}g` }, asked, (key, value) => {
    const hex = keyParts(key)[2] ?? "";
    const text = fromUtf8(fromHex(hex));
    const isText = toHex(toUtf8(text)) === hex;
    return { hex, ...(isText && { text }), size: value.length, value: seen(value, NARROW) };
  });
}

/** Steps, the last first. `after`: the version to which the last one shown led from. */
export async function listLog(storage: Storage, { id, after: last, limit = INSPECTOR_LIMITS.page }: Asked): Promise<Page<LogRow>> {
  if (last !== undefined && !/^\d{1,15}$/.test(last)) throw actorError("request/invalid", "`after` is what `next` of a page said.");
  const { from, to } = keys.logs(id);
  const upTo = last === undefined ? null : Number(last);
  const end = upTo === null ? to : keys.log(id, upTo);
  // The record of the step that leads to a version is the first that ends there or later.
  const middle = upTo === null ? [] : await storage.list({ from: end, to, limit: 1 });
  const before = await storage.list({ from, to: end, limit: limit + 1, reverse: true });
  const steps = [...middle, ...before].flatMap(([, value]) => readLog(value).reverse()).filter((step) => upTo === null || step.to <= upTo);
  const items = steps.slice(0, limit).map(({ from: start, to: version, by, done, patch }): LogRow => {
    const size = JSON.stringify(patch).length;
    return { from: start, to: version, ...(by !== undefined && { by }), ...(done !== undefined && { done }), size, patch: seen(fromJson(patch), NARROW) };
  });
  const oldest = items.at(-1);
  return steps.length > items.length && oldest !== undefined ? { items, next: String(oldest.from) } : { items };
}

/** A row of the storage holds several results, so a page may have more than were asked for. */
export async function listResults(storage: Storage, asked: Asked): Promise<Page<ResultRow>> {
  const { items, next } = await page(storage, under("result", asked.id), asked, (key, value): readonly ResultRow[] => {
    const [, , lane = "", client = ""] = keyParts(key);
    return resultsIn(key, value).map(([id, text]) => {
      const result: { output?: unknown; error?: ResultRow["error"] } = JSON.parse(text);
      return { client, lane, id, ...("output" in result && { output: seen(fromJson(result.output), NARROW) }), ...(result.error !== undefined && { error: result.error }) };
    });
  });
  return { items: items.flat(), ...(next !== undefined && { next }) };
}

export function listClients(storage: Storage, asked: Asked): Promise<Page<ClientRow>> {
  return page(storage, keys.members(asked.id), asked, (key, value) => {
    const [, , lane = "", client = ""] = keyParts(key);
    const { last, settled, running, heard } = readMember(value);
    return { client, lane, last, settled, running, heard };
  });
}
