import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./button.tsx";

/** Puts a text, made when it is asked for, on the clipboard. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: () => string }) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [isDone]);
  // A page may have no right to the clipboard: then the button stays as it is.
  const copy = (): void => void navigator.clipboard?.writeText(text()).then(() => setDone(true), () => {});
  return <IconButton Icon={isDone ? Check : Copy} label={isDone ? "Copied" : label} onClick={copy} />;
}
