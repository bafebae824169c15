// Actors that call each other, themselves, and make others.
import { actor, setup } from "rivetkit";
import { createClient } from "rivetkit/client";

interface Job {
  id: string;
  text: string;
}
interface Done {
  job: string;
  words: number;
}

const foreman = actor({
  state: { done: [] as Done[], children: [] as string[], heard: [] as (Done | Job)[] },
  actions: {
    start: async (c, jobs: Job[]) => {
      const client = c.client<typeof registry>();
      await Promise.all(jobs.map((job) => client.hand.getOrCreate(job.id).work(job)));
    },
    report: (c, done: Done) => {
      c.state.done.push(done);
    },
    results: (c) => c.state.done,
    adopt: async (c, name: string) => {
      const client = c.client<typeof registry>();
      const handle = await client.hand.create([c.key[0], name]);
      const id = await handle.resolve();
      c.state.children.push(id);
      return id;
    },
    watch: async (c) => {
      const client = c.client<typeof registry>();
      const hand = client.hand.getOrCreate(["main"]).connect();
      hand.on("worked", (done: Done) => {
        c.state.heard.push(done);
      });
      return { watching: true };
    },
    ask: async (c, text: string) => {
      const client = c.client<typeof registry>();
      const [words, letters] = await Promise.all([client.counter.getOrCreate(["w"]).words(text), client.counter.getOrCreate(["l"]).letters(text)]);
      c.state.done.push({ job: "ask", words });
      return { words, letters };
    },
  },
});

const hand = actor({
  state: {},
  actions: {
    work: async (c, job: Job) => {
      const done = { job: job.id, words: job.text.split(" ").length };
      const client = c.client<typeof registry>();
      await client.foreman.getOrCreate("main").report(done);
      c.broadcast("worked", done);
    },
  },
});

const counter = actor({
  state: {},
  actions: { words: (c, text: string) => text.split(" ").length, letters: async (c, text: string) => text.length },
});

// Without the registry's type, names and results are the caller's to know.
const stranger = actor({
  state: {},
  actions: {
    ask: async (c) => {
      const client = c.client();
      const handle = await client.counter.getOrCreate();
      return await handle.words("one two");
    },
  },
});

export const registry = setup({ use: { foreman, hand, counter, stranger } });

const client = createClient<typeof registry>("http://localhost:8080");
const coordinator = client.foreman.getOrCreate(["main"]);
await coordinator.start([{ id: "a", text: "one" }]);
export const done: Done[] = await coordinator.results();
const id = await coordinator.adopt("new");
await client.hand.getForId(id).work({ id: "b", text: "two" });
export const both = await Promise.all(["x", "y"].map((text) => client.counter.getOrCreate([text]).words(text)));
export const sums: number[] = both;
