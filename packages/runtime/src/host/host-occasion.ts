import type { AnyTypes } from "../contract/bag.ts";
import type { Conn, Mode } from "../contract/context.ts";
import type { Occasion } from "../execution/context.ts";

/** Who calls, or what for: what a run of actor code is told beside the time. */
export interface Cause {
  readonly conn?: Conn<AnyTypes> | undefined;
  readonly request?: Request | undefined;
  readonly actionId?: string;
}

const NOBODY: Cause = {};

/** The occasion of hooks, and of whatever else has no id of its own. Its id and its seed are drawn once they are asked for. */
export class HostOccasion implements Occasion {
  readonly mode: Mode = "authoritative";
  readonly time: number;
  readonly reach: () => void;
  readonly #cause: Cause;
  readonly #draw: () => string;
  #actionId: string | undefined;
  #seed: string | null = null;

  constructor(time: number, reach: () => void, draw: () => string, cause: Cause = NOBODY) {
    this.time = time;
    this.reach = reach;
    this.#draw = draw;
    this.#cause = cause;
    this.#actionId = cause.actionId;
  }

  get actionId(): string {
    return (this.#actionId ??= this.#draw());
  }
  get seed(): string {
    return (this.#seed ??= this.#draw());
  }
  conn(): Conn<AnyTypes> | undefined {
    return this.#cause.conn;
  }
  request(): Request | undefined {
    return this.#cause.request;
  }
}
