// The file of a server's session: what the server answered to an inspector's questions. Pure.

export const FORMAT = "rivulet.devtools.server-session";
export const VERSION = 1;

/** A question, and its answer as it came. */
export interface Answered {
  readonly topic: string;
  readonly params: Fields;
  readonly answer: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface ServerSession {
  /** When it was taken, in milliseconds since 1970. */
  readonly at: number;
  /** The version of Rivulet on the server. */
  readonly server: string;
  readonly redacted: boolean;
  readonly answers: readonly Answered[];
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function sessionText(session: ServerSession): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, ...session });
}

/** The session of a text that `sessionText` made. Throws what is wrong with it. */
export function readSession(text: string): ServerSession {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("The file is no JSON.");
  }
  if (!isFields(json) || json["format"] !== FORMAT) throw new Error("The file is no session of a server's devtools.");
  if (json["version"] !== VERSION) throw new Error("The file is of another version.");
  const { at, server, redacted, answers } = json;
  if (typeof at !== "number" || typeof server !== "string" || !Array.isArray(answers) || !answers.every(isAnswered)) throw new Error("The file is not complete.");
  return { at, server, redacted: redacted === true, answers };
}

function isAnswered(value: unknown): value is Answered {
  return isFields(value) && typeof value["topic"] === "string" && isFields(value["params"]) && "answer" in value;
}
