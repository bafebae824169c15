import { useEffect, useState } from "react";

/** Follows a value once it has lasted for `delay` milliseconds: what is over in a moment is never shown. */
export function useSteady<T>(value: T, delay: number): T {
  const [steady, setSteady] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSteady(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return steady;
}
