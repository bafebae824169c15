import type { GetOptions } from "../contract/client.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { actorError } from "../errors/actor-error.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import { versionOf } from "../definition/upgrade.ts";
import { toJson } from "../value/codec.ts";
import { makeLane } from "./lane.ts";
import type { PageParts } from "./page-parts.ts";
import { isBarred } from "./status.ts";

/** Makes an actor on the server, however long it takes to reach it. Rejects with what the server refuses it for. */
export function createOnServer(
  page: PageParts,
  { name, key }: { readonly name: string; readonly key: readonly string[] },
  definition: AnyActorDefinition | null,
  { params, getParams }: GetOptions,
  creation: Creation,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const lane = makeLane({
      ...page,
      opening: () => ({
        name,
        at: { key: [...key] },
        create: creation,
        seen: [],
        version: versionOf(definition).version,
        ...(params === undefined ? {} : { params: toJson(params) }),
      }),
      getParams: () => getParams,
      news: {
        opened() {
          lane.close();
          resolve();
        },
        frame: () => {},
        closed: () => {},
        failed(error) {
          // Where there are no params to show, they are asked for again.
          if (!isBarred(lane.status)) return page.log.warn({ msg: `an actor ${name} is not made yet`, err: error });
          lane.close();
          reject(error.code === "not_found" ? actorError("actor/not_found", `No actor is registered as ${name}.`) : error);
        },
        changed: () => {},
      },
    });
    lane.open();
  });
}
