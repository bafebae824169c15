import type { SyncStatus } from "@rivulet/runtime/local";
import { useEffect, useRef } from "react";
import { useAnnounce } from "../announcer.tsx";
import { spokenSync, syncText, type Tone } from "./sync-text.ts";
import { useSteady } from "./use-steady.ts";

/** Most changes reach the server before this has passed, in milliseconds; to show each as waiting would only flicker. */
const BRIEF = 700;

/** Where the list stands: shared as it changes, or kept on this device until the server is back. */
export function SyncBadge({ sync }: { readonly sync: SyncStatus }) {
  const shown = useSteady(sync, syncText(sync).tone === "brief" ? BRIEF : 0);
  const text = syncText(shown);
  useSpokenSync(text.tone, spokenSync(text));
  return (
    <p className="badge" data-tone={text.tone}>
      <span className="badge-dot" aria-hidden="true" />
      <span className="heard">Sync status: </span>
      <span>
        <strong>{text.label}</strong>
        {text.detail !== null && ` – ${text.detail}`}
      </span>
    </p>
  );
}

/** Says aloud when the kind of status changes, and not each time that one more action waits. */
function useSpokenSync(tone: Tone, spoken: string): void {
  const announce = useAnnounce();
  const last = useRef(tone);
  useEffect(() => {
    if (last.current === tone) return;
    last.current = tone;
    if (tone !== "brief") announce(spoken);
  }, [tone, spoken, announce]);
}
