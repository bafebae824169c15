import type { Registry } from "@rivulet/runtime";
import { createClient, reloadWhenOutdated } from "@rivulet/runtime/local";

/** What tests do to the page. */
export interface SkewBench {
  call(name: string, ...args: unknown[]): void;
}

declare global {
  interface Window {
    readonly skew: SkewBench;
  }
}

/** A page of one version of the app. What tests read is what a person would see. */
export function show(version: number, registry: Registry, words: (state: never) => readonly string[]): void {
  const query = new URLSearchParams(location.search);
  const client = createClient({ endpoint: query.get("endpoint") ?? "", registry });
  const conn = client.getOrCreate("list", "one").connect();
  let outdated = 0;
  const render = (): void => {
    const { state, sync, outbox } = conn;
    const shown = {
      version,
      words: state === undefined ? "" : Reflect.apply(words, undefined, [state]).join(" "),
      phase: sync.phase,
      pending: sync.pending,
      saved: outbox.pending.filter(({ saved }) => saved).length,
      rejected: outbox.rejected.map(({ name, error }) => `${name}: ${error.group}/${error.code}`).join(" "),
      outdated,
    };
    for (const [name, content] of Object.entries(shown)) {
      const element = document.querySelector(`[data-testid="${name}"]`);
      if (element !== null) element.textContent = String(content);
    }
  };
  client.onOutdated(() => {
    outdated++;
    render();
  });
  if (query.has("reloads")) reloadWhenOutdated(client);
  conn.subscribe(render);
  conn.onSyncChange(render);
  Object.assign(window, { skew: { call: (name: string, ...args: unknown[]) => void conn.action({ name, args }).saved.then(render) } });
  render();
}
