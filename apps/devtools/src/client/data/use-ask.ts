import type { AnswerOf, ParamsOf, Topic } from "@rivulet/runtime/inspector";
import { useEffect, useState } from "react";
import { useLink } from "./link.ts";
import { useLive } from "./live.ts";

/** What came of a question; the answer before stays until there is another. */
export interface Asked<T extends Topic> {
  readonly answer: AnswerOf<T> | null;
  readonly problem: string | null;
}

/** Asks, and asks again when the params are others, or `fresh` is. Nothing is asked where `params` is `null`. */
export function useAsk<T extends Topic>(topic: T, params: ParamsOf<T> | null, fresh: unknown = null): Asked<T> {
  const inspector = useLive(useLink().inspector);
  const [asked, setAsked] = useState<Asked<T> & { readonly text: string }>({ answer: null, problem: null, text: "" });
  const text = JSON.stringify(params);
  useEffect(() => {
    if (text === "null") return setAsked({ answer: null, problem: null, text });
    let isOver = false;
    // The text is that of the params.
    const given = JSON.parse(text) as ParamsOf<T>;
    inspector.ask(topic, given).then(
      (answer) => !isOver && setAsked({ answer, problem: null, text }),
      (error: Error) => !isOver && setAsked({ answer: null, problem: error.message, text }),
    );
    return () => {
      isOver = true;
    };
  }, [inspector, topic, text, fresh]);
  return asked;
}
