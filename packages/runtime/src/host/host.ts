import type { Registry } from "../contract/definition.ts";
import type { Actors } from "./actors.ts";
import { gatedGateway } from "./gated-gateway.ts";
import { makeGateway } from "./gateway.ts";
import { inlineClient } from "./inline-client.ts";
import { makeActors } from "./make-actors.ts";
import type { HostPorts } from "./ports.ts";

export type { CreationRequest } from "./creation.ts";

/** Actors with authority, who reach each other through the same gateway as everybody. */
export type Host = Actors;

export function makeHost(registry: Registry, ports: HostPorts): Host {
  const host = makeActors(registry, ports, (emit, hold, ended) => inlineClient({ ...ports, hold }, gatedGateway(gateway, emit), ended));
  const gateway = makeGateway(host);
  return host;
}
