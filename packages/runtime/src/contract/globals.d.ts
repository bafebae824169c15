// The web standards that every platform Rivulet runs on has. The core sees no others, and of these no more than this.

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare var AbortController: { new (): AbortController };

interface Headers {
  get(name: string): string | null;
  has(name: string): boolean;
  set(name: string, value: string): void;
  delete(name: string): void;
  forEach(callback: (value: string, name: string) => void): void;
}

declare var Headers: { new (init?: Headers): Headers };

interface RequestInit {}

/** Base64, to and from texts of which each letter is a byte. */
declare function atob(data: string): string;
declare function btoa(data: string): string;

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  clone(): Request;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

declare var Request: { new (input: string | URL | Request, init?: RequestInit): Request };

interface Response {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: ReadableStream | null;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

declare var Response: {
  new (
    body: string | ReadableStream | null,
    init: { readonly status: number; readonly statusText?: string; readonly headers?: Headers },
  ): Response;
};

interface ByteStreamReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(reason?: unknown): Promise<void>;
}

interface ByteStreamController {
  enqueue(chunk: Uint8Array): void;
  close(): void;
  error(reason: unknown): void;
}

interface ReadableStream {
  getReader(): ByteStreamReader;
  cancel(reason?: unknown): Promise<void>;
}

declare var ReadableStream: {
  new (
    source: {
      pull(controller: ByteStreamController): Promise<void>;
      cancel(reason: unknown): void | Promise<void>;
    },
    strategy: { readonly highWaterMark: number },
  ): ReadableStream;
};

declare var Blob: { new (parts: readonly Uint8Array[]): object };

interface URL {
  readonly href: string;
}

/** The shape alone: sockets are opened by a platform. */
interface WebSocket {
  readonly readyState: number;
  readonly url: string;
  close(code?: number, reason?: string): void;
}

declare var TextEncoder: { new (): { encode(text: string): Uint8Array<ArrayBuffer> } };

declare var TextDecoder: {
  new (label: "utf-8", options: { readonly fatal?: true; readonly ignoreBOM: true }): { decode(bytes: Uint8Array): string };
};
