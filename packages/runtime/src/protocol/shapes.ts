import * as v from "valibot";
import { LIMITS } from "./limits.ts";

/** Ids of clients and secrets, keys of actions: 128 random bits in hexadecimal. */
export const randomIdShape = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** A number that counts: channels, action ids, versions. */
export const countShape = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** An id of an action counts from 1. */
export const actionIdShape = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Milliseconds since 1970. */
export const timeShape = v.pipe(v.number(), v.finite());
/** Names of actors, actions, events. */
export const nameShape = v.pipe(v.string(), v.maxLength(LIMITS.name));
/** Which params a lane has: a hash of them, or nothing where there are none. */
export const laneShape = v.pipe(v.string(), v.regex(/^([0-9a-f]{32})?$/));
/** Epochs, runs, ids of actors and connections, made by the server. */
export const tokenShape = v.pipe(v.string(), v.maxLength(64));
/** A value with tags; decoded by whoever needs it. */
export const valueShape = v.unknown();

/** Where in which history a replica is. Clients keep it and hand it back; only the server reads it. */
export const cursorShape = v.tuple([tokenShape, countShape, tokenShape]);
export type Cursor = readonly [epoch: string, version: number, run: string];

/** An action as others hear of it: whose it was and which. */
export const authorShape = v.tuple([randomIdShape, laneShape, actionIdShape]);
export type Author = readonly [client: string, lane: string, id: number];

const RANDOM_ID = /^[0-9a-f]{32}$/;

export function isRandomId(value: unknown): value is string {
  return typeof value === "string" && RANDOM_ID.test(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function isToken(value: unknown): value is string {
  return typeof value === "string" && value.length <= 64;
}

export function isActionId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

export function isTime(value: unknown): value is number {
  return Number.isFinite(value);
}

export function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= LIMITS.name;
}

export const errorShape = v.object({
  group: nameShape,
  code: nameShape,
  message: v.string(),
  metadata: v.exactOptional(valueShape),
  partial: v.exactOptional(v.literal(true)),
});

/** How far a client's actions on one lane have come: the last id that was started, and those that still run. */
export const progressShape = v.tuple([randomIdShape, laneShape, countShape, v.array(actionIdShape)]);
export type Progress = readonly [client: string, lane: string, last: number, running: readonly number[]];
