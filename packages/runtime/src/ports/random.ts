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
  let id = "";
  for (const byte of random.bytes(16)) id += HEX[byte] ?? "";
  return id;
}
