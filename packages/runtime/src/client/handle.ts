import { actorError } from "../errors/actor-error.ts";
import { randomId } from "../ports/random.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { toJson } from "../value/codec.ts";
import type { ActionCall } from "./action-call.ts";
import type { Address } from "./address.ts";
import { callAction } from "./call.ts";
import { makeConnection } from "./connection.ts";
import type { LocalActor } from "./local-actor.ts";
import type { Page } from "./page.ts";
import { settledInput } from "./require.ts";
import type { ActorConnBase } from "./types.ts";

/** A handle without its actions, which the proxy around it adds. */
export interface PlainHandle {
  connect(): ActorConnBase<unknown>;
  resolve(): Promise<string>;
  action(call: { readonly name: string; readonly args: readonly unknown[] }): ActionCall<unknown>;
}

export interface HandleParts {
  readonly page: Page;
  readonly address: Address;
  readonly params: unknown;
  /** How the actor is to be made where it does not exist; `null` where it must. */
  readonly creation: Creation | null;
}

export function makeHandle({ page, address, params, creation }: HandleParts): PlainHandle {
  const use = (): LocalActor => {
    const actor = page.actor(address);
    requireSynced(actor);
    if (creation !== null) actor.offer(creation);
    if (page.session.status === "down") actor.guess();
    return actor;
  };
  return {
    connect() {
      const actor = use();
      return makeConnection(page, actor, actor.lane(params));
    },
    resolve() {
      const actor = use();
      const lane = actor.lane(params);
      return new Promise((resolve, reject) => {
        const end = (): void => {
          stopKnowing();
          stopFailing();
          actor.release(lane);
          page.drop(actor);
        };
        const look = (): void => {
          if (actor.actorId === null) return;
          end();
          resolve(actor.actorId);
        };
        const stopKnowing = actor.changed.on(look);
        const stopFailing = lane.errors.on((error) => {
          end();
          reject(error);
        });
        look();
      });
    },
    action({ name, args }) {
      const actor = use();
      const lane = actor.lane(params);
      const release = (): void => {
        actor.release(lane);
        page.drop(actor);
      };
      try {
        const call = callAction(page.parts, actor, lane, name, args);
        call.then(release, release);
        return call;
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

function requireSynced({ definition, name }: LocalActor): void {
  if (definition === null) return;
  const { sync } = definition.config;
  if (sync === undefined || sync === false) throw actorError("actor/not_synced", `${name} is not synced. Define it with \`sync: true\`.`);
}

/** Everything an actor is made from, drawn when the handle is made: whoever creates it, creates the same. */
export function newCreation({ parts }: Page, input: unknown, only = false): Creation {
  return {
    key: randomId(parts.random),
    time: parts.timers.now(),
    ...(input === undefined ? {} : { input: toJson(settledInput("createWithInput", input)) }),
    ...(only ? { only: true } : {}),
  };
}
