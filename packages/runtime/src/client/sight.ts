import type { ReplicaSight, Watch } from "../replica/sight.ts";

/** Something that happened on a page: in one of its replicas, or on the wire (`at` is empty then). */
export type PageSight = ReplicaSight | { readonly type: "sent" | "heard"; readonly frame: string };

/** Where somebody can look on at a page. */
export type PageWatch = Watch<PageSight>;
