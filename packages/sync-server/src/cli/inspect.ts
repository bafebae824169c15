import { type ActorRow, type Inspector, openInspector, SERVER_TOPICS as TOPICS } from "@rivulet/runtime/inspector";
import { activityText, detailText, line, rowsText, shortText, valueText } from "./inspect-text.ts";
import { inspectorChannel } from "./inspector-channel.ts";

export interface InspectOptions {
  readonly url: string;
  readonly token?: string;
  /** JSON instead of text: one value, or one in each line where there is no end. */
  readonly json?: true;
}

export interface ListOptions extends InspectOptions {
  readonly name?: string;
  readonly status?: "live" | "asleep" | "destroyed";
  readonly search?: string;
  readonly limit: number;
}

/** Looks into a server, and changes nothing. */
async function looking(options: InspectOptions, look: (inspector: Inspector) => Promise<void>): Promise<void> {
  const inspector = openInspector((events) => inspectorChannel(options.url, options.token, events));
  try {
    await inspector.welcome;
    await look(inspector);
  } finally {
    inspector.close();
  }
}

const print = (options: InspectOptions, value: unknown, text: () => string): void => console.log(options.json === true ? JSON.stringify(value) : text());

export function inspectList(options: ListOptions): Promise<void> {
  return looking(options, async (inspector) => {
    const { name, status, search, limit } = options;
    const asked = { ...(name !== undefined && { name }), ...(status !== undefined && { status }), ...(search !== undefined && { search }) };
    const items: ActorRow[] = [];
    const page = (after: string | undefined) => inspector.ask(TOPICS.actors, { ...asked, limit: Math.min(1_000, limit - items.length), ...(after !== undefined && { after }) });
    let next: string | undefined;
    do {
      const found = await page(next);
      items.push(...found.items);
      ({ next } = found);
    } while (next !== undefined && items.length < limit);
    print(options, { items, ...(next !== undefined && { more: true }) }, () => `${rowsText(items)}${next === undefined ? "" : `\nThere are more: --limit ${limit * 10}`}`);
  });
}

export function inspectShow(actor: string, options: InspectOptions): Promise<void> {
  return looking(options, async (inspector) => {
    const id = await idOf(inspector, actor);
    const few = { id, limit: 10 };
    const [detail, state, connections, schedule, kv, log] = await Promise.all([
      inspector.ask(TOPICS.actor, { id }),
      inspector.ask(TOPICS.state, { id }),
      inspector.ask(TOPICS.connections, few),
      inspector.ask(TOPICS.schedule, few),
      inspector.ask(TOPICS.kv, few),
      inspector.ask(TOPICS.log, few),
    ]);
    print(options, { ...detail, state: state.seen, connections, schedule, kv, log }, () => {
      const part = <T>(title: string, { items, next }: { items: T[]; next?: string | undefined }, text: (item: T) => string): string =>
        items.length === 0 ? "" : `\n\n${title}\n${items.map((item) => `  ${text(item)}`).join("\n")}${next === undefined ? "" : "\n  …"}`;
      return [
        detailText(detail),
        `\n\nstate\n${valueText(state.seen)}`,
        part("connections", connections, ({ id: conn, attached, params }) => `${conn}${attached ? "" : " (cut off)"} ${params === undefined ? "" : shortText(params)}`),
        part("schedule", schedule, ({ due, action, args }) => `${new Date(due).toISOString()} ${line(action)} ${shortText(args)}`),
        part("kv", kv, ({ hex, text = hex, value }) => `${line(text)} = ${shortText(value)}`),
        part("last steps", log, ({ from, to, by, patch }) => `${from}..${to}${by === undefined ? "" : ` by ${by[0].slice(0, 8)} #${by[2]}`} ${shortText(patch)}`),
      ].join("");
    });
  });
}

/** Goes on until the process is told to stop, or the server is gone. */
export function inspectWatch(actor: string | undefined, options: InspectOptions): Promise<void> {
  return looking(options, async (inspector) => {
    const id = actor === undefined ? undefined : await idOf(inspector, actor);
    await new Promise<void>((resolve, reject) => {
      const stop = inspector.watch(TOPICS.activity, id === undefined ? {} : { id }, {
        answer: () => (options.json === true ? undefined : console.error("Watching. Ctrl+C ends it.")),
        notice({ entries, missed = 0 }) {
          for (const entry of entries) print(options, entry, () => activityText(entry));
          if (missed > 0) print(options, { missed }, () => `… ${missed} more`);
        },
        failed: reject,
      });
      const end = (): void => {
        stop();
        resolve();
      };
      process.once("SIGINT", end).once("SIGTERM", end);
    });
  });
}

/** The id of an actor that is named by its id, or as `name/key/parts`. */
async function idOf(inspector: Inspector, actor: string): Promise<string> {
  if (/^[0-9a-f]{32}$/.test(actor)) return actor;
  const [name = "", ...key] = actor.split("/");
  const { items } = await inspector.ask(TOPICS.actors, { name, key });
  const [found] = items;
  if (found === undefined) throw new Error(`There is no actor ${line(actor)}.`);
  return found.id;
}
