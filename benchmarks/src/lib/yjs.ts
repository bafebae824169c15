// As much of the protocol of y-websocket and of Hocuspocus as a writer and a reader need, on the bytes.

import { peerFile } from "./peers.ts";

/** As much of Yjs as is used. */
interface Yjs {
  readonly Doc: new () => {
    getMap(name: string): { set(key: string, value: string): void };
    on(event: "update", listener: (update: Uint8Array) => void): void;
  };
}

const SYNC = 0;
const AUTH = 2;
const STEP_1 = 0;
const UPDATE = 2;

function uint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...uint(Math.floor(value / 128))];
}

function bytes(given: Uint8Array): number[] {
  return [...uint(given.length), ...given];
}

/** Hocuspocus names the document in front of every message. */
export function named(document: string): number[] {
  return bytes(Buffer.from(document));
}

/** Asks for all there is: who has done so hears of every change. */
export function step1(front: readonly number[]): Uint8Array {
  return Uint8Array.from([...front, SYNC, STEP_1, ...bytes(Uint8Array.of(0))]);
}

/** Hocuspocus lets in who shows a token, whatever it is. */
export function showToken(front: readonly number[]): Uint8Array {
  return Uint8Array.from([...front, AUTH, 0, ...bytes(Buffer.from("token"))]);
}

/** A document whose one text changes: the messages that say so. */
export async function yjsWriter(front: readonly number[], send: (message: Uint8Array) => void): Promise<(text: string) => void> {
  const { Doc }: Yjs = await import(peerFile("yjs/dist/yjs.mjs"));
  const doc = new Doc();
  doc.on("update", (update) => send(Uint8Array.from([...front, SYNC, UPDATE, ...bytes(update)])));
  const board = doc.getMap("board");
  return (text) => board.set("text", text);
}
