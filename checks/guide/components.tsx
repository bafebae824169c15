// Actors in React.
import { createRivetKit } from "@rivetkit/react";
import { useEffect, useState } from "react";
import { actor, setup } from "rivetkit";

const room = actor({
  state: { lines: [] as string[] },
  actions: { say: (c, text: string) => c.state.lines.push(text), topic: async (c) => "none" },
});
const registry = setup({ use: { room } });

const { useActor } = createRivetKit<typeof registry>("https://example.org/api/rivet");

export function Room() {
  const [lines, setLines] = useState<{ from: string; text: string }[]>([]);
  const [isListening, setIsListening] = useState(false);
  const general = useActor({ name: "room", key: ["general"], params: { user: "me", rank: "guest" } });

  general.useEvent("line", (line) => setLines((before) => [...before, line]));
  general.useEvent("size", (size: number) => console.log(size.toFixed()));

  useEffect(() => {
    if (!general.connection || !isListening) return;
    const stop = general.connection.on("whisper", (line) => {
      setLines((before) => [...before, { from: line.from, text: `(${line.text})` }]);
    });
    general.connection.once("closing", () => setIsListening(false));
    return () => {
      stop();
    };
  }, [general.connection, isListening]);

  const say = async () => {
    const size: number | undefined = await general.connection?.say("hello");
    console.log(size, await general.handle?.topic());
    setIsListening(true);
  };
  if (general.error !== null) return <p>{general.error.message}</p>;
  return (
    <button onClick={say} disabled={!general.isConnected}>
      {general.connStatus} {lines.length}
    </button>
  );
}
