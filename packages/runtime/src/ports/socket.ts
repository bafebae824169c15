/** The server's end of one connection. */
export interface Socket {
  send(frame: string): void;
  /** Bytes handed to `send` that the network has not taken yet. */
  buffered(): number;
  close(code: number, reason: string): void;
}

/** What the server does with one connection; the adapter calls these in the order of arrival. */
export interface SocketEvents {
  /** `null`: a frame of a kind that is not spoken here. */
  frame(frame: string | null): void;
  closed(): void;
}
