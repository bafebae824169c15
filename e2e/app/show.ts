import type { ActorConn } from "@rivulet/runtime/local";
import type { registry } from "./registry.ts";

type ListConn = ActorConn<(typeof registry)["config"]["use"]["list"]>;

/** Keeps the page as the connection says: what tests read is what a person would see. */
export function show(list: ListConn): void {
  const render = (): void => {
    const { state, sync, outbox } = list;
    text("title", state?.title ?? "");
    text("stamp", state?.stamp ?? "");
    text("count", state === undefined ? "" : String(state.count));
    text("phase", sync.phase);
    text("pending", String(sync.pending));
    text("durability", sync.durability);
    lines("items", state?.ids ?? []);
    lines("rejected", outbox.rejected.map(({ args, error }) => `${String(args[0])}: ${error.message}`));
  };
  list.subscribe(render);
  list.onSyncChange(render);
  render();
}

function part(name: string): Element {
  const found = document.querySelector(`[data-testid="${name}"]`);
  if (found === null) throw new Error(`The page has no ${name}.`);
  return found;
}

function text(name: string, content: string): void {
  const element = part(name);
  if (element.textContent !== content) element.textContent = content;
}

/** Long lists mostly grow: then only what is new is drawn. */
function lines(name: string, contents: readonly string[]): void {
  const list = part(name);
  const drawn = Array.from(list.children, ({ textContent }) => textContent);
  if (!drawn.every((content, i) => content === contents[i])) list.replaceChildren();
  for (const content of contents.slice(list.childElementCount)) {
    const item = document.createElement("li");
    item.textContent = content;
    list.append(item);
  }
}
