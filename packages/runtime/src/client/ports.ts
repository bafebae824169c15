import type { Adoption, AdoptionParts } from "./adoption.ts";
import type { Channel } from "../ports/channel.ts";
import type { OpenLink } from "../ports/link.ts";
import type { Locks } from "../ports/locks.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Storage } from "../ports/storage.ts";
import type { Timers } from "../ports/timers.ts";
import type { RemoteClient } from "../remote/types.ts";

/** What happens to a page between its load and its end. */
export interface PageLife {
  /** It may have missed something: it was hidden, frozen, or offline. */
  woke(): void;
  /** It is about to stand still, perhaps for good. */
  freezes(): void;
}

/** A device's storage, and what is known of it. */
export interface DeviceStorage extends Storage {
  /** Whether the platform has deleted what was in it; asked once, before anything is written. */
  readonly wasEvicted?: () => Promise<boolean>;
  /** It keeps nothing longer than the page lives, and nobody wants it to. */
  readonly isVolatile?: boolean;
}

/** How much is done at once: what comes in many parts lets others have their turn after so many. */
export interface Turns {
  /** In messages of the server, or rows of the device. */
  readonly size: number;
  /** Runs something in a task of its own, soon, in the background as well. */
  later(task: () => void): void;
}

/** What a client with replicas needs from its platform. */
export interface ClientPorts {
  /** Opens the device's storage; rejects where there is none. */
  readonly openStorage: (name: string) => Promise<DeviceStorage>;
  readonly openLink: OpenLink;
  readonly openChannel: (name: string) => Channel;
  readonly locks: Locks;
  readonly timers: Timers;
  readonly turns: Turns;
  readonly random: Random;
  readonly log: Logger;
  /** Loads the client for what needs no replica. */
  readonly loadRemote: () => Promise<RemoteClient>;
  /** Loads what makes another user's work this one's. */
  readonly loadAdoption: () => Promise<(parts: AdoptionParts) => Adoption>;
  /** Calls back until the returned function is called. */
  readonly watchPage: (life: PageLife) => () => void;
}
