import { createHash } from "node:crypto";

/** What a schema accepts, as plain data: the same for schemas that accept the same messages by the same rules. */
function structureOf(schema: unknown): unknown {
  if (schema instanceof RegExp) return String(schema);
  if (Array.isArray(schema)) return schema.map(structureOf);
  if (typeof schema === "bigint") return `${schema}n`;
  if (typeof schema === "function") return "a function";
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key]) => !IMMATERIAL.has(key));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, structureOf(part)]));
}
/** Of a schema, what says nothing about messages: how it runs, and what it says in errors. */
const IMMATERIAL = new Set(["~run", "~standard", "~types", "reference", "expects", "async", "message"]);

/** The hash of a schema, or of several by names. */
export const hashOf = (schemas: unknown): string => createHash("sha256").update(JSON.stringify(structureOf(schemas))).digest("hex").slice(0, 32);
