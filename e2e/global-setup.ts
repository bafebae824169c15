import { buildBench, buildExtension, buildPeers, buildSkew, buildTodos, buildTodosDev } from "./support/build.ts";
import { installPeers } from "./support/peers.ts";
import { findNodeWithSqlite } from "./support/node.ts";

/** Once before all tests: workers inherit the environment. */
export default async function globalSetup(): Promise<void> {
  process.env["RIVULET_E2E_NODE"] = findNodeWithSqlite();
  installPeers();
  await Promise.all([buildBench(), buildTodos(), buildPeers(), buildSkew(), buildExtension()]);
  await buildTodosDev();
}
