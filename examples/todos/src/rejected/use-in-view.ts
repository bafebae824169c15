import { type RefObject, useEffect, useState } from "react";

/** Whether any of an element can be seen in the window; of one that is not there, that it can. */
export function useInView(element: RefObject<Element | null>, isThere: boolean): boolean {
  const [isInView, setInView] = useState(true);
  useEffect(() => {
    if (!isThere || element.current === null) return;
    const observer = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting ?? true));
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      setInView(true);
    };
  }, [element, isThere]);
  return isInView;
}
