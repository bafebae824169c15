import type { InspectorAccess } from "../gateway/inspector-gate.ts";
import type { Environment } from "./environment.ts";
import { isHere } from "./platform.ts";

/** What a program says about inspectors. */
export interface InspectorOptions {
  /** Default true, or false where RIVET_INSPECTOR_DISABLE is 1. */
  readonly enabled?: boolean;
  /** What inspectors have to show, asked at each check: who shows an older one is let out. Default: RIVET_INSPECTOR_TOKEN. */
  readonly token?: () => string;
}

/** Who may inspect a server; `null` where it has nothing of the kind. */
export function inspectorAccess({ enabled, token }: InspectorOptions, { hasInspector, inspectorToken, isDevelopment }: Environment): InspectorAccess | null {
  if (!(enabled ?? hasInspector)) return null;
  if (token !== undefined) return { by: "token", token };
  if (inspectorToken !== null) return { by: "token", token: () => inspectorToken };
  return isDevelopment ? { by: "machine", isHere } : { by: "nobody" };
}
