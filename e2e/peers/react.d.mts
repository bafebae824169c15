import type { Connection } from "../peer-app/client.ts";

/** RivetKit's own, as it came from npm; as much of it as is used here. */
export declare function createRivetKit(config: { readonly endpoint: string; readonly devtools: false }): {
  useActor(options: { readonly name: "desk"; readonly key: readonly string[] }): {
    readonly connection: Connection | null;
    readonly connStatus: string;
    useEvent(name: string, handler: (...args: readonly unknown[]) => void): void;
  };
};
export declare function createElement(
  type: string | (() => unknown),
  props: Readonly<Record<string, unknown>> | null,
  ...children: readonly unknown[]
): unknown;
export declare function useState<T>(first: T): [T, (next: T) => void];
export declare function createRoot(element: Element): { render(element: unknown): void };
