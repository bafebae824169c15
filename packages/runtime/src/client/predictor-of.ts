import { versionOf } from "../definition/upgrade.ts";
import { SILENT } from "../ports/logger.ts";
import type { Predictor } from "../replica/predictor.ts";
import { addressText } from "./address.ts";
import type { LocalActor } from "./local-actor.ts";

/** What predictions of an actor are made with, beside the page's own: nothing is said to anybody. */
export function predictorOf({ address, name, definition, actorId, lanes }: LocalActor): Predictor {
  return {
    definition,
    own: versionOf(definition),
    name,
    key: "key" in address ? address.key : [],
    at: addressText(address),
    log: SILENT,
    actorId: () => actorId,
    impure: () => {},
    paramsOf: lanes.paramsOf,
  };
}
