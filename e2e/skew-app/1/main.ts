import { registry } from "../first.ts";
import { show } from "../page.ts";

show(1, registry, ({ names }: { readonly names: readonly string[] }) => names);
