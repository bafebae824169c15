import { useEffect, useRef } from "react";
import { useAnnounce } from "../announcer.tsx";
import type { Refusal } from "./by-reason.ts";

/** Says each refusal aloud once, when it comes. Those that were there before are found on the page. */
export function useSpokenRefusals(refusals: readonly Refusal[]): void {
  const announce = useAnnounce();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const before = known.current;
    known.current = new Set(refusals.map(({ id }) => id));
    const [first, ...more] = before === null ? [] : refusals.filter(({ id }) => !before.has(id));
    if (first === undefined) return;
    const rest = more.length === 0 ? "" : ` And ${more.length} more.`;
    announce(`Not accepted by the server: ${first.what}. ${first.why}${rest}`);
  }, [refusals, announce]);
}
