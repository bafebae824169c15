import type { Client, Connection } from "./client.ts";

/** A connection that outlives a server, in the hands of a test. */
export class Watch {
  readonly counts: unknown[] = [];
  readonly statuses: string[] = [];
  private readonly connection: Connection;

  constructor(client: Client, key: string) {
    this.connection = client.desk.getOrCreate([key]).connect();
    this.connection.on("count", (count) => this.counts.push(count));
    this.connection.onOpen(() => this.statuses.push("open"));
    this.connection.onClose(() => this.statuses.push("close"));
  }

  increment(by: number): Promise<number> {
    return this.connection.increment(by);
  }

  tell() {
    return { counts: this.counts, statuses: this.statuses, status: this.connection.connStatus };
  }

  dispose(): Promise<void> {
    return this.connection.dispose();
  }
}
