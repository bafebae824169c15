import { actorError, toErrorData } from "../errors/actor-error.ts";
import type { Outcome } from "../execution/run.ts";
import type { Actors } from "../host/actors.ts";
import type { Instance } from "../host/instance.ts";
import { callAction } from "../host/passing.ts";
import { NARROW, seen, WIDE } from "../inspector/seen.ts";
import { answering, type Answerer } from "../inspector/serve.ts";
import { SERVER_COMMANDS } from "../inspector/server-topics.ts";
import type { AnswerOf, Command, ParamsOf } from "../inspector/topic.ts";
import { setState } from "../track/edit.ts";
import { ROOT } from "../track/node.ts";
import { liveState } from "../track/wrap.ts";
import { encode, fromJson } from "../value/codec.ts";
import { isObject } from "../value/kind.ts";
import type { ActivityLog } from "./activity.ts";
import { inOrder } from "./in-order.ts";
import { rowOf } from "./list-actors.ts";
import { partOf } from "./state.ts";

/** What can be done to actors. Each deed is written to the server's log, and to what is remembered of the actor, whether it worked or not. */
export function serverCommands(actors: Actors, activity: ActivityLog): Answerer[] {
  const { log } = actors.ports;

  const command = <C extends Command>(kind: C, idOf: (params: ParamsOf<C>) => string, run: (params: ParamsOf<C>) => Promise<AnswerOf<C>>): Answerer =>
    answering(kind, async (params) => {
      const { id, name, key } = await rowOf(actors, idOf(params));
      const deed = { what: "command", command: kind.name, params: seen(params, NARROW) } as const;
      const told = (error?: unknown): void => {
        log.warn({ msg: `an inspector did ${kind.name}`, actor: name, key, actorId: id, params: deed.params.value, ...(error !== undefined && { err: error }) });
        activity.add({ id, record: { name, key } }, error === undefined ? deed : { ...deed, error: toErrorData(error) });
      };
      try {
        const answer = await run(params);
        told();
        return answer;
      } catch (error) {
        told(error);
        throw error;
      }
    });

  return [
    command(SERVER_COMMANDS.edit, ({ id }) => id, (params) => actors.use(params.id, (instance) => edit(instance, params))),
    command(SERVER_COMMANDS.call, ({ id }) => id, ({ id, action, args, params }) =>
      actors.use(id, async (instance) => {
        const given = args.map((arg) => fromJson(arg));
        const output = await callAction(instance, action, given, { params: params === undefined ? undefined : fromJson(params) });
        return { output: seen(output, WIDE).value };
      }),
    ),
    command(SERVER_COMMANDS.wake, ({ id }) => id, async ({ id }) => {
      await actors.wake(id);
      return {};
    }),
    command(SERVER_COMMANDS.sleep, ({ id }) => id, async ({ id }) => {
      await actors.sleep(id);
      return {};
    }),
    command(SERVER_COMMANDS.destroy, ({ id }) => id, async ({ id }) => {
      await actors.destroy(id);
      return {};
    }),
  ];
}

/** Changes the state in one step, as an action would: it is logged, told to whoever follows, and on disk when this resolves. */
function edit(instance: Instance, { path, change, expected }: ParamsOf<typeof SERVER_COMMANDS.edit>): Promise<AnswerOf<typeof SERVER_COMMANDS.edit>> {
  const { config } = instance.definition;
  if (config.state === undefined && config.createState === undefined) throw actorError("actor/state_not_enabled", "The actor has no state. Give it state or createState.");
  const { tree, recorder } = instance;
  const way = path.map((part) => fromJson(part));
  const outcome = recorder.atomic(null, (): Outcome => {
    try {
      if (expected !== undefined && !isThere(tree.holder.raw[ROOT], way, fromJson(expected.value))) {
        throw actorError("storage/conflict", "What stands there is not what was seen. Look again.");
      }
      const value = change.how === "set" ? { value: fromJson(change.value) } : null;
      const last = way.at(-1);
      if (way.length > 0) put(partOf(liveState(tree), way.slice(0, -1)), last, value);
      else if (value === null) throw actorError("request/invalid", "The whole state cannot be deleted. Destroy the actor.");
      else setState(tree, value.value);
      return { how: "returned", output: undefined };
    } catch (error) {
      return { how: "threw", error };
    }
  });
  if (outcome.how === "threw") throw outcome.error;
  return inOrder(instance, () => ({ version: recorder.version }));
}

function isThere(state: unknown, way: readonly unknown[], expected: unknown): boolean {
  try {
    return encode(partOf(state, way)) === encode(expected);
  } catch {
    return false;
  }
}

/** Puts a value into a live container, or takes away what is there. */
function put(container: unknown, key: unknown, value: { readonly value: unknown } | null): void {
  if (container instanceof Map) {
    if (value === null) container.delete(key);
    else container.set(key, value.value);
    return;
  }
  if (Array.isArray(container)) {
    const isIn = Number.isSafeInteger(key) && Number(key) >= 0 && Number(key) <= container.length;
    if (!isIn) throw actorError("request/invalid", "There is no such place in the array.");
    if (value === null) container.splice(Number(key), 1);
    else container[Number(key)] = value.value;
    return;
  }
  if (!isObject(container) || container instanceof Set || typeof key !== "string") throw actorError("request/invalid", "There is nothing that could be changed at this path.");
  if (value === null) Reflect.deleteProperty(container, key);
  else Reflect.set(container, key, value.value);
}
