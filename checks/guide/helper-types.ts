// One context per hook, for functions that stand on their own.
import { actor } from "rivetkit";
import type {
  ActionContextOf,
  ActorContextOf,
  BeforeActionResponseContextOf,
  BeforeConnectContextOf,
  ConnContextOf,
  ConnectContextOf,
  ConnInitContextOf,
  CreateConnStateContextOf,
  CreateContextOf,
  CreateVarsContextOf,
  DestroyContextOf,
  DisconnectContextOf,
  RequestContextOf,
  SleepContextOf,
  StateChangeContextOf,
  WakeContextOf,
  WebSocketContextOf,
} from "rivetkit";

const lamp = actor({
  state: { lit: false },
  createVars: () => ({ switches: 0 }),
  createConnState: (c, params: { hand: string }) => ({ hand: params.hand }),
  actions: {
    flip: (c) => {
      flip(c);
      anywhere(c);
    },
  },
});

function anywhere(c: ActorContextOf<typeof lamp>): boolean {
  c.vars.switches++;
  return c.state.lit;
}
function flip(c: ActionContextOf<typeof lamp>): string {
  c.state.lit = !c.state.lit;
  return c.conn.state.hand;
}
export const onConnection = (c: ConnContextOf<typeof lamp>): string => c.conn.params.hand;
export const beforeConnection = (c: ConnInitContextOf<typeof lamp>): string | undefined => c.request?.url;
export const creating = (c: CreateContextOf<typeof lamp>): string => c.key[0];
export const creatingVars = (c: CreateVarsContextOf<typeof lamp>): boolean => c.state.lit;
export const creatingConnState = (c: CreateConnStateContextOf<typeof lamp>): boolean => anywhere(c);
export const beforeConnect = (c: BeforeConnectContextOf<typeof lamp>): boolean => anywhere(c);
export const connecting = (c: ConnectContextOf<typeof lamp>): string => c.conn.state.hand;
export const leaving = (c: DisconnectContextOf<typeof lamp>): boolean => anywhere(c);
export const waking = (c: WakeContextOf<typeof lamp>): boolean => anywhere(c);
export const sleeping = (c: SleepContextOf<typeof lamp>): boolean => anywhere(c);
export const ending = (c: DestroyContextOf<typeof lamp>): boolean => anywhere(c);
export const changing = (c: StateChangeContextOf<typeof lamp>): boolean => anywhere(c);
export const answering = (c: BeforeActionResponseContextOf<typeof lamp>): boolean => anywhere(c);
export const requested = (c: RequestContextOf<typeof lamp>): string => c.request.url + c.conn.id;
export const socketed = (c: WebSocketContextOf<typeof lamp>): string => c.request.url + c.conn.id;
// @ts-expect-error while it is created, an actor has no state
export const early = (c: CreateContextOf<typeof lamp>): boolean => c.state.lit;
