import type { FrameRow } from "../inspector/client-shapes.ts";
import { isPlainObject } from "../value/kind.ts";
import { messagesOf } from "./frame-messages.ts";
import type { WireFrame } from "./wire.ts";

/** What a frame is about: its messages, as `push ×3, observed`. */
export function frameRow({ n, at, way, size, text, isCut }: WireFrame): FrameRow {
  return { n, at, way, size, about: isCut ? "too long to be read here" : aboutOf(text) };
}

function aboutOf(text: string): string {
  const messages = messagesOf(text);
  if (messages === null) return "no JSON";
  const kinds = new Map<string, number>();
  for (const message of messages) {
    const kind = isPlainObject(message) && typeof message["t"] === "string" ? message["t"] : "unknown";
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].slice(0, 12).map(([kind, count]) => (count === 1 ? kind : `${kind} ×${count}`)).join(", ");
}
