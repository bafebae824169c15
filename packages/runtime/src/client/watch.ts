import type { ReplicaOccurrence, Watch } from "../replica/watch.ts";

/** Something that happened on a page: in one of its replicas, or on the wire (`at` is empty then). */
export type PageOccurrence = ReplicaOccurrence | { readonly type: "sent" | "heard"; readonly frame: string };

/** Where somebody can look on at a page. */
export type PageWatch = Watch<PageOccurrence>;
