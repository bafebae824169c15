import { registry } from "../second.ts";
import { show } from "../page.ts";

show(2, registry, ({ items }: { readonly items: readonly { name: string; done: boolean }[] }) => items.map(({ name, done }) => `${name}${done ? "!" : "."}`));
