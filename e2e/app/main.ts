import { type ActionCall, ActorError, createClient } from "@rivulet/runtime/local";
import { registry } from "./registry.ts";
import { show } from "./show.ts";

const query = new URLSearchParams(location.search);
const title = query.get("title");
const adopt = query.get("adopt");
const client = createClient<typeof registry>({
  endpoint: query.get("endpoint") ?? "",
  registry,
  user: query.get("user") ?? "",
  ...(adopt === null ? {} : { adopt }),
});
const list = client.list
  .getOrCreate(query.get("list") ?? "shared", {
    ...(title === null ? {} : { createWithInput: { title } }),
    ...(query.has("guarded") ? { getParams: () => ({ token: localStorage.getItem("token") ?? "0" }) } : {}),
  })
  .connect();

/** What a page hears of one of its calls. */
export interface News {
  readonly what: "saved" | "accepted" | "rejected";
  readonly id: string;
}

/** What tests do to the page. */
export interface Bench {
  readonly list: typeof list;
  /** Adds these at once, and tells the test what becomes of each. */
  add(ids: readonly string[]): void;
  /** Wipes the user's data from the device; what became of it. */
  forget(evenUnsent: boolean): Promise<string>;
  /** Adds without end, some in every frame. */
  burst(name: string): void;
  /** Ends the burst; what it has added. */
  rest(): readonly string[];
}

declare global {
  interface Window {
    readonly bench: Bench;
    /** Passes news on to the test. */
    readonly told?: (news: News) => Promise<void>;
  }
}

function follow(id: string, call: ActionCall<unknown>): ActionCall<unknown> {
  const tell = (what: News["what"]): void => void window.told?.({ what, id });
  void call.saved.then(() => tell("saved"));
  call.then(
    () => tell("accepted"),
    (error: unknown) => {
      if (!(error instanceof ActorError)) throw error;
      tell("rejected");
    },
  );
  return call;
}

let added: string[] = [];
let isResting = false;

/** As fast as frames come and the device keeps up; the server need not. */
async function burst(name: string): Promise<void> {
  while (!isResting) {
    const ids = Array.from({ length: 3 }, (_, n) => `${name} ${added.length + n}`);
    added = [...added, ...ids];
    const calls = ids.map((id) => follow(id, list.add(id)));
    await Promise.all(calls.map(({ saved }) => saved));
    await new Promise((next) => requestAnimationFrame(next));
  }
}

const bench: Bench = {
  list,
  add(ids) {
    for (const id of ids) void follow(id, list.add(id));
  },
  forget: (evenUnsent) =>
    client.forget({ evenUnsent }).then(
      () => "done",
      (error: unknown) => (error instanceof ActorError ? error.code : String(error)),
    ),
  burst: (name) => void burst(name),
  rest() {
    isResting = true;
    return added;
  },
};
Object.assign(window, { bench });

// Drawing a long list takes longer than all that is to be measured.
if (!query.has("blind")) show(list);
