import { impurityLogger } from "#dev";
import type { AnyActorDefinition } from "../contract/definition.ts";
import type { Creation } from "../protocol/client-messages.ts";
import type { Predictor } from "../replica/predictor.ts";
import { makeReplica, type Replica } from "../replica/replica.ts";
import type { Self } from "../replica/row.ts";
import { entriesOf } from "../replica/state.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { type ActorRows, makeActorRows } from "./actor-rows.ts";
import { type Address, addressText } from "./address.ts";
import type { GetParams } from "./ask-params.ts";
import { baseIn, makeBaseKeeper } from "./base-keeper.ts";
import { baseOf, endingsOf } from "./decode.ts";
import { type Delivered, makeDelivered } from "./delivered.ts";
import { makeDeviceNews, type StoredState, storedState } from "./device-news.ts";
import { guessState } from "./guess.ts";
import type { Hint } from "./hints.ts";
import { makeIsolate } from "./isolate.ts";
import { type LocalLane, makeLocalLanes } from "./local-lanes.ts";
import { openingOf } from "./opening.ts";
import type { PageParts } from "./page-parts.ts";
import { makeSelfKeeper } from "./self-keeper.ts";

/** One actor on this page: its replica, its records on the device, its lanes to the server. */
export interface LocalActor {
  readonly address: Address;
  readonly name: string;
  readonly definition: AnyActorDefinition | null;
  readonly replica: Replica;
  readonly rows: ActorRows;
  readonly delivered: Delivered;
  /** Something the app may ask about has changed. */
  readonly changed: Emitter<[]>;
  readonly actorId: string | null;
  /** What actions that are called now find as their connection's state. */
  readonly self: Self | null;
  /** The device has been read. */
  readonly ready: Promise<void>;
  lane(params: unknown, getParams?: GetParams): LocalLane;
  /** How the actor is to be made, should the server not have it. */
  offer(creation: Creation): void;
  /** Nobody uses the lane any more; it stays for as long as its rows wait. */
  release(lane: LocalLane): void;
  hint(hint: Hint): void;
  hold(client: string, held: boolean): void;
  /** Sends a dead tab's rows from now on. */
  adopt(client: string): void;
  /** Looks at what other tabs may have written while nothing could be heard, and whether it is let in by now. */
  refresh(): void;
  /** Shows the state the actor would be made with, where nothing better is known and the server is out of reach. */
  guess(): void;
  /** Whether there is any reason to keep it. */
  readonly isIdle: boolean;
  /** The device has every row as this page has it. */
  readonly isSettled: boolean;
  settle(): Promise<void>;
  close(): void;
}

export function makeLocalActor(page: PageParts, address: Address, definition: AnyActorDefinition | null): LocalActor {
  const { device, tabs, timers, hints } = page;
  const { name } = address;
  const text = addressText(address);
  const log = page.log.child({ actor: text });
  const changed: Emitter<[]> = emitter();
  const delivered = makeDelivered();
  let key = "key" in address ? address.key : [];
  let actorId: string | null = "id" in address ? address.id : null;
  let creation: Creation | null = null;
  let isReady = false;
  const report = (err: unknown): void => log.error({ msg: "the device could not be written", err });
  const self = makeSelfKeeper(address, device, report);

  const lanes = makeLocalLanes({
    ...page,
    log,
    isSeenByLane: address.lane !== undefined,
    replica: () => replica,
    delivered,
    opening: (lane, params) =>
      isReady ? openingOf({ address, definition, creation, state: replica.state, own: tabs.own.client, lane, params }) : null,
    opened(lane, message) {
      const { actor, cursor, progress } = message;
      const base = baseOf(message);
      const ended = message.destroyed === undefined ? null : endingsOf(message.destroyed, timers.now());
      actorId = actor;
      key = message.key;
      self.told(message.self);
      replica.take({ type: "opened", lane, cursor, base, progress, ended });
      rows.opened(lane);
    },
    destroyed(told) {
      const ended = endingsOf(told, timers.now());
      // Another one is made only for whoever asks from now on.
      creation = null;
      if ("key" in address) actorId = null;
      replica.take({ type: "destroyed", ended });
    },
    changed: changed.emit,
  });

  const predictor: Predictor = {
    definition,
    name,
    get key() {
      return key;
    },
    log,
    actorId: () => actorId,
    impure: impurityLogger(log),
    paramsOf: (lane) => lanes.get(lane)?.params,
  };

  const replica: Replica = makeReplica(predictor, {
    save: () => page.saver.want(rows),
    store: (step, state) => rows.store(step, state),
    push(lane, client, pushed) {
      for (const message of rows.messages(client, pushed)) lanes.get(lane)?.lane.say(message);
    },
    settle: (row, answer) => rows.settling.settle(row, answer),
    reopen: (lane) => lanes.get(lane)?.lane.reopen(),
    changed: () => (rows.settling.catchUp(), changed.emit()),
  });

  const keeper = makeBaseKeeper({
    address,
    device,
    timers,
    actorId: () => actorId ?? "",
    paramsOf: predictor.paramsOf,
    base: () => baseIn(replica),
    noticesOf: (ends) => rows.settling.noticesOf(ends),
    moved: ([epoch, version]) => hints.post({ t: "base", address: text, epoch, version }),
    report,
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
    say: (lane, message) => lanes.get(lane)?.lane.say(message),
    changed: changed.emit,
    afterReads: (what) => news.after(what),
  });

  const loaded = (state: StoredState): void => replica.take({ type: "loaded", ...state, text: "" });
  const news = makeDeviceNews({
    device,
    address,
    rows: () => rows,
    isolate: makeIsolate({ device, tabs, timers, address }),
    log,
    cursor: () => replica.state.cursor,
    isLive: () => lanes.isLive,
    discard: (name) => replica.take({ type: "discarded", name }),
    loaded,
    prepare(found) {
      for (const { params } of found) lanes.with(params);
    },
  });

  const guess = (): void => {
    if (definition === null || creation === null || replica.view.isKnown || !isReady) return;
    const guessed = guessState({ definition, name, key, log }, creation);
    if (guessed !== null) replica.guess(guessed.state);
  };

  const load = async (): Promise<void> => {
    if (address.lane !== undefined) await device.dropShared(address);
    const stored = await device.load(address);
    const state = storedState(stored);
    if (stored.head !== null && state !== null) {
      actorId = stored.head.actor;
      loaded(state);
    }
    keeper.found(stored);
    self.found(stored.self);
    // The rows were predicted on what it makes: another one would make something else of them.
    creation = stored.creation ?? creation;
    for (const client of tabs.held.keys()) replica.take({ type: "hold", client, held: true });
    for (const { params } of stored.rows) lanes.with(params);
    rows.found(stored.rows);
    rows.box.found(await news.isolate(stored, null));
    isReady = true;
    if (stored.rows.length > 0 || page.session.status === "down") guess();
    page.saver.want(rows);
    lanes.openAll();
    changed.emit();
  };

  const hold = (client: string, held: boolean): void => {
    replica.take({ type: "hold", client, held });
    lanes.openAll();
  };

  return {
    address,
    name,
    definition,
    replica,
    rows,
    delivered,
    changed,
    get actorId() {
      return actorId;
    },
    get self() {
      return self.now;
    },
    ready: news.first(load),
    lane: lanes.use,
    offer(offered) {
      creation ??= offered;
    },
    release: lanes.release,
    hint: (hint) => (hint.t === "notices" ? rows.settling.heard(hint.notices) : news.hint(hint)),
    // What its tab wrote last, nobody may have been told.
    adopt: (client) => news.look({ base: false, adopted: client }, () => hold(client, tabs.held.has(client))),
    hold,
    // What other tabs did comes first: lanes are opened by what is known of it.
    refresh: () => news.look({ base: true, adopted: null }, lanes.openAll),
    guess,
    get isIdle() {
      // Whoever has called here goes on counting where it stopped: an id given twice would be answered as the first.
      return isReady && !lanes.isUsed && entriesOf(replica.state).length === 0 && replica.state.ids.size === 0;
    },
    get isSettled() {
      return replica.state.unsaved === null && !keeper.hasRows;
    },
    settle: keeper.settled,
    close() {
      keeper.close();
      lanes.close();
    },
  };
}
