import type { AnyActorDefinition, Registry } from "../contract/definition.ts";
import { type ActorError, actorError } from "../errors/actor-error.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import type { Unsaved } from "./actor-rows.ts";
import type { Address } from "./address.ts";
import { makeDevice } from "./device.ts";
import { makeGiveUp } from "./give-up.ts";
import { makeHeirs } from "./heirs.ts";
import { type Forgotten, guardedStorage } from "./guarded-storage.ts";
import { openHints } from "./hints.ts";
import type { LocalActor } from "./local-actor.ts";
import { makePageActors } from "./page-actors.ts";
import { makePageSaver } from "./page-saver.ts";
import type { ActionSettlement, PageParts } from "./page-parts.ts";
import type { ClientPorts } from "./ports.ts";
import { type ResilientStorage, resilientStorage } from "./resilient-storage.ts";
import { makeSaved, type Saved } from "./saved.ts";
import { openSession, type Session } from "./session.ts";
import type { PageWatch } from "./watch.ts";
import { isDown } from "./status.ts";
import { openTabs } from "./tabs.ts";

export interface PageOptions {
  readonly url: string;
  /** Names the device's records of this endpoint and user. */
  readonly scope: string;
  readonly registry: Registry | null;
  /** Everything that the device had is forgotten: this page is of no use any more. */
  readonly forgotten: (what: Forgotten) => void;
}

/** One page load: its identity, its connection, and all its actors. */
export interface Page {
  readonly parts: PageParts;
  readonly session: Session;
  readonly storage: Pick<ResilientStorage, "durability" | "isEvicted">;
  readonly changed: Emitter<[]>;
  /** Something of an actor has changed. */
  readonly news: Emitter<[]>;
  readonly settled: Emitter<[ActionSettlement]>;
  /** It is of an older version than what it meets. */
  readonly outdated: Emitter<[ActorError]>;
  /** Writes what is left to write: whether the page could be loaded anew without losing anything. */
  canReload(): Promise<boolean>;
  /** Whether nothing that was called on this page would be lost with it. */
  readonly saved: Pick<Saved, "isSaved" | "onChange">;
  definition(name: string): AnyActorDefinition | null;
  actor(address: Address): LocalActor;
  actors(): readonly LocalActor[];
  /** Lets an actor go that nobody uses. */
  drop(actor: LocalActor): void;
  /** Others have put rows on the device. */
  arrived(): void;
  /** Wipes the device. Rejects with `outbox/not_empty`, and with `storage/failed` where the storage cannot be reached. */
  forget(what: Forgotten): Promise<void>;
  /** Ends at once, without a word to the device: tells what was called and not saved, where that is to be kept. */
  abandon(keepsUnsaved: boolean): readonly (Unsaved & { readonly address: Address })[];
  close(): Promise<void>;
}

export function openPage(ports: ClientPorts, { url, scope, registry, forgotten }: PageOptions): Page {
  const { timers, log } = ports;
  const settled: Emitter<[ActionSettlement]> = emitter();
  const changed: Emitter<[]> = emitter();
  const news: Emitter<[]> = emitter();
  const outdated: Emitter<[ActorError]> = emitter();
  const storage = resilientStorage(() => ports.openStorage(scope), log, outdated.emit);
  const device = makeDevice(guardedStorage({ ...ports, storage, forgotten }));
  /** Closing, it takes nothing new, and ends what it has. */
  let isClosing = false;
  let isClosed = false;

  const report = (what: string) => (error: unknown) => void (isClosed || log.error({ msg: what, err: error }));
  const saved = makeSaved({ actors: () => actors.all(), durability: () => storage.durability });
  changed.on(saved.look);
  news.on(saved.look);
  const actors = makePageActors({ registry, parts: () => parts, changed: news.emit, report: report("the device could not be read") });

  const tabs = openTabs({ ...ports, scope, adopted: (client, secret) => heirs.adopt(client, secret) });

  const watch: PageWatch = { hear: null };
  const session = openSession({
    ...ports,
    url,
    watch,
    clients: () => [...tabs.held],
    unshown(client) {
      log.warn({ msg: "another tab speaks for this client now", client });
      giveUp(() => (tabs.held.has(client) ? [client] : []));
    },
  });
  session.changed.on(() => {
    if (session.status === "up") for (const client of tabs.held.keys()) heirs.retireIfDone(client);
    if (isDown(session.status)) for (const actor of actors.all()) actor.guess();
    changed.emit();
  });
  session.outdated.on(outdated.emit);
  storage.changed.on(() => changed.emit());

  const hints = openHints(ports.openChannel(scope), (hint) => {
    if (hint.t === "client") tabs.await(hint.client, hint.secret);
    else if (hint.t === "forgotten") look();
    else {
      const heard = actors.hear(hint);
      // Some other tab has what the server says, and so can send what this one cannot.
      if (heard !== undefined && hint.t === "base") giveUp(heard.stranded);
    }
  });
  const look = (): void => void device.look().catch(report("the device could not be read"));
  const saver = makePageSaver({ storage, device, tabs, hints, actors: () => actors.all(), report });

  const giveUp = makeGiveUp({ tabs, session, saver, timers, actors: actors.all });

  const requireOpen = (): void => {
    if (isClosing) throw actorError("client/disposed", "This client was disposed.");
  };

  const heirs = makeHeirs({ device, tabs, session, actors, report });

  const parts: PageParts = {
    ...ports,
    device,
    tabs,
    session,
    saver,
    hints,
    watch,
    settled: settled.emit,
    heirs,
    requireOpen,
  };

  const start = async (): Promise<void> => {
    heirs.meet();
    if (await device.relocate("boxed", { actors, tabs })) for (const each of actors.all()) each.refresh();
    for (const { address } of await device.waiting()) if (address !== null) actors.get(address);
    await device.forgetNotices(timers.now());
  };
  const startNow = (): void => void start().catch(report("the device could not be read"));
  startNow();
  const stopWatching = ports.watchPage({
    woke() {
      tabs.resume();
      heirs.meet();
      session.hurry();
      look();
      for (const each of actors.all()) each.refresh();
    },
    // A page in the back/forward cache keeps the locks it has, and nobody could send what it left.
    freezes() {
      tabs.pause();
      giveUp(() => (tabs.isPaused ? [...tabs.held.keys()] : []));
    },
  });

  const settle = async (): Promise<void> => {
    // Before the device has been read nothing is written to it.
    await Promise.allSettled(actors.all().map((each) => each.ready));
    await saver.settled();
    await Promise.all(actors.all().map((each) => each.settle()));
  };

  const end = (): void => {
    isClosed = true;
    for (const each of [actors, session, hints, tabs]) each.close();
  };

  return {
    parts,
    session,
    storage,
    changed,
    news,
    settled,
    outdated,
    async canReload() {
      await settle();
      return storage.durability === "disk" || actors.all().every(({ rows }) => rows.isEmpty);
    },
    saved,
    definition: actors.definition,
    actor(address) {
      requireOpen();
      return actors.get(address);
    },
    actors: actors.all,
    drop: actors.drop,
    arrived() {
      if (isClosing) return;
      startNow();
      for (const each of actors.all()) each.refresh();
    },
    async forget(what) {
      requireOpen();
      await settle();
      if (storage.isRefused) throw actorError("storage/failed", "The device's storage cannot be reached; what is on it cannot be wiped.");
      await device.forget(what);
    },
    abandon(keepsUnsaved) {
      isClosing = true;
      stopWatching();
      hints.post({ t: "forgotten" });
      const unsaved = actors.all().flatMap(({ address, rows }) => rows.end(keepsUnsaved).map((each) => ({ ...each, address })));
      for (const client of tabs.held.keys()) session.say({ t: "retire", client });
      end();
      void storage.close();
      return unsaved;
    },
    async close() {
      if (isClosing) return;
      isClosing = true;
      stopWatching();
      tabs.resume();
      await settle();
      end();
      await storage.close();
    },
  };
}
