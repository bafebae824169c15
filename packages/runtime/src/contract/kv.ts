/** Keys are texts or bytes; a text and its UTF-8 bytes are the same key. */
export type KvKey = string | Uint8Array;
export type KvValue = string | Uint8Array | ArrayBuffer;

/** What values can be read as. */
export interface KvValueTypes {
  readonly text: string;
  readonly binary: Uint8Array;
  readonly arrayBuffer: ArrayBuffer;
}
export type KvValueType = keyof KvValueTypes;

/** What keys can be listed as. */
export interface KvKeyTypes {
  readonly text: string;
  readonly binary: Uint8Array;
}
export type KvKeyType = keyof KvKeyTypes;

export interface KvGetOptions<T extends KvValueType> {
  /** What to read the value as. Default `"text"`. */
  readonly type?: T;
}

export interface KvPutOptions<T extends KvValueType> {
  /** What the value is, where it is to be checked. Default: what it is seen to be. */
  readonly type?: T;
}

export interface KvListOptions<T extends KvValueType, K extends KvKeyType> extends KvGetOptions<T> {
  /** What to read the keys as, however the prefix is given. Default `"text"`. */
  readonly keyType?: K;
}

/**
 * Keys and values beside the state, which no replica has. Reads see what the same action wrote; what an action writes
 * is on disk together with its state, or not at all. Follows RivetKit's page “Low-Level KV Storage”.
 */
export interface Kv {
  /** The value under a key; `null` where there is none. */
  get<T extends KvValueType = "text">(key: KvKey, options?: KvGetOptions<T>): Promise<KvValueTypes[T] | null>;
  /** The values under several keys, in their order. */
  getBatch<T extends KvValueType = "text">(
    keys: readonly KvKey[],
    options?: KvGetOptions<T>,
  ): Promise<(KvValueTypes[T] | null)[]>;
  put<T extends KvValueType = KvValueType>(key: KvKey, value: KvValueTypes[T], options?: KvPutOptions<T>): Promise<void>;
  putBatch<T extends KvValueType = KvValueType>(
    entries: readonly (readonly [key: KvKey, value: KvValueTypes[T]])[],
    options?: KvPutOptions<T>,
  ): Promise<void>;
  delete(key: KvKey): Promise<void>;
  deleteBatch(keys: readonly KvKey[]): Promise<void>;
  /** All entries whose keys begin with the prefix, in the order of their keys' bytes; the keys come without the prefix. */
  list<T extends KvValueType = "text", K extends KvKeyType = "text">(
    prefix: KvKey,
    options?: KvListOptions<T, K>,
  ): Promise<[key: KvKeyTypes[K], value: KvValueTypes[T]][]>;
}
