import { consoleLogger, systemTimers } from "../browser/platform.ts";
import type { Client as LocalClient } from "../client/types.ts";
import type { Client } from "../contract/client.ts";
import type { Registry } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import { makeGateway } from "../host/gateway.ts";
import { inlineClient } from "../host/inline-client.ts";
import type { Logger, LogLine } from "../ports/logger.ts";
import { inProcess } from "./in-process.ts";
import { type VirtualTime, virtualTime } from "./virtual-time.ts";

/** What a test runner gives each test: Vitest's context, and that of node:test. */
export type TestContext =
  | { readonly onTestFinished: (task: () => Promise<void>) => void }
  | { readonly after: (task: () => Promise<void>) => void };

export interface SetupTestOptions {
  /** Whether time passes by itself, or is moved by `advance()`. Default `"real"`. */
  readonly time?: "real" | "virtual";
  /** Where the actors log. Default: warnings and errors to the console. */
  readonly log?: Logger;
}

/** The actors of a registry for one test. */
export interface TestSetup<R extends Registry> {
  /** RivetKit's client. */
  readonly client: Client<R>;
  /** A client with replicas on a device of its own, which has nothing stored yet. */
  localClient(): LocalClient<R>;
  /** Whether clients with replicas reach the actors. Set it to see what they do without a network. */
  isOnline: boolean;
  /** The actors' clock, in milliseconds since 1970. */
  now(): number;
}

export interface VirtualTestSetup<R extends Registry> extends TestSetup<R> {
  /** Moves the clock on, by way of everything that is due until then: schedules, sleep, time-outs. */
  advance(ms: number): Promise<void>;
}

/**
 * Runs the actors of a registry for one test: in this process, over memory, with nothing left of an earlier test. At the
 * test's end they are put to sleep and the clients are closed.
 *
 * Follows RivetKit's page “Testing”.
 */
export function setupTest<R extends Registry>(t: TestContext, registry: R, options: SetupTestOptions & { readonly time: "virtual" }): Promise<VirtualTestSetup<R>>;
export function setupTest<R extends Registry>(t: TestContext, registry: R, options?: SetupTestOptions): Promise<TestSetup<R>>;
export async function setupTest<R extends Registry>(t: TestContext, registry: R, options: SetupTestOptions = {}): Promise<TestSetup<R>> {
  const { log = warnings(consoleLogger()) } = options;
  const virtual = options.time === "virtual" ? virtualTime(turn) : null;
  const timers = virtual?.timers ?? systemTimers();
  const world = inProcess(registry, { timers, log });
  const remote = inlineClient({ timers, random: world.host.ports.random, log }, makeGateway(world.host));
  const locals: LocalClient<R>[] = [];

  const end = async (): Promise<void> => {
    await Promise.all([remote, ...locals].map((client) => client.dispose()));
    await world.host.stop();
  };
  atEnd(t, () => (virtual === null ? end() : virtual.until(end())));

  const setup: TestSetup<R> = {
    // It answers to whatever names the registry has; the type says which.
    client: remote as unknown as Client<R>,
    localClient() {
      const client = world.client();
      locals.push(client);
      return client;
    },
    get isOnline() {
      return world.isOnline;
    },
    set isOnline(isOnline) {
      world.isOnline = isOnline;
    },
    now: timers.now,
  };
  return virtual === null ? setup : withAdvance(setup, virtual);
}

function withAdvance<R extends Registry>(setup: TestSetup<R>, { advance }: VirtualTime): VirtualTestSetup<R> {
  return Object.assign(setup, { advance });
}

function atEnd(t: TestContext, task: () => Promise<void>): void {
  if ("onTestFinished" in t) t.onTestFinished(task);
  else if ("after" in t) t.after(task);
  else throw actorError("definition/invalid", "setupTest() takes the context of a test: what Vitest and node:test give to its function.");
}

/** Kept from before tests put their own clocks in the place of the platform's. */
const { setTimeout: platformTimeout } = globalThis;

/** Twice: streams and promises of the platform may need one turn more than microtasks. */
async function turn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => void platformTimeout(resolve, 0));
}

function warnings(log: Logger): Logger {
  const nothing: LogLine = () => {};
  return { ...log, trace: nothing, debug: nothing, info: nothing, child: (fields) => warnings(log.child(fields)) };
}
