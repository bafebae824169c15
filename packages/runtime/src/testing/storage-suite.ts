import { isError } from "../errors/actor-error.ts";
import type { Storage } from "../ports/storage.ts";
import { deepEqual } from "../value/equal.ts";

/** One duty of a driver: its sentence, and the code that throws where a driver does not do it. */
export interface SuiteCase {
  readonly name: string;
  run(): Promise<void>;
}

export interface StorageUnderTest {
  /** Opens the storage; called again after `close`, it must find what was written. */
  open(): Promise<Storage>;
  /** Whether what is written outlives `close`. Default true. */
  readonly isDurable?: boolean;
}

/**
 * What every storage driver must do, as named functions for whatever test runner. `make` is asked for a fresh, empty
 * place for each case.
 */
export function storageSuite(make: () => Promise<StorageUnderTest> | StorageUnderTest): readonly SuiteCase[] {
  const cases: SuiteCase[] = [];
  const test = (name: string, body: (storage: Storage, place: StorageUnderTest) => Promise<void>): void => {
    cases.push({
      name,
      async run() {
        const place = await make();
        const storage = await place.open();
        await body(storage, place);
        await storage.close();
      },
    });
  };

  test("a key that was never written is undefined", async (storage) => {
    equal(await storage.get(["a", "b"]), [undefined, undefined]);
  });

  test("what is written is read, in the order of the keys asked for", async (storage) => {
    await storage.write({ ops: [put("b", "2"), put("a", "1")] });
    equal(await storage.get(["a", "x", "b"]), ["1", undefined, "2"]);
  });

  test("text and bytes come back as they were", async (storage) => {
    const text = 'Grüße, 世界 \u{1f30a} "\\ \u0000 \n';
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    await storage.write({ ops: [put("text", text), put("empty", ""), put("bytes", bytes)] });
    const [first, second, third] = await storage.get(["text", "empty", "bytes"]);
    equal([first, second], [text, ""]);
    if (!(third instanceof Uint8Array)) throw new Error("bytes came back as something else");
    equal(Array.from(third), Array.from(bytes));
  });

  test("a later write replaces an earlier one", async (storage) => {
    await storage.write({ ops: [put("a", "1")] });
    await storage.write({ ops: [put("a", "2")] });
    equal(await storage.get(["a"]), ["2"]);
  });

  test("the ops of a batch take effect in their order", async (storage) => {
    await storage.write({ ops: [put("a", "1"), remove("a"), put("b", "1"), clear("a", "z"), put("b", "2")] });
    equal(await storage.get(["a", "b"]), [undefined, "2"]);
  });

  test("replace puts only where there is something, in the order of its batch", async (storage) => {
    await storage.write({ ops: [put("a", "1"), put("b", "1")] });
    await storage.write({ ops: [replace("a", "2"), replace("x", "2"), remove("b"), replace("b", "2"), put("c", "1"), replace("c", "2"), clear("a", "aa"), put("d", "1")] });
    equal(await storage.get(["a", "x", "b", "c", "d"]), [undefined, undefined, undefined, "2", "1"]);
    await storage.write({ checks: [{ key: "d", value: "1" }], ops: [replace("d", "2")] });
    await rejects(storage.write({ checks: [{ key: "d", value: "1" }], ops: [replace("d", "3")] }), "storage/conflict");
    equal(await storage.get(["d"]), ["2"]);
  });

  test("clear takes its first key and not its last", async (storage) => {
    await storage.write({ ops: ["a", "b", "c", "d"].map((key) => put(key, key)) });
    await storage.write({ ops: [clear("b", "d")] });
    equal(await storage.get(["a", "b", "c", "d"]), ["a", undefined, undefined, "d"]);
  });

  test("list gives a range in the order of the keys", async (storage) => {
    const keys = ["a/2", "a/10", "a", "b", "a/1", "a0", "A/1", "a-1", "a~"];
    await storage.write({ ops: keys.map((key) => put(key, key)) });
    const found = await storage.list({ from: "a/", to: "a0" });
    equal(found.map(([key]) => key), ["a/1", "a/10", "a/2"]);
    equal(found.map(([, value]) => value), ["a/1", "a/10", "a/2"]);
    const all = await storage.list({ from: "", to: "~" });
    equal(all.map(([key]) => key), ["A/1", "a", "a-1", "a/1", "a/10", "a/2", "a0", "a~", "b"]);
  });

  test("list ends at its limit, from either side", async (storage) => {
    await storage.write({ ops: ["a", "b", "c", "d"].map((key) => put(key, key)) });
    const names = async (range: { limit?: number; reverse?: boolean }): Promise<string[]> =>
      (await storage.list({ from: "a", to: "d", ...range })).map(([key]) => key);
    equal(await names({ limit: 2 }), ["a", "b"]);
    equal(await names({ reverse: true }), ["c", "b", "a"]);
    equal(await names({ reverse: true, limit: 1 }), ["c"]);
  });

  test("a batch whose checks hold is written", async (storage) => {
    await storage.write({ ops: [put("owner", "me")] });
    await storage.write({
      checks: [
        { key: "owner", value: "me" },
        { key: "nobody", value: undefined },
      ],
      ops: [put("a", "1")],
    });
    equal(await storage.get(["a"]), ["1"]);
  });

  test("a batch of which one check fails is not written at all", async (storage) => {
    await storage.write({ ops: [put("owner", "me"), put("a", "1")] });
    const checks = [
      { key: "a", value: "1" },
      { key: "owner", value: "you" },
    ];
    await rejects(storage.write({ checks, ops: [put("a", "2"), put("b", "2")] }), "storage/conflict");
    equal(await storage.get(["a", "b"]), ["1", undefined]);
  });

  test("a batch that wants a range to be empty is written where it is, and not at all where it is not", async (storage) => {
    await storage.write({ ops: [put("a/1", "1"), put("b0", "1")] });
    const wanting = (from: string, to: string) => storage.write({ checks: [{ from, to }], ops: [put(from, "x")] });
    await wanting("b/", "b0");
    await wanting("a/2", "a0");
    await rejects(wanting("a/", "a0"), "storage/conflict");
    await rejects(wanting("b/", "b0"), "storage/conflict");
    equal(await storage.get(["b/", "a/2", "a/"]), ["x", "x", undefined]);
  });

  test("of two batches that both want what is there, one gets it", async (storage) => {
    const claim = (who: string): Promise<string> =>
      storage.write({ checks: [{ key: "owner", value: undefined }], ops: [put("owner", who)] }).then(
        () => who,
        () => "",
      );
    const winners = (await Promise.all(["x", "y", "z"].map(claim))).filter((who) => who !== "");
    equal(winners.length, 1);
    equal(await storage.get(["owner"]), winners);
  });

  test("batches take effect in the order of the calls", async (storage) => {
    const writes = Array.from({ length: 50 }, (_, i) => storage.write({ ops: [put("a", String(i)), put(`k${i}`, "")] }));
    await Promise.all(writes);
    equal(await storage.get(["a"]), ["49"]);
    equal((await storage.list({ from: "k", to: "l" })).length, 50);
  });

  test("a large batch is one step", async (storage) => {
    await storage.write({ ops: Array.from({ length: 2_000 }, (_, i) => put(`k${i}`, "x".repeat(100))) });
    equal((await storage.list({ from: "k", to: "l" })).length, 2_000);
  });

  test("what is written is there after closing and opening", async (storage, place) => {
    if (place.isDurable === false) return;
    await storage.write({ ops: [put("a", "1"), put("b", new Uint8Array([1, 2]))] });
    await storage.close();
    const again = await place.open();
    const [text, bytes] = await again.get(["a", "b"]);
    equal(text, "1");
    equal(bytes instanceof Uint8Array && [...bytes], [1, 2]);
    await again.close();
  });

  test("a closed storage refuses", async (storage) => {
    await storage.close();
    await rejects(storage.get(["a"]), "storage/closed");
    await rejects(storage.list({ from: "a", to: "b" }), "storage/closed");
    await rejects(storage.write({ ops: [] }), "storage/closed");
  });

  return cases;
}

type Put = { readonly op: "put"; readonly key: string; readonly value: string | Uint8Array };

function put(key: string, value: string | Uint8Array): Put {
  return { op: "put", key, value };
}

function replace(key: string, value: string): { readonly op: "replace"; readonly key: string; readonly value: string } {
  return { op: "replace", key, value };
}

function remove(key: string): { readonly op: "delete"; readonly key: string } {
  return { op: "delete", key };
}

function clear(from: string, to: string): { readonly op: "clear"; readonly from: string; readonly to: string } {
  return { op: "clear", from, to };
}

function equal(actual: unknown, expected: unknown): void {
  const plain = (value: unknown): unknown => (Array.isArray(value) ? [...value] : value);
  if (deepEqual(plain(actual), plain(expected))) return;
  throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

async function rejects(promise: Promise<unknown>, name: "storage/conflict" | "storage/closed"): Promise<void> {
  try {
    await promise;
  } catch (error) {
    if (isError(error, name)) return;
    throw new Error(`expected ${name}, got ${String(error)}`);
  }
  throw new Error(`expected ${name}, and nothing failed`);
}
