// As much of RivetKit's client as is used here; its own types come only with its installation.

export type Encoding = "json" | "cbor" | "bare";
export type Version = "2.0.33" | "2.2.1" | "2.3.19";

/** What actions are called by on a handle and on a connection alike. */
export interface Actions {
  increment(by: number): Promise<number>;
  about(): Promise<{ readonly name: string; readonly key: readonly string[]; readonly title: string }>;
  whoAmI(): Promise<unknown>;
  whisper(text: string): Promise<void>;
  echo(...values: readonly unknown[]): Promise<unknown>;
  tell(value: unknown): Promise<void>;
  later(value: string): Promise<string>;
  refuse(): Promise<void>;
  crash(): Promise<void>;
  missing(): Promise<void>;
  toString(): string;
  remember(name: string, value: string): Promise<unknown>;
  recall(name: string): Promise<unknown>;
  leave(): Promise<void>;
  destroy(): Promise<void>;
}

export interface Connection extends Actions {
  on(event: string, listener: (...args: readonly unknown[]) => void): () => void;
  once(event: string, listener: (...args: readonly unknown[]) => void): () => void;
  onError(listener: (error: unknown) => void): () => void;
  onOpen(listener: () => void): () => void;
  onClose(listener: () => void): () => void;
  readonly connStatus: string;
  dispose(): Promise<void>;
}

export interface Handle extends Actions {
  connect(): Connection;
  resolve(): Promise<string>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Called so in 2.0. */
  websocket(path?: string): Promise<WebSocket>;
  /** And since. */
  webSocket(path?: string): Promise<WebSocket>;
}

export interface Options {
  readonly params?: unknown;
  readonly createWithInput?: unknown;
  readonly input?: unknown;
}

export interface Desks {
  get(key: readonly string[], options?: Options): Handle;
  getOrCreate(key: readonly string[], options?: Options): Handle;
  getForId(id: string, options?: Options): Handle;
  create(key: readonly string[], options?: Options): Promise<Handle>;
}

export interface Client {
  readonly desk: Desks;
  dispose(): Promise<void>;
}

export type CreateClient = (config: {
  readonly endpoint: string;
  readonly encoding: Encoding;
  /** Would load a script from elsewhere, on localhost by default. */
  readonly devtools: false;
}) => Client;
