import { isPlainObject } from "../value/kind.ts";

const MASK = "(not shown)";

/** A frame without what proves who one is: clients' secrets, and fresh params, which nobody keeps. */
export function masked(frame: string): string {
  if (!/"(?:hello|show|fresh)"/.test(frame)) return frame;
  let messages: unknown;
  try {
    messages = JSON.parse(frame);
  } catch {
    return frame;
  }
  return JSON.stringify(Array.isArray(messages) ? messages.map(mask) : mask(messages));
}

function mask(message: unknown): unknown {
  if (!isPlainObject(message)) return message;
  const { t, clients } = message;
  if (t === "hello" && Array.isArray(clients)) return { ...message, clients: clients.map((each: unknown) => [Array.isArray(each) ? each[0] : null, MASK]) };
  if (t === "show") return { ...message, secret: MASK };
  return t === "open" && "fresh" in message ? { ...message, fresh: MASK } : message;
}
