/**
 * Brings spans into ClickHouse: what comes in a moment is one insert, and whoever sent them is told when it is stored.
 *
 * Nothing is kept here for later: a sender that was not told of success sends again. So a span may be stored twice,
 * where an answer was lost, and a reader counts each id once.
 */
import type { ReceivedSpan } from "../../../core/trace/received-span.ts";
import { type ClickHouseClient, openClickHouse } from "../../../io/clickhouse/client.ts";
import { SPANS_TABLE, SpanRows } from "../span-rows.ts";
import { DATABASE, faultOf, insert, StoreFault } from "./event-store.ts";

export class SpansBusy extends Error {
  override readonly name = "SpansBusy";
}

/**
 * From one insert's begin to the next one's, at least: five a second, which merges keep up with for ever. What comes
 * meanwhile is gathered. An exporter that sends one batch after the other waits for each, so this must not be long.
 */
const EVERY_MS = 200;
/** So long the first span waits for others after a silence: several processes tell of the same flow. */
const GATHER_MS = 25;
const GATHER_ROWS = 10_000;
const GATHER_SIZE = 8 * 1024 * 1024;
/** All that is on its way into the store, in letters: two full exports while a third one is inserted. */
export const WAITING_SIZE_MAX = 48 * 1024 * 1024;
/** Below the ten seconds that exporters wait for their answer. */
const INSERT_MS = 6000;

interface Sent {
  readonly spans: readonly ReceivedSpan[];
  readonly done: PromiseWithResolvers<void>;
}

interface Group {
  readonly sent: Sent[];
  rows: number;
  size: number;
  /** By the monotonic clock. */
  readonly dueAt: number;
}

export interface SpanWriterOptions {
  readonly url: string;
  /** The password of the user `default`. */
  readonly key: string;
  readonly gatherMs?: number;
}

export class SpanWriter {
  readonly #client: ClickHouseClient;
  readonly #gatherMs: number;
  readonly #rows = new SpanRows();
  readonly #counts = { spans_stored: 0, span_inserts: 0, span_inserts_failed: 0 };
  #waiting = 0;
  /** What gathers; what is to be inserted as soon as nothing else is. */
  #group: Group | undefined;
  readonly #closed: Group[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When the last insert began; one runs at a time. */
  #insertedAt = Number.NEGATIVE_INFINITY;
  #inserting: Promise<void> | undefined;

  constructor({ url, key, gatherMs = GATHER_MS }: SpanWriterOptions) {
    this.#client = openClickHouse({ url, key, database: DATABASE, timeoutMs: INSERT_MS, connections: 2 });
    this.#gatherMs = gatherMs;
  }

  /** Letters of spans that nobody was answered for yet. */
  get waiting(): number {
    return this.#waiting;
  }

  counters(): Record<string, number> {
    return { ...this.#counts };
  }

  /** Resolves when all of them are stored. Throws StoreFault, or SpansBusy where too many wait already. */
  async write(spans: readonly ReceivedSpan[], size: number): Promise<void> {
    if (spans.length === 0) return;
    if (this.#waiting + size > WAITING_SIZE_MAX) {
      throw new SpansBusy(`${this.#waiting} letters of spans wait for the store`);
    }
    this.#waiting += size;
    this.#group ??= this.#begin();
    const done = Promise.withResolvers<void>();
    this.#group.sent.push({ spans, done });
    this.#group.rows += spans.length;
    this.#group.size += size;
    if (this.#group.rows >= GATHER_ROWS || this.#group.size >= GATHER_SIZE) this.#closeGroup();
    try {
      await done.promise;
    } finally {
      this.#waiting -= size;
    }
  }

  /** What waits is inserted at once, without waiting for more. */
  flush(): void {
    this.#closeGroup();
  }

  async close(): Promise<void> {
    this.flush();
    await this.#inserting;
    await this.#client.close();
  }

  #begin(): Group {
    const now = performance.now();
    const dueAt = Math.max(now + this.#gatherMs, this.#insertedAt + EVERY_MS);
    this.#timer = setTimeout(() => this.#closeDue(), dueAt - now);
    return { sent: [], rows: 0, size: 0, dueAt };
  }

  /** While an insert runs, what gathers may go on gathering: it takes its turn when that has ended. */
  #closeDue(): void {
    if (this.#inserting === undefined) this.#closeGroup();
  }

  #closeGroup(): void {
    clearTimeout(this.#timer);
    if (this.#group === undefined) return;
    this.#closed.push(this.#group);
    this.#group = undefined;
    this.#inserting ??= this.#insertAll();
  }

  async #insertAll(): Promise<void> {
    for (;;) {
      const next = this.#closed.shift();
      if (next === undefined) break;
      await this.#store(next.sent);
      // Its timer may have fired while this one ran, a little early.
      if (this.#group !== undefined && this.#group.dueAt <= performance.now() + 1) this.#closeGroup();
    }
    this.#inserting = undefined;
  }

  async #store(sent: readonly Sent[]): Promise<void> {
    const fault = await this.#insert(sent.flatMap(({ spans }) => spans));
    // Each for itself: what the store refuses of one must not fail the others.
    if (fault?.kind === "rows" && sent.length > 1) {
      for (const one of sent) await this.#store([one]);
      return;
    }
    for (const { done } of sent) {
      if (fault === undefined) done.resolve();
      else done.reject(fault);
    }
  }

  async #insert(spans: readonly ReceivedSpan[]): Promise<StoreFault | undefined> {
    this.#rows.clear();
    for (const span of spans) this.#rows.add(span);
    this.#counts.span_inserts += 1;
    this.#insertedAt = performance.now();
    try {
      await insert(this.#client, SPANS_TABLE, this.#rows.names, this.#rows.take(), "");
      this.#counts.spans_stored += spans.length;
      return undefined;
    } catch (error) {
      this.#counts.span_inserts_failed += 1;
      const fault = faultOf(error);
      return fault instanceof StoreFault ? fault : new StoreFault("away", String(fault), fault);
    }
  }
}
