// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { Activity, Server } from "lucide-react";
import { afterEach, expect, test } from "vitest";
import { useNavigation } from "../src/frame/navigation.ts";
import { memoryRouter } from "../src/frame/route.ts";
import type { Section } from "../src/frame/section.ts";
import { Shell } from "../src/frame/shell.tsx";

afterEach(cleanup);

const Timeline = () => {
  const { go, has } = useNavigation();
  return <button onClick={() => go("server", "log", { action: "7" })}>to the server: {String(has("server"))}</button>;
};
const Log = () => {
  const { route, choose } = useNavigation();
  return <button onClick={() => choose({ action: null, at: "9" })}>chosen: {JSON.stringify(route.params)}</button>;
};
const client: Section = { id: "client", title: "This page", views: [{ id: "timeline", title: "Timeline", Icon: Activity, Body: Timeline }], Provider: ({ children }) => children };
const server: Section = { id: "server", title: "Server", views: [{ id: "log", title: "Log", Icon: Server, Body: Log }], Provider: ({ children }) => children };
const noop = (): void => {};

test("views are reached by the navigation, by others, and by what is chosen in them", () => {
  const router = memoryRouter();
  render(<Shell sections={[client, server]} router={router} theme="system" onTheme={noop} onClose={null} />);
  fireEvent.click(screen.getByText("to the server: true"));
  expect(screen.getByText('chosen: {"action":"7"}')).toBeDefined();
  fireEvent.click(screen.getByText('chosen: {"action":"7"}'));
  expect(router.current.params).toEqual({ at: "9" });
  fireEvent.click(screen.getByRole("button", { name: "Timeline" }));
  expect(screen.getByRole("button", { name: "Timeline" }).getAttribute("aria-current")).toBe("page");
});

test("a section that is not there is not gone to", () => {
  const router = memoryRouter();
  render(<Shell sections={[client]} router={router} theme="system" onTheme={noop} onClose={null} />);
  fireEvent.click(screen.getByText("to the server: false"));
  expect(router.current.section).toBe("");
});
