import type { InspectorChannel, InspectorEvents } from "../inspector/connect.ts";

/** What the panel, which is built of its own, gives. */
export interface PanelOptions {
  readonly client?: { readonly connect: (events: InspectorEvents) => InspectorChannel };
  readonly server?: { readonly url: string; readonly token: string | null };
  readonly ownsPage: boolean;
  readonly onClose?: () => void;
}

export function mount(into: HTMLElement | ShadowRoot, options: PanelOptions): () => void;
