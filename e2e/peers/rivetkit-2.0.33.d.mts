import type { CreateClient } from "../peer-app/client.ts";

/** RivetKit's own, as it came from npm. */
export declare const createClient: CreateClient;
