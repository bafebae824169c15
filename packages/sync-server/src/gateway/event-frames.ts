import type { Encoding, Frame } from "@rivulet/runtime/host";

/** An event as a frame. What goes to many connections is encoded once for all that speak alike. */
export type EventFrames = (encoding: Encoding, name: string, args: readonly unknown[]) => Frame;

interface Encoded {
  readonly encoding: Encoding;
  readonly name: string;
  readonly frame: Frame;
}

/** Remembers the frames of an event for as long as its arguments, which all who hear of it are given, are in use. */
export function makeEventFrames(): EventFrames {
  const known = new WeakMap<readonly unknown[], Encoded[]>();
  return (encoding, name, args) => {
    const frames = known.get(args) ?? [];
    const found = frames.find((each) => each.encoding === encoding && each.name === name);
    if (found !== undefined) return found.frame;
    const frame = encoding.toClient.encode({ t: "event", name, args });
    known.set(args, [...frames, { encoding, name, frame }]);
    return frame;
  };
}
