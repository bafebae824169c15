import type { Faults } from "../inspector/client-shapes.ts";
import { fateOf, mustReconnect, NO_FAULTS, repeatable, spoiled } from "../devtools/faults.ts";
import { SUBPROTOCOL } from "../protocol/version.ts";
import { rng as makeRng } from "../util/rng.ts";

/** Stands between a page and its server, and does to their frames what it is told. */
export interface FaultBench {
  readonly faults: Faults;
  set(change: Partial<Faults>): Faults;
  /** Takes itself out again. */
  end(): void;
}

/**
 * Takes the place of the page's WebSocket, for Rivulet's sockets alone, the first time that a fault is asked for. `restart`:
 * connects anew, so that the bench is in between.
 */
export function makeFaultBench({ restart, skew }: { readonly restart: () => void; readonly skew: (ms: number) => void }): FaultBench {
  const Original = globalThis.WebSocket;
  let faults = NO_FAULTS;
  let random = makeRng("1").random;
  let isIn = false;
  /** Frames keep their order, as on a wire. */
  const line = (frame: string, last: { at: number }, deliver: (frame: string) => void): void => {
    for (const [i, delay] of fateOf(faults, random).entries()) {
      const copy = i === 0 ? frame : repeatable(frame);
      if (copy === null) return;
      last.at = Math.max(last.at, performance.now() + delay);
      if (last.at <= performance.now()) deliver(copy);
      else setTimeout(() => deliver(copy), last.at - performance.now());
    }
  };

  class FaultySocket extends Original {
    readonly #toServer = { at: 0 };
    readonly #toPage = { at: 0 };
    readonly #isOurs: boolean;

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.#isOurs = [protocols ?? []].flat().includes(SUBPROTOCOL);
      if (!this.#isOurs) return;
      if (faults.offline) super.close();
      let isAgain = false;
      this.addEventListener("message", (event) => {
        if (isAgain || typeof event.data !== "string") return;
        event.stopImmediatePropagation();
        line(event.data, this.#toPage, (data) => {
          if (this.readyState !== this.OPEN) return;
          isAgain = true;
          this.dispatchEvent(new MessageEvent("message", { data }));
          isAgain = false;
        });
      });
    }

    override send(data: Parameters<WebSocket["send"]>[0]): void {
      if (!this.#isOurs || typeof data !== "string") return super.send(data);
      const { frame, reject } = spoiled(data, faults);
      faults = { ...faults, reject };
      line(frame, this.#toServer, (copy) => {
        if (this.readyState === this.OPEN) super.send(copy);
      });
    }
  }

  return {
    get faults() {
      return faults;
    },
    set(change) {
      const before = faults;
      faults = { ...faults, ...change };
      // Set again, a seed gives the same chances from the first on.
      if (change.seed !== undefined) random = makeRng(String(faults.seed)).random;
      if (faults.skew !== before.skew) skew(faults.skew);
      const mustConnect = !isIn || mustReconnect(before, faults);
      if (!isIn) {
        isIn = true;
        globalThis.WebSocket = FaultySocket;
      }
      if (mustConnect) restart();
      return faults;
    },
    end() {
      if (!isIn) return;
      isIn = false;
      faults = NO_FAULTS;
      skew(0);
      if (globalThis.WebSocket === FaultySocket) globalThis.WebSocket = Original;
      restart();
    },
  };
}
