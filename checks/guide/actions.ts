// Actions, functions beside them, and how they fail.
import { actor, type ActionContextOf, setup, UserError } from "rivetkit";
import { ActorError, createClient } from "rivetkit/client";

const account = actor({
  state: { owner: "", calls: 0, reset: Date.now(), log: [] as { id: string; text: string; at: number }[] },
  createVars: () => ({ running: null as AbortController | null }),
  actions: {
    rename: (c, owner: string) => {
      if (owner.length > 32) throw new UserError("That is too long.");
      requireLetters(c, owner);
      c.state.owner = owner;
    },
    call: (c) => {
      if (++c.state.calls <= 100) return;
      throw new UserError("Too many calls.", {
        code: "too_many",
        metadata: { limit: 100, retryAfter: Math.ceil((c.state.reset + 60_000 - Date.now()) / 1000) },
      });
    },
    untyped: (c, given: unknown) => {
      if (typeof given !== "object" || given === null || !("amount" in given)) throw new UserError("No amount.", { code: "bad" });
      return (c.state.calls += Number(given.amount));
    },
    write: (c, text: string, at?: number) => {
      const entry = { id: crypto.randomUUID(), text, at: at ?? Date.now() };
      c.state.log.push(entry);
      return entry;
    },
    generate: async (c, prompt: string) => {
      const controller = new AbortController();
      c.vars.running = controller;
      c.abortSignal.addEventListener("abort", () => controller.abort());
      const response = await fetch("https://example.org", { method: "POST", body: JSON.stringify({ prompt }), signal: controller.signal });
      if (!response.ok) throw new Error(`The model says ${response.status}: ${await response.text()}`);
      return await response.json();
    },
    follow: async (c) => (await fetch("https://example.org", { signal: c.abortSignal })).status,
    stop: (c) => {
      c.vars.running?.abort();
    },
    save: async (c) => {
      await c.saveState({ immediate: true });
      c.saveState({ immediate: true });
    },
    // What the arguments are may be left to the compiler, as in a first sketch.
    sketch: (c, user) => {},
  },
});

function requireLetters(c: ActionContextOf<typeof account>, name: string): void {
  if (c.state.log.some(({ text }) => text === name) || !/^\p{L}+$/u.test(name)) {
    throw new UserError("Letters only.", { code: "letters_only", metadata: { name } });
  }
}

export const registry = setup({ use: { account } });
const client = createClient<typeof registry>("http://localhost:8080");

// Stateless, and over a connection: the same names, the same errors.
const handle = await client.account.getOrCreate();
const connection = client.account.getOrCreate([]).connect();
const written = await handle.write("first");
export const text: string = written.text;
export const amount: number = await connection.untyped({ amount: 1 });

for (const target of [handle, connection]) {
  try {
    await target.rename("x");
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    console.log(error.group, error.code, error.message, error.metadata);
    if (error.code === "too_many") console.log((error.metadata as { retryAfter: number }).retryAfter);
  }
}
// @ts-expect-error a name is a text
await handle.rename(1);
// @ts-expect-error there is no such action
await connection.remove();
