// The example's own configuration, with the packages as they are in their source.
import { createServer } from "vite";

const server = await createServer({
  root: new URL("../vite", import.meta.url).pathname,
  configLoader: "native",
  resolve: { conditions: ["@rivulet/source", "module", "browser", "development"] },
  environments: { rivulet: { resolve: { externalConditions: ["@rivulet/source", "node"] } } },
  server: { port: Number(process.env.PORT), strictPort: true, host: "127.0.0.1" },
});
await server.listen();
console.log(`http://localhost:${process.env.PORT}`);
