import { masked } from "./mask.ts";
import { makeRing } from "../util/ring.ts";

/** A frame of the socket, as text. */
export interface WireFrame {
  readonly n: number;
  readonly at: number;
  readonly way: "sent" | "heard";
  /** In characters. */
  readonly size: number;
  /** The frame without its secrets, up to `LONGEST_FRAME` characters of it. */
  readonly text: string;
  readonly isCut: boolean;
}

/** The frames of a page's sockets. */
export interface Wire {
  add(way: WireFrame["way"], frame: string, at: number): void;
  frames(): Iterable<WireFrame>;
  get(n: number): WireFrame | undefined;
  listen(listener: (frame: WireFrame) => void): () => void;
}

export const LONGEST_FRAME = 262_144;

export function makeWire(): Wire {
  const ring = makeRing<WireFrame>({ items: 2_000, weight: 16_777_216 });
  const listeners = new Set<(frame: WireFrame) => void>();
  let last = 0;
  return {
    add(way, frame, at) {
      const whole = masked(frame);
      const text = whole.slice(0, LONGEST_FRAME);
      const made: WireFrame = { n: ++last, at, way, size: frame.length, text, isCut: text.length < whole.length };
      ring.push(made, 2 * text.length + 64);
      for (const listener of [...listeners]) listener(made);
    },
    frames: () => ring,
    get: (n) => ring.at(n - (ring.at(0)?.n ?? 0)),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
