// What a client says.

import * as v from "valibot";
import { isObject } from "../value/kind.ts";
import { LIMITS } from "./limits.ts";
import {
  actionIdShape,
  countShape,
  cursorShape,
  isActionId,
  isCount,
  isName,
  isRandomId,
  isTime,
  isToken,
  laneShape,
  nameShape,
  randomIdShape,
  timeShape,
  tokenShape,
  valueShape,
} from "./shapes.ts";

const channel = countShape;
const idsShape = v.pipe(v.array(actionIdShape), v.minLength(1), v.maxLength(LIMITS.messages));

/** The first message: which protocols it speaks, and the clients whose rows this page holds, each with its secret. */
export const helloShape = v.object({
  t: v.literal("hello"),
  protocol: v.tuple([countShape, countShape]),
  /** New with each connection. */
  connect: randomIdShape,
  clients: v.pipe(v.array(v.tuple([randomIdShape, randomIdShape])), v.maxLength(LIMITS.clients)),
});

/** How an actor that does not exist is to be made. Ignored where it exists, unless `only`. */
export const createShape = v.object({
  input: v.optional(valueShape),
  /** What the randomness of `createState` and `onCreate` comes from. */
  key: randomIdShape,
  time: timeShape,
  /** Refuse where the actor exists. */
  only: v.optional(v.literal(true)),
});

export const addressShape = v.union([
  v.object({ key: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(32)) }),
  v.object({ id: tokenShape }),
]);

/** Opens a lane of an actor on a channel of the client's choosing. */
export const openShape = v.object({
  t: v.literal("open"),
  ch: channel,
  name: nameShape,
  at: addressShape,
  /** The lane's static params: they name it, and are what predictions see. */
  params: v.optional(valueShape),
  /** What the connection shows in their place, asked for anew at each opening. It names nothing, and nobody stores it. */
  fresh: v.optional(valueShape),
  create: v.optional(createShape),
  /** Where the client's confirmed state is; without it a snapshot is wanted. */
  cursor: v.optional(cursorShape),
  /** In which other epochs actions were numbered that wait on this device. Since 2. */
  epochs: v.optional(v.pipe(v.array(tokenShape), v.maxLength(LIMITS.epochs))),
  /** Of which clients and lanes the client must know how far they came, each with the highest id it saw confirmed. */
  seen: v.pipe(v.array(v.tuple([randomIdShape, laneShape, countShape])), v.maxLength(LIMITS.clients)),
  /** The `sync.version` of the client's definition; 0 where it has none. */
  version: countShape,
});

/** id, action name, arguments, key, time of the call, and the client that called where it is another. */
export type ActionTuple = readonly [id: number, name: string, args: readonly unknown[], key: string, time: number, origin?: string];

/** Checked by hand: of all that strangers send, this is what there is most of. */
export const actionShape = v.pipe(
  v.custom<ActionTuple>(isAction, "an action"),
  v.metadata({ items: [actionIdShape, nameShape, v.array(valueShape), randomIdShape, timeShape, v.optional(randomIdShape)] }),
);

function isAction(value: unknown): value is ActionTuple {
  if (!Array.isArray(value) || value.length < 5 || value.length > 6) return false;
  const [id, name, args, key, time, origin]: unknown[] = value;
  return (
    isActionId(id) && isName(name) && Array.isArray(args) && isRandomId(key) && isTime(time) && (value.length === 5 || isRandomId(origin))
  );
}

/** Actions of a client, in the order of their ids. */
export const pushShape = v.object({
  t: v.literal("push"),
  ch: channel,
  client: randomIdShape,
  epoch: tokenShape,
  /** The `sync.version` under which they were called, where it is not the one of the `open`. */
  version: v.optional(countShape),
  actions: v.pipe(v.array(actionShape), v.minLength(1), v.maxLength(LIMITS.messages)),
});

/** Consumes ids without running anything. */
export const voidShape = v.object({
  t: v.literal("void"),
  ch: channel,
  client: randomIdShape,
  epoch: tokenShape,
  ids: idsShape,
});

/** Runs an action made with `read()`. */
export const readShape = v.object({
  t: v.literal("read"),
  ch: channel,
  req: countShape,
  name: nameShape,
  args: v.array(valueShape),
});

/** The results of all actions up to this one are on the client's disk; the server may drop them. */
export const observedShape = v.object({ t: v.literal("observed"), ch: channel, client: randomIdShape, through: actionIdShape });
/** The names of the events this channel wants, all of them. */
export const listenShape = v.object({
  t: v.literal("listen"),
  ch: channel,
  events: v.pipe(v.array(nameShape), v.maxLength(LIMITS.events)),
});
/** From now on this connection pushes for that client. */
export const showShape = v.object({ t: v.literal("show"), client: randomIdShape, secret: randomIdShape });
/** That client will never push again. */
export const retireShape = v.object({ t: v.literal("retire"), client: randomIdShape });
export const closeShape = v.object({ t: v.literal("close"), ch: channel });
export const pingShape = v.object({ t: v.literal("ping") });

export const clientMessageShape = v.variant("t", [
  pushShape,
  observedShape,
  helloShape,
  openShape,
  voidShape,
  readShape,
  listenShape,
  showShape,
  retireShape,
  closeShape,
  pingShape,
]);

export type ClientMessage = v.InferOutput<typeof clientMessageShape>;

/** What `pushShape` accepts, told at a fraction of the cost: nearly all that a server hears is this. */
export function isPush(message: unknown): message is Push {
  if (!isObject(message) || !("t" in message) || message.t !== "push") return false;
  const { ch, client, epoch, actions }: Partial<Record<keyof Push, unknown>> = message;
  if (!isCount(ch) || !isRandomId(client) || !isToken(epoch) || !Array.isArray(actions)) return false;
  return actions.length > 0 && actions.length <= LIMITS.messages && actions.every(isAction);
}

export type Hello = v.InferOutput<typeof helloShape>;
export type Open = v.InferOutput<typeof openShape>;
export type Push = v.InferOutput<typeof pushShape>;
export type Creation = v.InferOutput<typeof createShape>;
