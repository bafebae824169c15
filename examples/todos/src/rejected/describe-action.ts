import type { RejectedAction } from "@rivulet/runtime/local";

type TitleOf = (id: string) => string | undefined;

/** What an action of the list was meant to do, in words. */
export function describeAction({ name, args }: Pick<RejectedAction, "name" | "args">, titleOf: TitleOf): string {
  const [first, second] = args;
  const quote = (title: unknown): string => (typeof title === "string" ? `“${title}”` : "a todo");
  const todo = quote(typeof first === "string" ? titleOf(first) : undefined);
  switch (name) {
    case "add":
      return `Add ${quote(first)}`;
    case "toggle":
      return second === true ? `Complete ${todo}` : `Reopen ${todo}`;
    case "rename":
      return `Rename ${todo} to ${quote(second)}`;
    case "remove":
      return `Remove ${todo}`;
    case "move":
      return `Move ${todo}`;
    case "clearDone":
      return "Clear done todos";
    default:
      return name;
  }
}
