import { createClient as oldClient } from "../peers/rivetkit-2.0.33.mjs";
import { createClient as middleClient } from "../peers/rivetkit-2.2.1.mjs";
import { createClient as newClient } from "../peers/rivetkit-2.3.19.mjs";
import { makeStage } from "./stage.ts";

declare global {
  interface Window {
    readonly stage: ReturnType<typeof makeStage>;
  }
}

Object.assign(window, { stage: makeStage({ "2.0.33": oldClient, "2.2.1": middleClient, "2.3.19": newClient }) });
