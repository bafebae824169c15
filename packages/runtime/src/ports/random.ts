/** Unpredictable bytes: for ids and secrets. */
export interface Random {
  bytes(count: number): Uint8Array;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Whether a text may have been made by `randomId`. */
export function isRandomId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** 128 random bits as 32 hexadecimal digits. */
export function randomId(random: Random): string {
  const bytes = random.bytes(16);
  const digits: string[] = [];
  for (let i = 0; i < bytes.length; i++) digits.push(HEX[bytes[i] ?? 0] ?? "");
  // Joined, not added up: a text that grew keeps all that it was made of.
  return digits.join("");
}

/** A random UUID (version 4). */
export function randomUuid(random: Random): string {
  const id = randomId(random);
  const variant = "89ab"[Number.parseInt(id.charAt(16), 16) & 3] ?? "8";
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-${variant}${id.slice(17, 20)}-${id.slice(20)}`;
}
