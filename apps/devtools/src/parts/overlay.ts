import { createContext, useContext } from "react";

/** The element that dialogs and tooltips are put into: inside the panel, wherever that is, so that they have its styles. */
export const OverlayContext = createContext<HTMLElement | null>(null);

export function useOverlay(): HTMLElement | null {
  return useContext(OverlayContext);
}
