import { createClient } from "@rivulet/runtime/client";
import type { registry } from "../registry.ts";

// The page's own server has the actors, under /api/rivet.
const client = createClient<typeof registry>();
const counter = client.counter.getOrCreate(["everyone"]).connect();
const button = document.querySelector("button");

const show = (count: number): void => {
  if (button !== null) button.textContent = String(count);
};
counter.on("count", show);
button?.addEventListener("click", () => void counter.add(1));
show(await counter.add(0));
