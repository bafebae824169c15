import { actorError } from "../errors/actor-error.ts";
import type { Caller } from "../ports/gateway.ts";
import { gateBody } from "./gate-body.ts";
import type { Instance } from "./instance.ts";
import { overPassingConn } from "./passing.ts";

/**
 * Asks `onRequest`. No byte of its answer leaves before everything that was written until then is on disk. The
 * connection lasts until the answer's body has ended.
 */
export function answerRequest(instance: Instance, request: Request, caller: Caller): Promise<Response> {
  return overPassingConn(instance, { ...caller, request }, async ({ conn }, over) => {
    const { hooks, context, recorder, ledger } = instance;
    const end = instance.activity.begin();
    const done = (): void => {
      end();
      over();
    };
    /** Resolves once everything written so far is on disk; rejects when the actor is dropped before. */
    const gate = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const stop = instance.whenOver(reject);
        recorder.commit();
        ledger.after(() => {
          stop();
          resolve();
        });
      });
    try {
      const answered = await hooks.request(context({ conn, request }), request);
      await gate();
      const response = requireResponse(answered);
      const { status, statusText, headers } = response;
      if (response.body === null) {
        done();
        return response;
      }
      if (request.method === "HEAD") {
        response.body.cancel().catch(() => {});
        done();
        return new Response(null, { status, statusText, headers });
      }
      const body = gateBody(response.body, gate, instance.abortSignal(), done);
      return new Response(body, { status, statusText, headers });
    } catch (error) {
      end();
      throw error;
    }
  });
}

function requireResponse(answered: unknown): Response {
  if (answered === undefined || answered === null) return new Response("Not Found", { status: 404 });
  // By its shape: it may come from another realm, or from a framework's own class.
  if (typeof answered === "object" && "status" in answered && "headers" in answered && "body" in answered) {
    return answered as Response; // the shape was just checked
  }
  throw actorError("handler/invalid_request_handler_response", "onRequest returned something that is no Response.");
}
