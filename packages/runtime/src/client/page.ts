import type { AnyActorDefinition, Registry } from "../contract/definition.ts";
import { versionOf } from "../definition/upgrade.ts";
import { actorError, isError } from "../errors/actor-error.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { type Address, addressText } from "./address.ts";
import { makeDevice } from "./device.ts";
import { makeGiveUp } from "./give-up.ts";
import { makeHeirs } from "./heirs.ts";
import { type Hint, openHints } from "./hints.ts";
import { type LocalActor, makeLocalActor } from "./local-actor.ts";
import { outdatedNews, type OutdatedNews } from "./outdated.ts";
import type { ActionSettlement, PageParts } from "./page-parts.ts";
import type { ClientPorts } from "./ports.ts";
import { type Durability, resilientStorage } from "./resilient-storage.ts";
import { makeSaver } from "./saver.ts";
import { openSession, type Session } from "./session.ts";
import { isDown } from "./status.ts";
import { openTabs } from "./tabs.ts";

export interface PageOptions {
  readonly url: string;
  /** Names the device's records of this endpoint and user. */
  readonly scope: string;
  readonly registry: Registry | null;
}

/** One page load: its identity, its connection, and all its actors. */
export interface Page {
  readonly parts: PageParts;
  readonly session: Session;
  readonly durability: Durability;
  readonly changed: Emitter<[]>;
  readonly settled: Emitter<[ActionSettlement]>;
  readonly onOutdated: OutdatedNews["on"];
  definition(name: string): AnyActorDefinition | null;
  actor(address: Address): LocalActor;
  /** Lets an actor go that nobody uses. */
  drop(actor: LocalActor): void;
  /** Everything that this page knew when it was asked is written to the device. */
  saved(): Promise<void>;
  close(): Promise<void>;
}

export function openPage(ports: ClientPorts, { url, scope, registry }: PageOptions): Page {
  const { timers, random, log } = ports;
  const actors = new Map<string, LocalActor>();
  const settled: Emitter<[ActionSettlement]> = emitter();
  const changed: Emitter<[]> = emitter();
  const outdated = outdatedNews(async () => {
    await settle();
    return storage.durability === "disk" || [...actors.values()].every(({ rows }) => rows.isEmpty);
  });
  const storage = resilientStorage(() => ports.openStorage(scope), log, outdated.told);
  const device = makeDevice(storage);
  /** Closing, it takes nothing new, and ends what it has. */
  let isClosing = false;
  let isClosed = false;
  /** The own client's record is written with its first row. */
  let recorded: string | null = null;

  const report = (what: string) => (error: unknown) => {
    if (!isClosed) log.error({ msg: what, err: error });
  };

  const tabs = openTabs({
    locks: ports.locks,
    random,
    log,
    scope,
    adopted: (client, secret) => void heirs.adopt(client, secret).catch(report("a dead tab's actions could not be read")),
  });

  const session = openSession({
    url,
    openLink: ports.openLink,
    timers,
    random,
    log,
    clients: () => [...tabs.held],
    unshown(client) {
      log.warn({ msg: "another tab speaks for this client now", client });
      giveUp(() => (tabs.held.has(client) ? [client] : []));
    },
  });
  session.changed.on(() => {
    if (session.status === "up") for (const client of tabs.held.keys()) retireIfDone(client);
    if (isDown(session.status)) for (const actor of actors.values()) actor.guess();
    changed.emit();
  });
  session.outdated.on(outdated.told);
  storage.changed.on(() => changed.emit());

  const hints = openHints(ports.openChannel(scope), (hint) => {
    if (hint.t === "client") tabs.await(hint.client, hint.secret);
    else hear(hint);
  });
  const hear = (hint: Exclude<Hint, { t: "client" }>): void => {
    const found = actors.get(hint.address);
    found?.hint(hint);
    // Some other tab has what the server says, and so can send what this one cannot.
    if (found !== undefined && hint.t === "base") giveUp(found.stranded);
  };

  const saver = makeSaver({
    async enqueue({ rows, creations, unbox }) {
      await tabs.ready;
      const { client, secret } = tabs.own;
      const clients = recorded === client ? [] : ([[client, secret]] as const);
      try {
        // In memory there are no other tabs, and the box may have been left on the disk.
        await device.enqueue({ rows, creations, clients, unbox: storage.durability === "disk" ? unbox : [] });
        if (clients.length > 0) hints.post({ t: "client", client, secret });
        recorded = client;
      } catch (error) {
        if (isError(error, "storage/conflict")) return false;
        // They stay in memory, and are sent from there.
        report("actions could not be saved")(error);
      }
      return true;
    },
    report: report("actions could not be saved"),
  });

  const giveUp = makeGiveUp({ tabs, session, saver, timers, actors: () => actors.values() });

  const requireOpen = (): void => {
    if (isClosing) throw actorError("client/disposed", "This client was disposed.");
  };

  const parts: PageParts = {
    device,
    tabs,
    session,
    saver,
    hints,
    timers,
    random,
    log,
    settled: settled.emit,
    met(clients) {
      if ([...clients].every(tabs.knows)) return;
      meet().catch(report("the device could not be read"));
    },
    rowsGone: (clients) => clients.forEach(retireIfDone),
    requireOpen,
  };

  const definition = (name: string): AnyActorDefinition | null => {
    const { use } = registry?.config ?? { use: {} };
    return Object.hasOwn(use, name) ? (use[name] ?? null) : null;
  };

  const actor = (address: Address): LocalActor => {
    const text = addressText(address);
    let found = actors.get(text);
    if (found === undefined) {
      found = makeLocalActor(parts, address, definition(address.name));
      actors.set(text, found);
      found.ready.catch(report("the device could not be read"));
    }
    return found;
  };

  const heirs = makeHeirs({
    device,
    tabs,
    session,
    open: (address) => actor(address).ready,
    take(client, secret) {
      session.say({ t: "show", client, secret });
      for (const each of actors.values()) each.adopt(client);
    },
    schemaOf: (name) => versionOf(definition(name)).version,
    letGo(client) {
      for (const each of actors.values()) each.hold(client, false);
    },
    report,
  });
  const { meet, retireIfDone } = heirs;

  const start = async (): Promise<void> => {
    await meet();
    const waiting = new Map((await device.rows()).map(({ address }) => [addressText(address), address]));
    for (const address of waiting.values()) actor(address);
  };
  start().catch(report("the device could not be read"));

  const stopWatching = ports.watchPage({
    woke() {
      tabs.resume();
      meet().catch(report("the device could not be read"));
      session.hurry();
      for (const each of actors.values()) each.refresh();
    },
    // A page in the back/forward cache keeps the locks it has, and nobody could send what it left.
    freezes() {
      tabs.pause();
      giveUp(() => (tabs.isPaused ? [...tabs.held.keys()] : []));
    },
  });

  const settle = async (): Promise<void> => {
    // Before the device has been read nothing is written to it.
    await Promise.allSettled([...actors.values()].map((each) => each.ready));
    await saver.settled();
    await Promise.all([...actors.values()].map((each) => each.settle()));
  };

  return {
    parts,
    session,
    get durability() {
      return storage.durability;
    },
    changed,
    settled,
    onOutdated: outdated.on,
    definition,
    actor(address) {
      requireOpen();
      return actor(address);
    },
    drop(idle) {
      if (!idle.isIdle) return;
      // Opened anew before its last step is on the device, it would find rows there that are over.
      void idle.settle().then(() => {
        const text = addressText(idle.address);
        if (!idle.isIdle || actors.get(text) !== idle) return;
        actors.delete(text);
        idle.close();
      });
    },
    saved: settle,
    async close() {
      if (isClosing) return;
      isClosing = true;
      stopWatching();
      tabs.resume();
      await settle();
      isClosed = true;
      for (const each of actors.values()) each.close();
      actors.clear();
      session.close();
      hints.close();
      tabs.close();
      await storage.close();
    },
  };
}
