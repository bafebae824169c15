import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { createRivetKit } from "../src/index.ts";
import { MAIN, registry } from "./kit.ts";

test("hooks made at import render where there is neither a window nor a WebSocket", () => {
  expect(typeof window).toBe("undefined");
  const { useActor } = createRivetKit({ endpoint: "http://localhost:6420", registry });
  const Part = () => <p>{useActor(MAIN).connStatus}</p>;
  expect(renderToString(<Part />)).toBe("<p>idle</p>");
});
