import { SelectField } from "../../parts/toolbar.tsx";
import { useActor } from "./use-actor.ts";

/** Chooses the actor that a view shows. */
export function ActorField() {
  const { actors, actor, choose } = useActor();
  if (actor === null) return null;
  return <SelectField label="Actor" value={actor} options={actors.map((each) => [each, each] as const)} onChange={choose} />;
}
