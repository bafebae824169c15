import { createContext, useContext } from "react";
import type { Route } from "./route.ts";

export interface Navigation {
  readonly route: Route;
  /** Goes to a view, with what is chosen in it. A section that is not there is not gone to. */
  readonly go: (section: "client" | "server", view: string, params?: Readonly<Record<string, string>>) => void;
  /** Changes what is chosen in the present view; `null` takes a choice back. */
  readonly choose: (params: Readonly<Record<string, string | null>>) => void;
  /** Whether a section is part of this panel: what leads to it is shown only then. */
  readonly has: (section: "client" | "server") => boolean;
}

export const NavigationContext = createContext<Navigation | null>(null);

/** Where one is, and how to get elsewhere. */
export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === null) throw new Error("A view stands inside the shell.");
  return navigation;
}
