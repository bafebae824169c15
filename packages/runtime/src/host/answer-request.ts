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
      const { body, ...head } = readResponse(answered);
      if (body === null || request.method === "HEAD") {
        body?.cancel().catch(() => {});
        done();
        return new Response(null, head);
      }
      return new Response(gateBody(body, gate, instance.abortSignal(), done), head);
    } catch (error) {
      end();
      throw error;
    }
  });
}

/** The parts of a response, by its shape: it may come from another realm, or from a framework's own class. */
function readResponse(answered: unknown): Pick<Response, "status" | "statusText" | "headers" | "body"> {
  if (answered === undefined || answered === null) return readResponse(new Response("Not Found", { status: 404 }));
  if (typeof answered !== "object" || !("status" in answered) || !("headers" in answered) || !("body" in answered)) {
    throw invalid("onRequest returned something that is no Response.");
  }
  try {
    const { status, statusText, headers, body } = answered as Response; // the shape was just checked
    if (status < 200 || status > 599) throw invalid("onRequest returned a response whose status cannot be sent.");
    // Where a response is put together only when it is read, it is here that its headers turn out to be none.
    return { status, statusText, headers: new Headers(headers), body };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalid("onRequest returned a response with a header that cannot be sent: values hold characters up to U+00FF.");
  }
}

function invalid(message: string) {
  return actorError("handler/invalid_request_handler_response", message);
}
