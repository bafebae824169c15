import { type Agent, request } from "node:http";

/** One request with a body of JSON, and its answer's body. Rejects where it is not answered with 200. */
export function ask(agent: Agent, port: string, method: string, path: string, body: string): Promise<string> {
  const headers = { "content-type": "application/json", "x-rivet-encoding": "json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text}`))));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Finds or makes the counter of that key. Resolves to the path of its action. */
export async function incrementPath(agent: Agent, port: string, key: string): Promise<string> {
  const body = JSON.stringify({ name: "counter", key, runner_name_selector: "default", crash_policy: "sleep" });
  const { actor }: { actor: { actor_id: string } } = JSON.parse(await ask(agent, port, "PUT", "/actors?namespace=default", body));
  return `/gateway/${actor.actor_id}/action/increment`;
}

export const CALL = JSON.stringify({ args: [1] });
