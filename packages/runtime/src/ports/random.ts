/** Unpredictable bytes: for ids and secrets. */
export interface Random {
  bytes(count: number): Uint8Array;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** 128 random bits as 32 hexadecimal digits. */
export function randomId(random: Random): string {
  let id = "";
  for (const byte of random.bytes(16)) id += HEX[byte] ?? "";
  return id;
}
