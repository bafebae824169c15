// What a fault bench does to frames. Pure.

import type { Faults } from "../inspector/client-shapes.ts";
import { isPlainObject } from "../value/kind.ts";
import { mapMessages, messagesOf } from "./frame-messages.ts";

export const NO_FAULTS: Faults = { seed: 1, offline: false, latency: 0, jitter: 0, drop: 0, duplicate: 0, reject: 0, skew: 0, version: 0 };

/** What may be said twice: on one connection both sides take it for the same again. All else is said once, and a second time would end it. */
const REPEATABLE = new Set(["push", "void", "observed", "ping", "commit", "result", "pong"]);

/** What of a frame arrives a second time, where it is doubled; `null` where nothing of it may. */
export function repeatable(frame: string): string | null {
  const isRepeatable = (message: unknown): boolean => isPlainObject(message) && typeof message["t"] === "string" && REPEATABLE.has(message["t"]);
  const again = messagesOf(frame)?.filter(isRepeatable) ?? [];
  return again.length === 0 ? null : JSON.stringify(again);
}

/** What becomes of one frame: after how many milliseconds each of its copies arrives; none where it is lost. */
export function fateOf({ offline, latency, jitter, drop, duplicate }: Faults, random: () => number): readonly number[] {
  if (offline || random() < drop) return [];
  const delay = (): number => latency + random() * jitter;
  return random() < duplicate ? [delay(), delay()] : [delay()];
}

/** No actor has an action of this name: whoever calls it is rejected by the server itself. */
export const REFUSED_ACTION = "refused by the fault bench";

/** Whether the page has to connect anew for a change to take hold, or to find out what was lost before it. */
export function mustReconnect(before: Faults, after: Faults): boolean {
  return before.offline !== after.offline || before.version !== after.version || (before.drop > 0 && after.drop === 0);
}

/** A frame to the server with its faults in it, and how many actions are still to be refused. */
export function spoiled(frame: string, { reject, version }: Faults): { readonly frame: string; readonly reject: number } {
  if (reject === 0 && version === 0) return { frame, reject };
  let left = reject;
  const spoil = (message: unknown): unknown => {
    if (!isPlainObject(message)) return message;
    if (message["t"] === "open" && typeof message["version"] === "number") return { ...message, version: Math.max(0, message["version"] + version) };
    if (message["t"] !== "push" || !Array.isArray(message["actions"])) return message;
    const actions = message["actions"].map((action: unknown) => {
      if (left === 0 || !Array.isArray(action)) return action;
      left--;
      const [id, , ...rest]: unknown[] = action;
      return [id, REFUSED_ACTION, ...rest];
    });
    return { ...message, actions };
  };
  const next = mapMessages(frame, spoil) ?? frame;
  return { frame: next, reject: left };
}
