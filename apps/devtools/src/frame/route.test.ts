import { expect, test } from "vitest";
import { memoryRouter, routeOf, routeText } from "./route.ts";

test("a route survives its address", () => {
  const route = { section: "server", view: "actors", params: { id: "a/b c?&=#", status: "awake" } };
  expect(routeOf(routeText(route))).toEqual(route);
  expect(routeOf("")).toEqual({ section: "", view: "", params: {} });
});

test("in memory, whoever subscribed hears of each step", () => {
  const router = memoryRouter();
  const heard: string[] = [];
  const stop = router.subscribe(() => heard.push(routeText(router.current)));
  router.go({ section: "client", view: "timeline", params: {} });
  stop();
  router.go({ section: "client", view: "state", params: {} });
  expect(heard).toEqual(["#/client/timeline"]);
});
