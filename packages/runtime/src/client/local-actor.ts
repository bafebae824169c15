import type { AnyActorDefinition } from "../contract/definition.ts";
import { completeSync } from "../definition/options.ts";
import { create } from "../execution/create.ts";
import { type ActorError, actorError } from "../errors/actor-error.ts";
import type { Creation, Open } from "../protocol/client-messages.ts";
import { laneOf } from "../protocol/lane.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { EventMessage, Opened } from "../protocol/server-messages.ts";
import { highest } from "../replica/marks.ts";
import type { Predictor } from "../replica/predict.ts";
import { makeReplica, type Replica } from "../replica/replica.ts";
import { entriesOf } from "../replica/state.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { serial } from "../util/serial.ts";
import { encode, fromJson, toJson } from "../value/codec.ts";
import { type ActorRows, makeActorRows } from "./actor-rows.ts";
import { type Address, addressText } from "./address.ts";
import { type BaseKeeper, makeBaseKeeper } from "./base-keeper.ts";
import { type ActorEvent, type Delivered, makeDelivered } from "./delivered.ts";
import { baseOf, frameOf } from "./decode.ts";
import type { Hint } from "./hints.ts";
import { type Lane, makeLane } from "./lane.ts";
import type { PageParts } from "./page-parts.ts";
import { assembleBase } from "./stored-base.ts";

/** One lane of an actor on this page, shared by all connections with the same params. */
export interface LocalLane {
  readonly name: string;
  readonly params: unknown;
  readonly lane: Lane;
  readonly events: Emitter<[ActorEvent]>;
  /** Counts the listeners of each event name, and tells the server which are wanted. */
  listen(eventName: string, change: 1 | -1): void;
  users: number;
}

/** One actor on this page: its replica, its records on the device, its lanes to the server. */
export interface LocalActor {
  readonly address: Address;
  readonly name: string;
  readonly key: readonly string[];
  readonly definition: AnyActorDefinition | null;
  readonly replica: Replica;
  readonly rows: ActorRows;
  readonly delivered: Delivered;
  /** Something the app may ask about has changed. */
  readonly changed: Emitter<[]>;
  readonly errors: Emitter<[error: ActorError]>;
  readonly predictor: Predictor;
  readonly actorId: string | null;
  /** The device has been read. */
  readonly ready: Promise<void>;
  lane(params: unknown): LocalLane;
  /** How the actor is to be made, should the server not have it. */
  offer(creation: Creation): void;
  /** Nobody uses the lane any more; it stays for as long as its rows wait. */
  release(lane: LocalLane): void;
  hint(hint: Hint): void;
  hold(client: string, held: boolean): void;
  /** Sends a dead tab's rows from now on. */
  adopt(client: string): void;
  /** Looks at what other tabs may have written while nothing could be heard. */
  refresh(): void;
  /** Shows the state the actor would be made with, where nothing better is known and the server is out of reach. */
  guess(): void;
  /** Whether there is any reason to keep it. */
  readonly isIdle: boolean;
  settle(): Promise<void>;
  close(): void;
}

export function makeLocalActor(page: PageParts, address: Address, definition: AnyActorDefinition | null): LocalActor {
  const { device, tabs, session, timers, random, hints } = page;
  const { name } = address;
  const text = addressText(address);
  const log = page.log.child({ actor: text });
  const lanes = new Map<string, LocalLane>();
  const changed: Emitter<[]> = emitter();
  const errors: Emitter<[ActorError]> = emitter();
  const delivered = makeDelivered();
  let key = "key" in address ? address.key : [];
  let actorId: string | null = "id" in address ? address.id : null;
  let creation: Creation | null = null;
  let isReady = false;

  const impure = new Set<string>();
  const predictor: Predictor = {
    definition,
    name,
    get key() {
      return key;
    },
    log,
    actorId: () => actorId,
    impure(action, use) {
      const once = `${action} ${use.name}`;
      if (impure.has(once)) return;
      impure.add(once);
      log.warn({ msg: `${use.name} in the action ${action} differs between prediction and server; use ${use.instead}.` });
    },
    paramsOf: (lane) => lanes.get(lane)?.params,
  };

  const replica: Replica = makeReplica(predictor, {
    save: () => page.saver.want(rows),
    store: (step, state) => rows.store(step, state),
    push(laneName, client, pushed) {
      for (const message of rows.messages(client, pushed)) lanes.get(laneName)?.lane.say(message);
    },
    settle: (row, answer) => rows.settle(row, answer),
    reopen: (laneName) => lanes.get(laneName)?.lane.reopen(),
    changed: () => changed.emit(),
  });

  const keeper: BaseKeeper = makeBaseKeeper({
    address,
    device,
    timers,
    actorId: () => actorId ?? "",
    paramsOf: predictor.paramsOf,
    base() {
      const { cursor, marks, markedFrom } = replica.state;
      if (cursor === null) return null;
      const state = replica.onBase(encode);
      return state === null ? null : { cursor, marks, markedFrom, state };
    },
    moved: ([epoch, version]) => hints.post({ t: "base", address: text, epoch, version }),
    report: (error) => log.error({ msg: "the device could not be written", err: error }),
  });

  const rows: ActorRows = makeActorRows({
    page,
    address,
    key: () => key,
    replica,
    keeper,
    delivered,
    paramsOf: predictor.paramsOf,
    creation: () => (replica.state.cursor === null ? creation : null),
    isReady: () => isReady,
    say: (laneName, message) => lanes.get(laneName)?.lane.say(message),
    changed: () => changed.emit(),
  });

  /** The part of `open` that is the same for whatever channel; `null` until the device has been read. */
  const opening = (laneName: string, params: unknown): Omit<Open, "t" | "ch"> | null => {
    if (!isReady) return null;
    const { cursor, marks } = replica.state;
    const wanted = new Map([[`${tabs.own.client}/${laneName}`, [tabs.own.client, laneName] as const]]);
    for (const { row } of entriesOf(replica.state)) wanted.set(`${row.client}/${row.lane}`, [row.client, row.lane]);
    const seen = [...wanted.values()].slice(0, LIMITS.clients).map(([client, lane]): [string, string, number] => {
      return [client, lane, highest(marks, client, lane)];
    });
    return {
      name,
      at: "key" in address ? { key: [...address.key] } : { id: address.id },
      seen,
      version: definition === null ? 0 : (completeSync(definition.config.sync)?.version ?? 0),
      ...(params === undefined ? {} : { params: toJson(params) }),
      ...(creation === null ? {} : { create: creation }),
      ...(cursor === null ? {} : { cursor: [...cursor] }),
    };
  };

  const opened = (laneName: string, message: Opened): void => {
    actorId = message.actor;
    key = message.key;
    const base = baseOf(message);
    replica.take({ type: "opened", lane: laneName, cursor: message.cursor, base, progress: message.progress });
    rows.opened(laneName);
  };

  const makeLocalLane = (laneName: string, params: unknown): LocalLane => {
    const counts = new Map<string, number>();
    const events: Emitter<[ActorEvent]> = emitter();
    const lane = makeLane({
      session,
      timers,
      random,
      log,
      opening: () => opening(laneName, params),
      news: {
        opened: (message) => opened(laneName, message),
        frame(steps, heard, results) {
          const deliver = (): void => heard.forEach((message) => deliverEvent(message, events));
          replica.take({ type: "frame", ...frameOf(steps, results, laneName), now: timers.now() }, deliver);
        },
        closed: () => replica.take({ type: "closed", lane: laneName }),
        barred: (error) => errors.emit(error),
        changed: () => changed.emit(),
      },
    });
    return {
      name: laneName,
      params,
      lane,
      events,
      listen(eventName, change) {
        const count = (counts.get(eventName) ?? 0) + change;
        if (count > 0) counts.set(eventName, count);
        else counts.delete(eventName);
        lane.listen([...counts.keys()]);
      },
      users: 0,
    };
  };

  const deliverEvent = (message: EventMessage, events: Emitter<[ActorEvent]>): void => {
    const event = delivered.arriving(message, message.args.map((arg) => fromJson(arg)));
    if (event !== null) events.emit(event);
  };

  const laneWith = (params: unknown): LocalLane => {
    const laneName = laneOf(params);
    let lane = lanes.get(laneName);
    if (lane === undefined) lanes.set(laneName, (lane = makeLocalLane(laneName, params)));
    return lane;
  };

  const guess = (): void => {
    if (definition === null || creation === null || replica.view.isKnown || !isReady) return;
    const { input, key: seed, time } = creation;
    const unknown = (): never => {
      throw actorError("action/unpredictable", "c.actorId is not known before the server gave it.");
    };
    const made = create(definition, { name, key, input: fromJson(structured(input)), seed, time, mode: "predicted", log, actorId: unknown });
    if (made.how === "made") replica.guess(made.state);
    else if (made.how === "promised") made.promise.catch(() => {});
  };

  const load = async (): Promise<void> => {
    const stored = await device.load(address);
    keeper.found(stored.head);
    const base = assembleBase(stored);
    if (stored.head !== null && base !== null) {
      actorId = stored.head.actor;
      replica.take({ type: "loaded", cursor: stored.head.cursor, ...base, text: "" });
    }
    creation ??= stored.creation;
    for (const client of tabs.held.keys()) replica.take({ type: "hold", client, held: true });
    for (const { params } of stored.rows) laneWith(fromJson(params));
    rows.found(stored.rows);
    rows.box.found(stored.boxed);
    isReady = true;
    if (stored.rows.length > 0 || session.status === "down") guess();
    page.saver.want(rows);
    for (const { lane } of lanes.values()) lane.open();
    changed.emit();
  };

  const loadBase = async (): Promise<void> => {
    const stored = await device.load(address);
    const base = assembleBase(stored);
    if (stored.head !== null && base !== null) {
      replica.take({ type: "loaded", cursor: stored.head.cursor, ...base, text: "" });
    }
  };

  const isLive = (): boolean => [...lanes.values()].some(({ lane }) => lane.status.status === "open");
  const report = (error: unknown): void => log.error({ msg: "the device could not be read", err: error });

  /** What is heard while the device is being read is taken after it: a reading may be older than the hint. */
  const reads = serial(report);
  const hear = (hint: Hint): void | Promise<void> => {
    switch (hint.t) {
      case "rows":
        return device.rowsOf(address).then((found) => {
          for (const { params } of found) laneWith(fromJson(params));
          rows.found(found);
        });
      case "gone":
        return rows.gone(hint.names, hint.at);
      case "base": {
        const own = replica.state.cursor;
        const isNews = own === null || own[0] !== hint.epoch || own[1] < hint.version;
        return isNews && !isLive() ? loadBase() : undefined;
      }
      case "box":
        return device.boxOf(address).then(rows.box.found);
      case "client":
        return;
    }
  };
  /** Takes over what the device has. `adopted`: a client that this tab is about to hold, but does not yet. */
  const look = async (adopted: string | null): Promise<void> => {
    const stored = await device.load(address);
    for (const { params } of stored.rows) laneWith(fromJson(params));
    rows.refreshed(stored, adopted);
    rows.box.found(stored.boxed);
  };
  const hold = (client: string, held: boolean): void => {
    replica.take({ type: "hold", client, held });
    for (const { lane } of lanes.values()) lane.open();
  };
  const ready = new Promise<void>((resolve, reject) => {
    reads.run(() => load().then(resolve, reject));
  });

  const actor: LocalActor = {
    address,
    name,
    get key() {
      return key;
    },
    definition,
    replica,
    rows,
    delivered,
    changed,
    errors,
    predictor,
    get actorId() {
      return actorId;
    },
    ready,
    lane(params) {
      const lane = laneWith(params);
      lane.users++;
      lane.lane.open();
      return lane;
    },
    offer(offered) {
      creation ??= offered;
    },
    release(lane) {
      lane.users--;
      const isNeeded = lane.users > 0 || entriesOf(replica.state).some(({ row }) => row.lane === lane.name);
      if (isNeeded) return;
      lane.lane.close();
      lanes.delete(lane.name);
      replica.take({ type: "closed", lane: lane.name });
    },
    hint: (hint) => reads.run(() => hear(hint)),
    adopt(client) {
      // What its tab wrote last, nobody may have been told.
      reads.run(async () => {
        await look(client);
        hold(client, tabs.held.has(client));
      });
    },
    hold,
    refresh() {
      reads.run(async () => {
        if (!isLive()) await loadBase();
        await look(null);
      });
    },
    guess,
    get isIdle() {
      return isReady && [...lanes.values()].every(({ users }) => users === 0) && entriesOf(replica.state).length === 0;
    },
    settle: () => keeper.settled(),
    close() {
      for (const { lane } of lanes.values()) lane.close();
      lanes.clear();
    },
  };
  return actor;
}

/** A JSON value that may be used up: decoding changes what it is given. */
function structured(json: unknown): unknown {
  return json === undefined ? undefined : JSON.parse(JSON.stringify(json));
}
