import type { LucideIcon } from "lucide-react";
import type { ComponentType, ReactNode } from "react";

/** One thing to look at: an entry of the navigation, and what it shows. */
export interface View {
  /** Its part of the address, as in `timeline`. */
  readonly id: string;
  readonly title: string;
  readonly Icon: LucideIcon;
  readonly Body: ComponentType;
  /** A number beside the title, as of things that want attention; nothing where it is 0. */
  readonly Count?: ComponentType;
}

/** What belongs together because it comes from one place: the app's own side, or the server. */
export interface Section {
  readonly id: "client" | "server";
  readonly title: string;
  readonly views: readonly View[];
  /** Stands around every view and the navigation's entries: the connection to where it comes from. */
  readonly Provider: ComponentType<{ readonly children: ReactNode }>;
}
