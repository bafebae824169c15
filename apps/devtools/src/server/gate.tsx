import { KeyRound, PlugZap } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { useLink, useLinkState } from "./context.ts";

/** Shows a view once the server is there. While it is lost, what is known of it stays, with a word on that above it. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const state = useLinkState();
  const [wasOpen, setWasOpen] = useState(false);
  if (state.at === "open" && !wasOpen) setWasOpen(true);
  switch (state.at) {
    case "open":
      return children;
    case "refused":
      return state.takesToken ? <TokenForm message={state.message} /> : <EmptyState title="Nobody may look into this server">{state.message}</EmptyState>;
    case "connecting":
    case "lost":
      if (!wasOpen && state.at === "lost") return <EmptyState title="The server cannot be looked into">It does not run, or has no inspector: RIVET_INSPECTOR_DISABLE is 1, or its program says so. It is tried again by itself.</EmptyState>;
      if (!wasOpen) return <EmptyState title="Connecting">Asking the server.</EmptyState>;
      return (
        <>
          <p className="server-lost" role="status">
            <PlugZap size={14} aria-hidden /> The server is not there. What is shown may be old; it is tried again by itself.
          </p>
          {children}
        </>
      );
  }
}

function TokenForm({ message }: { readonly message: string }) {
  const link = useLink();
  const [token, setToken] = useState("");
  return (
    <form
      className="empty"
      onSubmit={(event) => {
        event.preventDefault();
        if (token !== "") link.enter(token);
      }}
    >
      <KeyRound size={22} aria-hidden />
      <p className="empty-title">The inspector's token</p>
      <p className="quiet" role="status">
        {message} It is what the server was given as RIVET_INSPECTOR_TOKEN.
      </p>
      <input className="field" type="password" aria-label="Token" autoComplete="off" value={token} onChange={({ target }) => setToken(target.value)} />
      <Button isDisabled={token === ""} onClick={() => link.enter(token)}>
        Look
      </Button>
    </form>
  );
}
