import { isPlainObject } from "../value/kind.ts";
import { mapMessages } from "./frame-messages.ts";

const MASK = "(not shown)";

/** A frame without what proves who one is: clients' secrets, and fresh params, which nobody keeps. */
export function masked(frame: string): string {
  if (!/"(?:hello|show|fresh)"/.test(frame)) return frame;
  return mapMessages(frame, mask) ?? frame;
}

function mask(message: unknown): unknown {
  if (!isPlainObject(message)) return message;
  const { t, clients } = message;
  if (t === "hello" && Array.isArray(clients)) return { ...message, clients: clients.map((each: unknown) => [Array.isArray(each) ? each[0] : null, MASK]) };
  if (t === "show") return { ...message, secret: MASK };
  return t === "open" && "fresh" in message ? { ...message, fresh: MASK } : message;
}
