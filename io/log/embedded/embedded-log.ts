/** The event log as one SQLite file of a folder that several processes share: `wayleave up` without a broker. */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import {
  type Appended,
  batchBytes,
  checkTopic,
  type EventLog,
  type Follower,
  IN_FLIGHT_APPENDS_MAX,
  IN_FLIGHT_BYTES_MAX,
  LogFault,
  METADATA_BYTES_MAX,
  type NewRecord,
  type OnBatch,
  type Position,
  type TopicShape,
} from "../event-log.ts";
import { Following } from "./following.ts";
import { type Call, type FromThread, type PlainFault, pack, type ToThread } from "./messages.ts";

/** A checkout runs `.ts`, a packed release `.js`: the thread's file has the extension that this one has. */
const THREAD = new URL(`./thread${extname(import.meta.filename)}`, import.meta.url);

/** Batches a follower may have before it hands one back: one handled, one waiting, so that neither side idles. */
const CREDIT = 2;

export async function openEmbeddedLog(folder: string): Promise<EventLog> {
  const worker = new Worker(THREAD, {
    workerData: { folder },
    name: "event-log",
    // The process's own flags may be such that a thread can't have.
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const opened = Promise.withResolvers<void>();
  const log = new EmbeddedLog(worker, opened);
  await opened.promise;
  return log;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(fault: LogFault): void;
}

class EmbeddedLog implements EventLog {
  readonly #worker: Worker;
  readonly #ended = Promise.withResolvers<void>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #followers = new Map<number, Following>();
  #lastId = 0;
  #appendsInFlight = 0;
  #bytesInFlight = 0;
  #closed = false;

  constructor(worker: Worker, opened: PromiseWithResolvers<void>) {
    this.#worker = worker;
    worker.on("message", (message: FromThread) => {
      if (message.is === "ready") opened.resolve();
      else if (message.is === "unopened") opened.reject(faultFrom(message.fault));
      else this.#hear(message);
    });
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      const fault = new LogFault("WL_LOG_CLOSED", "the log's thread has ended", { stored: "unknown", cause });
      opened.reject(fault);
      this.#over(fault);
    });
  }

  async append(topic: string, records: readonly NewRecord[], partition = 0): Promise<Appended> {
    const bytes = batchBytes(topic, records);
    if (this.#appendsInFlight >= IN_FLIGHT_APPENDS_MAX || this.#bytesInFlight + bytes > IN_FLIGHT_BYTES_MAX) {
      const { size } = this.#waiting;
      throw new LogFault(
        "WL_LOG_OVERLOADED",
        `${size} appends, ${this.#bytesInFlight} bytes wait to be stored already`,
      );
    }
    const batch = pack(records);
    this.#appendsInFlight++;
    this.#bytesInFlight += bytes;
    try {
      const make = (id: number): ToThread => ({ do: "append", id, topic, partition, batch });
      return (await this.#ask(make, [batch.values.buffer])) as Appended;
    } finally {
      this.#appendsInFlight--;
      this.#bytesInFlight -= bytes;
    }
  }

  follow(topic: string, partition: number, fromOffset: number, onBatch: OnBatch): Follower {
    const id = ++this.#lastId;
    const leave = (): void => {
      this.#followers.delete(id);
      this.#tell({ do: "unfollow", id });
    };
    const credit = new Int32Array(new SharedArrayBuffer(4)).fill(CREDIT);
    const following = new Following(onBatch, () => void Atomics.add(credit, 0, 1), leave);
    this.#followers.set(id, following);
    if (this.#closed) queueMicrotask(() => following.fail(closedFault()));
    this.#tell({ do: "follow", id, topic, partition, from: fromOffset, credit });
    return following;
  }

  async startOffset(topic: string, partition = 0): Promise<number> {
    return ((await this.#call({ name: "offsets", topic, partition })) as { start: number }).start;
  }

  async endOffset(topic: string, partition = 0): Promise<number> {
    return ((await this.#call({ name: "offsets", topic, partition })) as { end: number }).end;
  }

  async compact(topic: string): Promise<{ removed: number }> {
    return (await this.#call({ name: "compact", topic })) as { removed: number };
  }

  async takePosition(group: string, topic: string, partition = 0): Promise<Position> {
    return (await this.#call({ name: "take", group, topic, partition })) as Position;
  }

  async commitPosition(
    group: string,
    topic: string,
    partition: number,
    epoch: number,
    offset: number,
    metadata: string,
  ): Promise<void> {
    if (Buffer.byteLength(metadata) > METADATA_BYTES_MAX) {
      throw new LogFault("WL_LOG_TOO_LARGE", `${group}: a position's metadata has at most ${METADATA_BYTES_MAX} bytes`);
    }
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new LogFault("WL_LOG_OFFSET_RANGE", `${group}: ${offset} is no offset`);
    }
    await this.#call({ name: "commit", group, topic, partition, epoch, offset, metadata });
  }

  async createTopic(topic: string, shape: TopicShape): Promise<void> {
    checkTopic(topic, shape);
    await this.#call({ name: "createTopic", topic, shape });
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      for (const following of [...this.#followers.values()]) following.close();
      this.#tell({ do: "close" });
      this.#closed = true;
    }
    await this.#ended.promise;
  }

  #call(call: Call): Promise<unknown> {
    return this.#ask((id) => ({ do: "call", id, call }));
  }

  #ask(make: (id: number) => ToThread, transfer: ArrayBuffer[] = []): Promise<unknown> {
    if (this.#closed) return Promise.reject(closedFault());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(make(id), transfer);
    });
  }

  #tell(message: ToThread): void {
    if (!this.#closed) this.#worker.postMessage(message);
  }

  #hear(message: Exclude<FromThread, { is: "ready" | "unopened" }>): void {
    switch (message.is) {
      case "done":
        this.#answered(message.id)?.resolve(message.value);
        return;
      case "refused":
        this.#answered(message.id)?.reject(faultFrom(message.fault));
        return;
      case "batch":
        this.#followers.get(message.id)?.batch(message.batch);
        return;
      case "confirmed":
        for (const id of message.ids) this.#followers.get(id)?.confirmed(message.atMs);
        return;
      case "unfollowed":
        this.#followers.get(message.id)?.fail(faultFrom(message.fault));
    }
  }

  #answered(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #over(fault: LogFault): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
    for (const following of [...this.#followers.values()]) following.fail(fault);
    this.#ended.resolve();
  }
}

const closedFault = (): LogFault => new LogFault("WL_LOG_CLOSED", "the log is closed");

const faultFrom = ({ code, text, stored }: PlainFault): LogFault => new LogFault(code, text, { stored });
