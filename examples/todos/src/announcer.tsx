import { createContext, type ReactNode, use, useCallback, useState } from "react";

const Announce = createContext<(text: string) => void>(() => {});

/** Tells people who listen to the page what others see happen. */
export function useAnnounce(): (text: string) => void {
  return use(Announce);
}

export function Announcer({ children }: { readonly children: ReactNode }) {
  const [{ text, nth }, setMessage] = useState({ text: "", nth: 0 });
  const announce = useCallback((next: string) => setMessage((last) => ({ text: next, nth: last.nth + 1 })), []);
  return (
    <Announce value={announce}>
      {children}
      <div className="heard" role="status">
        {/* A new element each time: the same words twice are heard twice. */}
        <span key={nth}>{text}</span>
      </div>
    </Announce>
  );
}
