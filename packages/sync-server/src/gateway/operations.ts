type Method = "get" | "put" | "post" | "delete" | "patch" | "head";

/** One thing that can be asked over HTTP, as OpenAPI describes it. */
export interface Operation {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly parameters?: readonly object[];
  readonly body?: object;
  readonly answer: { readonly description: string; readonly content?: object };
  /** What is asked and what is answered is the actor's own business. */
  readonly isRaw?: boolean;
  /** It takes the admin token. */
  readonly isForAdmins?: boolean;
}

const json = (schema: object) => ({ "application/json": { schema } });
const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({ type: "object", properties, required });
const text = { type: "string" };
const actor = { $ref: "#/components/schemas/Actor" };

const query = (name: string, description: string) => ({ name, in: "query", required: false, schema: text, description });
const header = (name: string, description: string) => ({ name, in: "header", required: false, schema: text, description });
const inPath = (name: string, description: string) => ({ name, in: "path", required: true, schema: text, description });

const ACTOR = [
  inPath("actor", "The actor's id, with `@` and a token after it perhaps; with a parameter `rvt-method`, its name."),
  query("rvt-method", "`get` or `getOrCreate`: the actor is found by its name and key."),
  query("rvt-key", "The parts of the key, joined by commas. Empty without it."),
  query("rvt-input", "The input of an actor that is created: CBOR in base64url."),
];
const PARAMS = header("x-rivet-conn-params", "What the connection's hooks are given, as JSON.");

const NAMES = { type: "object", additionalProperties: object({ metadata: { type: "object" } }) };
const NAMED = json(object({ name: text, key: { type: ["string", "null"] }, input: { type: ["string", "null"], description: "CBOR in base64." } }, ["name"]));
const ENCODED = {
  "application/json": { schema: object({ args: { type: "array" } }) },
  "application/octet-stream": { schema: { type: "string", format: "binary" } },
};

const RAW: readonly Operation[] = (["get", "head", "post", "put", "patch", "delete"] as const).map((method) => ({
  method,
  path: "/gateway/{actor}/request/{path}",
  summary: "Asks the actor's `onRequest`. The path may have any number of parts.",
  parameters: [...ACTOR, inPath("path", "The path that the actor sees."), PARAMS],
  ...(method !== "get" && method !== "head" && { body: { "*/*": {} } }),
  answer: { description: "What the actor answers." },
  isRaw: true,
}));

/** Everything that can be asked over HTTP. */
export const OPERATIONS: readonly Operation[] = [
  { method: "get", path: "/", summary: "Says that the server runs.", answer: { description: "A text." } },
  {
    method: "get",
    path: "/health",
    summary: "Whether the server is well.",
    answer: { description: "It is.", content: json(object({ status: text, runtime: text, version: text })) },
  },
  {
    method: "get",
    path: "/metadata",
    summary: "What clients want to know before they begin.",
    answer: {
      description: "The names of the actors, and where to go instead, if anywhere.",
      content: json(
        object({ runtime: text, version: text, runner: { type: "object" }, actorNames: NAMES, clientEndpoint: text, clientNamespace: text, clientToken: text }, [
          "runtime",
          "version",
          "runner",
          "actorNames",
        ]),
      ),
    },
  },
  { method: "get", path: "/openapi.json", summary: "This document.", answer: { description: "OpenAPI.", content: json({ type: "object" }) } },
  {
    method: "get",
    path: "/actors",
    summary: "Finds actors: by ids, by name and key, or all of a name.",
    parameters: [query("actor_ids", "Up to 32 ids, separated by commas."), query("name", "The actors' name."), query("key", "The text of a key.")],
    answer: { description: "Those that exist.", content: json(object({ actors: { type: "array", items: actor } })) },
  },
  {
    method: "put",
    path: "/actors",
    summary: "Finds an actor by name and key, and makes it where there is none.",
    body: NAMED,
    answer: { description: "The actor.", content: json(object({ actor, created: { type: "boolean" } })) },
  },
  {
    method: "post",
    path: "/actors",
    summary: "Makes an actor. Fails with `actor/duplicate_key` where there is one.",
    body: NAMED,
    answer: { description: "The actor.", content: json(object({ actor })) },
  },
  {
    method: "get",
    path: "/actors/names",
    summary: "The names that actors can have here.",
    answer: { description: "The names.", content: json(object({ names: NAMES })) },
  },
  {
    method: "delete",
    path: "/actors/{id}",
    summary: "Destroys an actor. Takes the admin token as bearer.",
    parameters: [inPath("id", "The actor's id.")],
    answer: { description: "It is gone.", content: json({ type: "object" }) },
    isForAdmins: true,
  },
  {
    method: "get",
    path: "/actors/{id}/kv/keys/{key}",
    summary: "What an actor's `c.kv` has under a key. Takes the admin token as bearer, or in `x-rivet-token`.",
    parameters: [inPath("id", "The actor's id."), inPath("key", "The key's bytes in base64, percent-encoded.")],
    answer: { description: "The value's bytes.", content: json(object({ value: { type: ["string", "null"], description: "Base64." } })) },
    isForAdmins: true,
  },
  {
    method: "post",
    path: "/gateway/{actor}/action/{action}",
    summary: "Runs an action over a connection of its own.",
    parameters: [
      ...ACTOR,
      inPath("action", "The action's name."),
      header("x-rivet-encoding", "`json`, `cbor` or `bare`: the encoding of the body and of the answer. Default `json`."),
      PARAMS,
    ],
    body: ENCODED,
    answer: {
      description: "What the action returned.",
      content: { "application/json": { schema: object({ output: {} }, []) }, "application/octet-stream": { schema: { type: "string", format: "binary" } } },
    },
  },
  ...RAW,
  { method: "get", path: "/gateway/{actor}/health", summary: "Whether there is the actor.", parameters: ACTOR, answer: { description: "`ok`." } },
  {
    method: "get",
    path: "/gateway/{actor}/metadata",
    summary: "What is known of the actor.",
    parameters: ACTOR,
    answer: {
      description: "Its id, name and key.",
      content: json(object({ runtime: text, version: text, actor: object({ id: text, name: text, key: { type: "array", items: text } }) })),
    },
  },
];
