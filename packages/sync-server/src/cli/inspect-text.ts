import { inspect } from "node:util";
import { type Activity, type ActorDetail, type ActorRow, fromJson, type Seen } from "@rivulet/runtime/inspector";

/** Signs that a terminal, or an eye, would take for something else than text. */
const ODD = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A text that does nothing to a terminal, whoever wrote it. */
export function safe(text: string): string {
  return text.replace(ODD, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A text in one line. */
export function line(text: string): string {
  return safe(text.replaceAll("\n", "\\n"));
}

/** A value as JavaScript has it, and what was left out of it. */
export function valueText({ value, cuts = [] }: Seen, breakLength = 100): string {
  const text = safe(inspect(fromJson(value), { depth: 20, breakLength, maxArrayLength: 1_000, maxStringLength: 20_000, compact: breakLength === Number.POSITIVE_INFINITY ? true : 3 }));
  return cuts.length === 0 ? text : `${text} (${cuts.length === 1 ? "a part is" : `${cuts.length} parts are`} left out)`;
}

/** A value in one line. */
export function shortText(seen: Seen): string {
  return valueText(seen, Number.POSITIVE_INFINITY).replaceAll("\n", " ");
}

export function nameText({ name, key }: Pick<ActorRow, "name" | "key">): string {
  return line([name, ...key].join("/"));
}

const when = (time: number | undefined): string => (time === undefined ? "" : new Date(time).toISOString());

/** Rows under each other, each column as wide as its widest. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("  ").trimEnd()).join("\n");
}

export function rowsText(rows: readonly ActorRow[]): string {
  return tableText([
    ["ACTOR", "STATUS", "CONNECTIONS", "CREATED", "ID"],
    ...rows.map((row) => [nameText(row), row.status, String(row.connections), when(row.createdAt), row.id]),
  ]);
}

export function detailText(detail: ActorDetail): string {
  const lines: (readonly [string, string | number | undefined])[] = [
    ["status", detail.status],
    ["id", detail.id],
    ["created", when(detail.createdAt)],
    ["version", detail.version],
    ["epoch", detail.epoch],
    ["stored", detail.stored === undefined ? undefined : `a snapshot of version ${detail.snapshot}, ${detail.stored} characters`],
    ["connections", detail.connections],
    ["actions", detail.registered ? detail.actions.map(({ name, kind }) => (kind === "action" ? name : `${name} (${kind})`)).join(", ") : "this name is not registered any more"],
  ];
  const known = lines.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, line(String(value))]]));
  return `${nameText(detail)}\n${tableText(known)}`;
}

/** What an actor did, in a line. */
export function activityText(entry: Activity): string {
  const head = `${new Date(entry.time).toISOString().slice(11, 23)}  ${nameText(entry)}`;
  switch (entry.what) {
    case "action": {
      const call = `${line(entry.action)}(${shortText(entry.args).replace(/^\[ ?| ?\]$/g, "")})`;
      const end = entry.error === undefined ? `→ ${entry.output === undefined ? "" : shortText(entry.output)}` : `✗ ${line(`${entry.error.group}/${entry.error.code}: ${entry.error.message}`)}`;
      const versions = entry.from === entry.to ? `v${entry.to}` : `v${entry.from}..${entry.to}`;
      return `${head}  ${call}  ${end}  ${entry.took.toFixed(1)} ms  ${versions}`;
    }
    case "event":
      return `${head}  event ${line(entry.event)} ${shortText(entry.args)}`;
    case "life":
      return `${head}  is ${entry.became}`;
    case "command":
      return `${head}  an inspector did ${line(entry.command)}${entry.error === undefined ? "" : `, and failed: ${line(entry.error.message)}`}`;
  }
}
