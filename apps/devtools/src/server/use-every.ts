import { useEffect, useRef } from "react";

/** Calls back again and again while the page is seen. */
export function useEvery(ms: number, run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") latest.current();
    }, ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** Calls back whenever a number becomes another one. */
export function useFresh(fresh: number, run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  const seen = useRef(fresh);
  useEffect(() => {
    if (seen.current === fresh) return;
    seen.current = fresh;
    latest.current();
  }, [fresh]);
}
