import { useNavigation } from "../../frame/navigation.ts";
import { useLink } from "./link.ts";
import { useLive } from "./live.ts";

/** The actors that can be looked at, and the one that is; `null` where there is none. */
export function useActor(): { readonly actors: readonly string[]; readonly actor: string | null; readonly choose: (actor: string) => void } {
  const { route, choose } = useNavigation();
  const link = useLink();
  const replicas = useLive(link.replicas);
  const { rows } = useLive(link.timeline);
  const isSession = useLive(link.session) !== null;
  const actors = isSession ? [...new Set(rows.map((row) => row.actor))] : replicas.map((replica) => replica.actor);
  const { actor: chosen } = route.params;
  const actor = chosen !== undefined && actors.includes(chosen) ? chosen : (actors[0] ?? null);
  return { actors, actor, choose: (next) => choose({ actor: next, path: null, at: null }) };
}
