import { impurityLogger } from "#dev";
import type { AnyActorDefinition } from "../contract/definition.ts";
import { versionOf } from "../definition/upgrade.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { leavesUntold } from "../replica/endings.ts";
import type { Predictor } from "../replica/predictor.ts";
import { makeReplica, type Replica } from "../replica/replica.ts";
import { entriesOf } from "../replica/state.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { type ActorRows, makeActorRows } from "./actor-rows.ts";
import { type Address, addressText } from "./address.ts";
import { makeBaseKeeper } from "./base-keeper.ts";
import { baseOf, endingsOf } from "./decode.ts";
import { makeDelivered } from "./delivered.ts";
import type { StoredActor } from "./device.ts";
import { makeDeviceNews } from "./device-news.ts";
import { guessState } from "./guess.ts";
import type { LocalActor } from "./local-actor.ts";
import { makeLocalLanes } from "./local-lanes.ts";
import { leavesUnnamed, openingOf } from "./opening.ts";
import type { PageParts } from "./page-parts.ts";
import { makeSelfKeeper } from "./self-keeper.ts";
import { isDown } from "./status.ts";
import { type AssembledBase, assembleBase } from "./stored-base.ts";

export function makeLocalActor(page: PageParts, address: Address, definition: AnyActorDefinition | null): LocalActor {
  const { device, tabs, timers, turns } = page;
  const { name } = address;
  const own = versionOf(definition);
  const text = addressText(address);
  const log = page.log.child({ actor: text });
  const changed: Emitter<[]> = emitter();
  const delivered = makeDelivered();
  let key = "key" in address ? address.key : [];
  let actorId: string | null = "id" in address ? address.id : null;
  let creation: Creation | null = null;
  let isReady = false;
  /** Looks at the device that lanes wait for: they are opened by what is known of other tabs' rows. */
  let looks = 0;
  const report = (err: unknown): void => log.error({ msg: "the device could not be written", err });
  const logImpurity = impurityLogger(log);
  const self = makeSelfKeeper(address, device, report);
  const parts = { ...page, address, own, log, delivered, report, key: () => key, changed: changed.emit };

  const lanes = makeLocalLanes({
    ...parts,
    replica: () => replica,
    opening(lane, params) {
      if (!isReady || looks > 0 || page.heirs.isMeeting) return null;
      return openingOf({ address, definition, creation, state: replica.state, own: tabs.own.client, lane, params });
    },
    opened(lane, message, said) {
      const { actor, cursor, progress } = message;
      const base = baseOf(message);
      const ended = message.destroyed === undefined ? null : endingsOf(message.destroyed, timers.now());
      if (leavesUnnamed(replica.state, said, cursor[0])) return lanes.reopen(lane);
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
      if (leavesUntold(replica.state, ended)) lanes.openAll();
    },
  });

  const predictor: Predictor = {
    definition,
    own,
    name,
    get key() {
      return key;
    },
    at: text,
    log,
    actorId: () => actorId,
    impure(action, use, row) {
      page.watch.hear?.(text, { type: "impure", row, use });
      logImpurity(action, use);
    },
    paramsOf: lanes.paramsOf,
  };

  const replica: Replica = makeReplica(predictor, {
    save: () => page.saver.want(rows),
    store: (step, state) => rows.store(step, state),
    push: (lane, client, pushed) => rows.push(lane, client, pushed),
    settle: (row, answer) => rows.settling.settle(row, answer),
    reopen: lanes.reopen,
    changed: () => (rows.settling.catchUp(), changed.emit()),
  }, page.watch);

  const keeper = makeBaseKeeper({
    ...parts,
    actorId: () => actorId ?? "",
    schema: own.version,
    replica,
  });

  const rows: ActorRows = makeActorRows({
    ...parts,
    lanes,
    replica,
    keeper,
    creation: () => (replica.state.cursor === null ? creation : null),
    isReady: () => isReady,
    afterReads: (what) => news.after(what),
  });

  /** Many rows are run some at a time: nobody is held up by all of them at once. */
  const catchUp = async (): Promise<void> => {
    while (replica.isBehind) {
      await new Promise<void>(turns.later);
      replica.take({ type: "more" });
    }
    changed.emit();
  };
  const showBase = (base: AssembledBase | null): Promise<void> => {
    if (base !== null) replica.take({ type: "loaded", ...base, text: "", atOnce: turns.size });
    return catchUp();
  };

  const news = makeDeviceNews({ ...parts, lanes, replica, rows, showBase });

  const guess = (): void => {
    // One that exists has another state than a new one, even where it is not known.
    if (definition === null || creation === null || actorId !== null || replica.view.isKnown || !isReady) return;
    const guessed = guessState({ definition, name, key, log, params: lanes.paramsOf(address.lane ?? "") }, creation);
    if (guessed !== null) replica.guess(guessed.state, turns.size);
  };

  const load = async (): Promise<void> => {
    const dropped = address.lane !== undefined && device.dropShared(address);
    let known: ReadonlySet<string>;
    let stored: StoredActor;
    // A client that this tab was given meanwhile may have written since: all is read again, so that its rows go with the others.
    do {
      known = new Set(tabs.held.keys());
      [stored] = await Promise.all([device.load(address), dropped]);
    } while ([...tabs.held.keys()].some((client) => !known.has(client)));
    const base = assembleBase(stored, own);
    if (stored.head !== null) actorId = stored.head.actor;
    keeper.found(stored);
    self.found(stored.self);
    // The rows were predicted on what it makes: another one would make something else of them.
    creation = stored.creation ?? creation;
    for (const client of tabs.held.keys()) replica.take({ type: "hold", client, held: true });
    await rows.read(stored, new Set(), null);
    // After the rows: what it is seen with from the first.
    await showBase(base);
    isReady = true;
    if (stored.rows.length > 0 || isDown(page.session.status)) guess();
    await catchUp();
    page.saver.want(rows);
    lanes.openAll();
  };

  const look = (adopted: string | null, done: (isRead: boolean) => void): void => {
    looks++;
    news.look(adopted, (isRead) => {
      looks--;
      done(isRead);
      lanes.openAll();
    });
  };
  const refresh = (): void => look(null, () => {});

  const hold = (client: string, held: boolean): void => {
    replica.take({ type: "hold", client, held });
    lanes.openAll();
  };

  return {
    address,
    name,
    definition,
    schema: own.version,
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
    lanes,
    offer: (offered) => void (creation ??= offered),
    hint: (hint) => (hint.t === "notices" ? rows.settling.heard(hint.notices) : news.hint(hint)),
    // What its tab wrote last, nobody may have been told.
    adopt(client) {
      look(client, (isRead) => {
        if (isRead) hold(client, tabs.held.has(client));
      });
    },
    hold(client, held) {
      hold(client, held);
      // Whoever speaks for it now may have settled rows of it already, which this page took for its own to settle until now.
      if (!held && entriesOf(replica.state).some(({ row }) => row.client === client)) refresh();
    },
    stranded: () => (lanes.isOutdated ? rows.held() : []),
    refresh,
    restoreBase: keeper.restore,
    guess() {
      guess();
      void catchUp();
    },
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
