import { randomId } from "../ports/random.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { withActions } from "../remote/with-actions.ts";
import { toJson } from "../value/codec.ts";
import type { ActionCall } from "./action-call.ts";
import { type Address, addressFor } from "./address.ts";
import type { GetParams } from "./ask-params.ts";
import { callAction } from "./call.ts";
import { makeConnection, type Place } from "./connection.ts";
import type { LocalActor } from "./local-actor.ts";
import type { Page } from "./page.ts";
import type { Pages } from "./pages.ts";
import { settledInput } from "./require.ts";
import { isBarred, isDown } from "./status.ts";
import type { ActorConnBase } from "./types.ts";

/** What a handle has by the replica, without its actions, which the proxy around it adds. */
export interface PlainHandle {
  connect(params?: unknown): ActorConnBase<unknown>;
  resolve(): Promise<string>;
  action(call: { readonly name: string; readonly args: readonly unknown[] }): ActionCall<unknown>;
}

export interface HandleParts {
  readonly pages: Pages;
  readonly address: Address;
  readonly params: unknown;
  readonly getParams: GetParams | undefined;
  /** How the actor is to be made where it does not exist; `null` where it must. */
  readonly creation: Creation | null;
}

export function makeHandle({ pages, address, params, getParams, creation }: HandleParts): PlainHandle {
  const use = (own = params): LocalActor => {
    const page = pages.current;
    const actor = page.actor(addressFor(page.definition(address.name), address, own));
    if (creation !== null) actor.offer(creation);
    if (isDown(page.session.status)) actor.guess();
    return actor;
  };
  return {
    connect(own) {
      const used = own === undefined ? params : settledInput("params", own);
      const place = (): Place => {
        const actor = use(used);
        return { actor, lane: actor.lanes.use(used, own === undefined ? getParams : undefined) };
      };
      return withActions<ActionCall<unknown>, ActorConnBase<unknown>>(makeConnection(pages, place));
    },
    resolve() {
      const page = pages.current;
      const actor = use();
      const lane = actor.lanes.use(params, getParams);
      return new Promise((resolve, reject) => {
        const end = (): void => {
          stopKnowing();
          stopFailing();
          stopRenewing();
          actor.lanes.release(lane);
          page.drop(actor);
        };
        const look = (): void => {
          if (actor.actorId === null) return;
          end();
          resolve(actor.actorId);
        };
        const stopKnowing = actor.changed.on(look);
        const stopFailing = lane.errors.on((error) => {
          // Where there are no params, they are asked for again.
          if (!isBarred(lane.lane.status)) return;
          end();
          reject(error);
        });
        const stopRenewing = pages.renewed.on(() => {
          end();
          resolve(this.resolve());
        });
        look();
      });
    },
    action({ name, args }) {
      const page = pages.current;
      const actor = use();
      const lane = actor.lanes.use(params, getParams);
      const release = (): void => {
        actor.lanes.release(lane);
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
export function newCreation({ parts }: Pick<Page, "parts">, input: unknown, only = false): Creation {
  return {
    key: randomId(parts.random),
    time: parts.timers.now(),
    ...(input === undefined ? {} : { input: toJson(settledInput("createWithInput", input)) }),
    ...(only ? { only: true } : {}),
  };
}
