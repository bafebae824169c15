import * as v from "valibot";
import { countShape, nameShape, tokenShape, valueShape } from "../protocol/shapes.ts";
import {
  activityShape,
  actorDetailShape,
  actorRowShape,
  appointmentShape,
  clientRowShape,
  complaintShape,
  connectionShape,
  idParams,
  kindShape,
  kvRowShape,
  logRowShape,
  resultRowShape,
  sampleShape,
  stateShape,
  statusShape,
} from "./server-shapes.ts";
import { pageOf, pageParams, topic, watchedTopic } from "./topic.ts";

/** Parts of the way to a value: keys and indices, with tags. */
const pathShape = v.pipe(v.array(valueShape), v.maxLength(100));
const argsShape = v.array(valueShape);
const ofActor = v.object({ ...idParams, ...pageParams });

/** What can be asked of a server. Asking and watching wake no actor and change nothing. */
export const SERVER_TOPICS = {
  /** What is registered. */
  kinds: topic("kinds", v.object({}), v.object({ kinds: v.array(kindShape) })),
  /** All actors in the order of their names and keys; destroyed ones only where they are asked for. */
  actors: topic(
    "actors",
    v.object({
      name: v.optional(nameShape),
      /** The whole key, of that name: one actor, or none. */
      key: v.optional(v.pipe(v.array(nameShape), v.maxLength(32))),
      status: v.optional(statusShape),
      /** A part of the key, or of the id. */
      search: v.optional(nameShape),
      ...pageParams,
    }),
    pageOf(actorRowShape),
  ),
  /** One actor. Fails with `actor/not_found`. */
  actor: topic("actor", v.object(idParams), actorDetailShape),
  /** Its state, or the part of it at a path; of a sleeping one, as it is stored. */
  state: topic("state", v.object({ ...idParams, path: v.optional(pathShape), from: v.optional(countShape) }), stateShape),
  connections: topic("connections", ofActor, pageOf(connectionShape)),
  /** What it has scheduled, in the order of time. */
  schedule: topic("schedule", ofActor, pageOf(appointmentShape)),
  /** Entries of its `c.kv` whose keys begin with a text. */
  kv: topic("kv", v.object({ ...idParams, prefix: v.optional(nameShape), ...pageParams }), pageOf(kvRowShape)),
  /** Steps of its stored log, the last first. */
  log: topic("log", ofActor, pageOf(logRowShape)),
  /** Results that wait for their clients. */
  results: topic("results", ofActor, pageOf(resultRowShape)),
  /** How far its clients have come. */
  clients: topic("clients", ofActor, pageOf(clientRowShape)),
  /** What actors do, of one or of all: recorded while somebody watches, the last 5,000. */
  activity: watchedTopic(
    "activity",
    v.object({ id: v.optional(tokenShape) }),
    v.object({ entries: v.array(activityShape) }),
    /** `missed`: so many more came at once than can be told. */
    v.object({ entries: v.array(activityShape), missed: v.optional(countShape) }),
  ),
  /** Warnings and errors of the server's log, the last 500, recorded always. */
  complaints: watchedTopic("complaints", v.object({}), v.object({ entries: v.array(complaintShape) }), v.object({ entries: v.array(complaintShape) })),
  /** What happens in each second, while somebody watches. */
  metrics: watchedTopic("metrics", v.object({}), v.object({ samples: v.array(sampleShape) }), v.object({ samples: v.array(sampleShape) })),
} as const;

/** What can be done to actors; each is written to the server's log. They wake the actor that they are for. */
export const SERVER_COMMANDS = {
  /** Puts a value at a path of the state, or takes what is there away. Fails with `storage/conflict` where `expected` is not what is there. */
  edit: topic(
    "edit",
    v.object({
      ...idParams,
      path: pathShape,
      change: v.variant("how", [v.object({ how: v.literal("set"), value: valueShape }), v.object({ how: v.literal("delete") })]),
      expected: v.optional(v.object({ value: valueShape })),
    }),
    v.object({ version: countShape }),
  ),
  /** Calls an action over a connection of its own, with all hooks of a connection. */
  call: topic("call", v.object({ ...idParams, action: nameShape, args: argsShape, params: v.optional(valueShape) }), v.object({ output: valueShape })),
  wake: topic("wake", v.object(idParams), v.object({})),
  /** Puts it to sleep, as if it had been idle. */
  sleep: topic("sleep", v.object(idParams), v.object({})),
  destroy: topic("destroy", v.object(idParams), v.object({})),
} as const;
