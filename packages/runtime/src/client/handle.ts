import { randomId } from "../ports/random.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { withActions } from "../remote/with-actions.ts";
import { toJson } from "../value/codec.ts";
import type { ActionCall } from "./action-call.ts";
import { type Address, addressFor } from "./address.ts";
import { callAction } from "./call.ts";
import { makeConnection } from "./connection.ts";
import type { LocalActor } from "./local-actor.ts";
import type { Page } from "./page.ts";
import { settledInput } from "./require.ts";
import { isDown } from "./status.ts";
import type { ActorConnBase } from "./types.ts";

/** What a handle has by the replica, without its actions, which the proxy around it adds. */
export interface PlainHandle {
  connect(params?: unknown): ActorConnBase<unknown>;
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
  const use = (own = params): LocalActor => {
    const actor = page.actor(addressFor(page.definition(address.name), address, own));
    if (creation !== null) actor.offer(creation);
    if (isDown(page.session.status)) actor.guess();
    return actor;
  };
  return {
    connect(own) {
      const used = own === undefined ? params : settledInput("params", own);
      const actor = use(used);
      const lane = actor.lane(used);
      return withActions<ActionCall<unknown>, ActorConnBase<unknown>>(makeConnection(page, actor, lane));
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

/** Everything an actor is made from, drawn when the handle is made: whoever creates it, creates the same. */
export function newCreation({ parts }: Page, input: unknown, only = false): Creation {
  return {
    key: randomId(parts.random),
    time: parts.timers.now(),
    ...(input === undefined ? {} : { input: toJson(settledInput("createWithInput", input)) }),
    ...(only ? { only: true } : {}),
  };
}
