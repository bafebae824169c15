// The web standards that every platform Rivulet runs on has. The core sees no others.

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


interface Request {
  readonly method: string;
  readonly url: string;
}

interface Response {
  readonly ok: boolean;
  readonly status: number;
}
