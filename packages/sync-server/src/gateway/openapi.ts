import { OPERATIONS } from "./operations.ts";

const ERROR = {
  type: "object",
  required: ["group", "code", "message"],
  properties: { group: { type: "string" }, code: { type: "string" }, message: { type: "string" }, metadata: {} },
};

const ACTOR = {
  type: "object",
  required: ["actor_id", "name", "key", "namespace_id", "runner_name_selector", "create_ts"],
  properties: {
    actor_id: { type: "string" },
    name: { type: "string" },
    key: { type: "string", description: "The parts of the key, joined by `/`; `\\` escapes `/` and itself, an empty part is `\\0`." },
    namespace_id: { type: "string" },
    runner_name_selector: { type: "string" },
    create_ts: { type: "integer", description: "Milliseconds since 1970." },
    connectable_ts: { type: ["integer", "null"] },
    destroy_ts: { type: ["integer", "null"] },
  },
};

/** The HTTP surface as an OpenAPI document. Every path is there at the root and under the base path. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, summary, parameters = [], body, answer, isRaw = false, isForAdmins = false } of OPERATIONS) {
    const operation = {
      summary,
      ...(parameters.length > 0 && { parameters }),
      ...(isForAdmins && { security: [{ admin: [] }] }),
      ...(body !== undefined && { requestBody: { required: !isRaw, content: body } }),
      responses: {
        [isRaw ? "default" : "200"]: { description: answer.description, ...(answer.content !== undefined && { content: answer.content }) },
        ...(!isRaw && { default: { $ref: "#/components/responses/Error" } }),
      },
    };
    paths[path] = { ...paths[path], [method]: operation };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Rivulet", version, description: "Actors over HTTP, as RivetKit's clients speak to them. WebSockets are opened at `/gateway/{actor}/connect` and `/gateway/{actor}/websocket/…`." },
    servers: [{ url: "/" }, { url: "/api/rivet" }],
    paths,
    components: {
      schemas: { Error: ERROR, Actor: ACTOR },
      responses: {
        Error: { description: "An error, in JSON whatever was asked for.", content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } },
      },
      securitySchemes: { admin: { type: "http", scheme: "bearer" } },
    },
  };
}
