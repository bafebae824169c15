import type { InspectorParts } from "./inspector.ts";
import type { Gateway, Limiter, Logger } from "@rivulet/runtime/host";

/** What one side takes from the other, in bytes. */
export interface MessageLimits {
  readonly incoming: number;
  readonly outgoing: number;
}

/** What RivetKit allows. */
export const DEFAULT_LIMITS: MessageLimits = { incoming: 65_536, outgoing: 1_048_576 };

/** What a server says about itself. */
export interface About {
  /** The version of Rivulet. */
  readonly version: string;
  /** The version of the app. */
  readonly runnerVersion: number;
  /** Where clients are to go instead, as `/metadata` tells them. */
  readonly clientEndpoint?: string;
  readonly clientNamespace?: string;
  readonly clientToken?: string;
}

/** What the surface is made of. */
export interface SurfaceParts {
  readonly gateway: Gateway;
  readonly log: Logger;
  readonly about: About;
  /** The path prefix under which everything is served, beside the root. */
  readonly basePath: string;
  readonly limits: MessageLimits;
  /** Begins to count what one connection asks for. */
  readonly newLimiter: () => Limiter;
  /** What a destroy over HTTP has to show; `null`: nobody may. */
  readonly adminToken: string | null;
  /** What inspectors are shown, and which of them; `null`: there is nothing of the kind here. */
  readonly inspector: InspectorParts | null;
}
