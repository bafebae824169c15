import type { Command, ParamsOf } from "@rivulet/runtime/inspector";
import { useState } from "react";
import { useLink } from "./link.ts";
import { useLive } from "./live.ts";

/** Does something on the page; `problem` is why the last one did not come to be. */
export function useDo(): { readonly problem: string | null; readonly run: <C extends Command>(command: C, params: ParamsOf<C>, done?: () => void) => void } {
  const inspector = useLive(useLink().inspector);
  const [problem, setProblem] = useState<string | null>(null);
  return {
    problem,
    run(command, params, done = () => {}) {
      inspector.do(command, params).then(
        () => (setProblem(null), done()),
        (error: Error) => setProblem(error.message),
      );
    },
  };
}
