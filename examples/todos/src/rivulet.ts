import { createRivetKit } from "@rivulet/react";
import type { ActorConn } from "@rivulet/runtime/local";
import { registry, type todoList } from "./registry.ts";

/** With the registry, the hooks' actors have replicas: what is called takes effect at once, and works offline. */
export const { useActor, useActorState } = createRivetKit<typeof registry>({ endpoint: location.origin, registry });

/** The one list that everybody opens. */
export const EVERYONES = { name: "todoList", key: ["everyone"] } as const;

export type TodoConn = ActorConn<typeof todoList>;
