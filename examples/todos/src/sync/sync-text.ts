import type { SyncStatus } from "@rivulet/runtime/local";

/** How a status looks: all is well, soon over, working from this device, or stopped until somebody acts. */
export type Tone = "live" | "brief" | "local" | "stopped";

export interface SyncText {
  readonly tone: Tone;
  readonly label: string;
  readonly detail: string | null;
}

/** The status of a connection in words. */
export function syncText({ phase, pending, durability }: SyncStatus): SyncText {
  const kept = durability === "disk" ? "saved here" : "kept in this tab";
  const waiting = pending === 0 ? null : `${kept}, ${pending} waiting`;
  const stopped = (label: string): SyncText => ({ tone: "stopped", label, detail: waiting });
  switch (phase) {
    case "loading":
      return { tone: "brief", label: "Opening", detail: waiting };
    case "connecting":
      return { tone: "brief", label: "Connecting", detail: waiting };
    case "offline":
      return { tone: "local", label: "Offline", detail: waiting ?? `changes are ${kept}` };
    case "live":
      if (pending === 0) return { tone: "live", label: "Live", detail: durability === "memory" ? "memory only" : null };
      return { tone: "brief", label: "Live", detail: `sending ${pending}` };
    case "needs-auth":
      return stopped("Sign in again");
    case "denied":
      return stopped("No access");
    case "outdated":
      return stopped("Reload to update");
    case "missing":
    case "destroyed":
      return stopped("This list is gone");
  }
}

/** The same for those who listen. */
export function spokenSync({ label, detail }: SyncText): string {
  return detail === null ? `${label}.` : `${label}: ${detail}.`;
}
