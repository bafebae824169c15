import type { ActorError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Timers } from "../ports/timers.ts";
import type { Device } from "./device.ts";
import type { Hints } from "./hints.ts";
import type { Turns } from "./ports.ts";
import type { Saver } from "./saver.ts";
import type { Session } from "./session.ts";
import type { PageWatch } from "./watch.ts";
import type { Tabs } from "./tabs.ts";

/** How an action of this device ended, whichever page called it. */
export interface ActionSettlement {
  /** Names the call for ever, as `c.actionId` does. */
  readonly id: string;
  readonly actor: string;
  readonly key: readonly string[];
  readonly action: string;
  readonly args: readonly unknown[];
  /** The server's output, where it accepted the action. */
  readonly output?: unknown;
  /** Why it was rejected; the action is in the outbox then, unless it was discarded. */
  readonly error?: ActorError;
  /** It was taken back while it waited: too late, where there is an `output`, or an error other than `action/voided`. */
  readonly discarded?: true;
}

/** What actors tell of the clients of other tabs, and ask about them. */
export interface OtherTabs {
  /** It is not known yet which of them are dead: what those called goes to the server before what is called here. */
  readonly isMeeting: boolean;
  /** Rows of these clients are on the device: whoever is not known is to be waited for. */
  found(clients: Iterable<string>): void;
  /** A dead client whose last row is gone is retired, as soon as the server can be told. */
  retireIfDone(client: string): void;
}

/** What all actors of a page share. */
export interface PageParts {
  readonly device: Device;
  readonly tabs: Tabs;
  readonly session: Session;
  readonly saver: Saver;
  readonly hints: Hints;
  readonly timers: Timers;
  readonly turns: Turns;
  readonly random: Random;
  readonly log: Logger;
  readonly watch: PageWatch;
  readonly settled: (settlement: ActionSettlement) => void;
  readonly heirs: OtherTabs;
  /** Throws `client/disposed` once the page takes nothing new. */
  readonly requireOpen: () => void;
}
