/**
 * Follows the network log into ClickHouse, effectively once: before a range is inserted, the position says which, with
 * the marks before it; who comes after reads that range again and inserts the same rows under the same token.
 *
 * One batch is being stored while the next is gathered; then the log waits. Nothing is skipped: while ClickHouse or the
 * log is away, all is tried again. Rows that ClickHouse refuses are found by halving their range, and buried.
 */

import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { NETWORK_SHAPE, NETWORK_TOPIC, type NetworkEnvelope } from "../../../core/record/network-event.ts";
import { clock } from "../../../io/clock.ts";
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import {
  type EventLog,
  type Follower,
  LogFault,
  type LogRecord,
  METADATA_BYTES_MAX,
} from "../../../io/log/event-log.ts";
import { decodeEnvelope, decodeNetworkEvent } from "../../../io/wire/network-event.ts";
import { BATCH_LIMITS, type BatchLimits, halves } from "../batch.ts";
import { type Batch, Gathering, isTooLong, type Read } from "../gathering.ts";
import type { Mark } from "../marks.ts";
import { marksRoom, type PositionRecord, readRecord, recordText } from "../record.ts";
import { type EventStore, StoreFault } from "./event-store.ts";
import { IngestMeter, type IngestStatus } from "./ingest-meter.ts";
import { Patience } from "./patience.ts";

/** An insert that is under way may be stored. Left or not, it is inserted again under its token. */
const CLOSE_WAITS_MS = 3000;

/** Who ingests, among the consumers of the log. */
export const INGEST_GROUP = "clickhouse";

export interface IngesterOptions {
  readonly events: EventLog;
  readonly store: EventStore;
  readonly log: JsonLog;
  readonly partition?: number;
  readonly limits?: BatchLimits;
}

export interface Ingester {
  status(): Promise<IngestStatus>;
  /** Ends what is under way, unless it waits for somebody who is away: the next life finds it all in the log. */
  close(): Promise<void>;
}

/** Begins at once; what goes wrong is told in the status, and tried again where that can help. */
export function openIngester(o: IngesterOptions): Ingester {
  const ingester = new LogIngester(o);
  ingester.run();
  return ingester;
}

class LogIngester implements Ingester {
  readonly #o: IngesterOptions;
  readonly #partition: number;
  readonly #limits: BatchLimits;
  readonly #gathering: Gathering;
  readonly #meter = new IngestMeter();
  readonly #patience: Patience;
  #epoch = 0;
  #follower: Follower | undefined;
  #storing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(o: IngesterOptions) {
    this.#o = o;
    this.#partition = o.partition ?? 0;
    this.#limits = o.limits ?? BATCH_LIMITS;
    this.#gathering = new Gathering({
      ...{ topic: NETWORK_TOPIC, partition: this.#partition, limits: this.#limits },
      marksRoom: marksRoom(METADATA_BYTES_MAX),
    });
    this.#patience = new Patience(this.#meter, o.log);
  }

  run(): void {
    this.#begin().catch((error: unknown) => this.#fail(error));
  }

  async status(): Promise<IngestStatus> {
    const end = await this.#o.events.endOffset(NETWORK_TOPIC, this.#partition).catch(() => undefined);
    return this.#meter.status(end);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#stop("closed");
    await Promise.race([this.#storing, sleep(CLOSE_WAITS_MS, undefined, { ref: false })]);
  }

  async #begin(): Promise<void> {
    const { events, store } = this.#o;
    await this.#log(() => events.createTopic(NETWORK_TOPIC, NETWORK_SHAPE));
    await this.#store(() => store.prepare());
    const position = await this.#log(() => events.takePosition(INGEST_GROUP, NETWORK_TOPIC, this.#partition));
    if (this.#closed || position === undefined) return;
    const { marks, pending } = readRecord(position.metadata);
    this.#epoch = position.epoch;
    this.#meter.stored(position.offset);
    this.#o.log.info("ingesting", { offset: position.offset, epoch: position.epoch, pending: pending?.to });
    this.#follow(position.offset, marks, pending === undefined ? [] : [pending.to]);
  }

  #follow(from: number, marks: readonly Mark[], ends: readonly number[]): void {
    this.#gathering.begin(marks, ends);
    this.#meter.following();
    const follower = this.#o.events.follow(NETWORK_TOPIC, this.#partition, from, (records) =>
      this.#gather(records, follower),
    );
    this.#follower = follower;
    follower.done.catch((error: unknown) => this.#fail(error));
  }

  /** `follower` is whose records these are: what one that was replaced still brings is not gathered. */
  async #gather(records: readonly LogRecord[], follower: Follower): Promise<void> {
    const reads = records.map(readOf);
    const marks = await this.#marksOf(reads.map(envelopeOf));
    if (this.#follower !== follower) return;
    for (const mark of marks) this.#gathering.learn(mark);
    for (const [i, record] of records.entries()) {
      while (this.#gathering.isFull && this.#follower === follower) {
        await this.#storing;
        if (this.#gathering.isFull && this.#follower === follower) this.#flush();
      }
      if (this.#follower !== follower) return;
      const place = { partition: this.#partition, offset: record.offset, appendTimeUs: record.appendTimeUs };
      this.#gathering.add(reads[i]!, record.value, place, clock.now());
    }
    if (this.#gathering.isFull && this.#storing === undefined) this.#flush();
    else this.#arm();
    // The log's thread has the next records ready: without a turn of the loop between, nobody else would get one.
    await turn();
  }

  /** Of lives that the marks don't know, the table is asked, so that forgetting a mark makes no doubles. */
  async #marksOf(envelopes: readonly (NetworkEnvelope | undefined)[]): Promise<readonly Mark[]> {
    const strangers = new Map<string, Omit<Mark, "sequence">>();
    for (const one of envelopes) {
      if (one === undefined || isTooLong(one.source) || this.#gathering.isKnown(one)) continue;
      strangers.set(`${one.boot}${one.source}`, { source: one.source, boot: one.boot });
    }
    if (strangers.size === 0) return [];
    return (await this.#store(() => this.#o.store.marksOf(this.#partition, [...strangers.values()]))) ?? [];
  }

  #arm(): void {
    const at = this.#gathering.closesAt;
    if (at === undefined || this.#timer !== undefined || this.#storing !== undefined || this.#closed) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        const due = this.#gathering.closesAt;
        // A batch that has grown meanwhile is due later than it seemed.
        if (due !== undefined && clock.now() < due) return this.#arm();
        if (this.#storing === undefined && this.#gathering.range !== undefined) this.#flush();
      },
      Math.max(0, at - clock.now()),
    );
  }

  /** Nothing is being stored, and something is gathered. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#gathering.close();
    this.#storing = this.#keep(batch).then(
      (next) => {
        this.#storing = undefined;
        this.#goOn(next);
      },
      (error: unknown) => {
        this.#storing = undefined;
        this.#fail(error);
      },
    );
  }

  #goOn(next: "stored" | "closed" | "again"): void {
    if (this.#closed || next !== "stored") return;
    if (this.#gathering.isFull) this.#flush();
    else this.#arm();
  }

  /** Commits the batch as pending, inserts it, and if nothing else is gathered by then, says that it is stored. */
  async #keep(batch: Batch): Promise<"stored" | "closed" | "again"> {
    const begun = await this.#commit(batch.from, { marks: batch.marks, pending: { to: batch.to } });
    if (!begun) return "closed";
    const startedAt = clock.now();
    const outcome = await this.#store(() => this.#insert(batch));
    if (outcome === undefined) return "closed";
    if (outcome instanceof StoreFault) {
      this.#refused(batch, outcome);
      return "again";
    }
    this.#meter.inserted(batch, clock.now() - startedAt);
    for (const gap of batch.counts.gaps) this.#o.log.warn("events are missing", { ...gap });
    if (batch.counts.deadLetters > 0) {
      this.#o.log.warn("dead letters", { from: batch.from, to: batch.to, count: batch.counts.deadLetters });
    }
    if (this.#gathering.range === undefined && this.#gathering.ends.length === 0) {
      await this.#commit(batch.to, { marks: this.#gathering.rest(), pending: undefined });
    }
    return "stored";
  }

  /** A fault where the rows are refused: for good, so it is not tried again. */
  async #insert({ events, deadLetters, token, from, to, appendTimeUs }: Batch): Promise<"inserted" | StoreFault> {
    const { store } = this.#o;
    if (deadLetters !== undefined) await store.insert("dead_letters", this.#gathering.deadColumns, deadLetters, token);
    if (events === undefined) return "inserted";
    try {
      await store.insert("network_events", this.#gathering.eventColumns, events, token);
    } catch (error) {
      if (!(error instanceof StoreFault) || error.kind !== "rows") throw error;
      if (!(await store.holds(this.#partition, from, to, appendTimeUs))) return error;
      // The facts are stored and a view refuses them: halves of them would have other tokens, and be stored again.
      throw new StoreFault("away", `stored, but a view failed: ${error.message}`, error);
    }
    return "inserted";
  }

  #refused({ from, to, marks }: Batch, fault: StoreFault): void {
    const ends = [...this.#gathering.ends];
    this.#follower?.close();
    if (to - from > 1) {
      this.#o.log.warn("ClickHouse refuses rows: looking for them", { from, to, error: fault.message });
      this.#follow(from, marks, [...halves(from, to).map(([, end]) => end), ...ends]);
      return;
    }
    this.#gathering.condemn(from, fault.message);
    this.#follow(from, marks, [to, ...ends]);
  }

  async #commit(offset: number, record: PositionRecord): Promise<boolean> {
    const { events } = this.#o;
    const text = recordText(record);
    const done = await this.#log(async () => {
      await events.commitPosition(INGEST_GROUP, NETWORK_TOPIC, this.#partition, this.#epoch, offset, text);
      return true;
    });
    return done === true;
  }

  #log<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.#patience.until("log", work, (error) => error instanceof LogFault && error.mayRetry);
  }

  #store<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.#patience.until("clickhouse", work, (error) => error instanceof StoreFault);
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    const fenced = error instanceof LogFault && error.code === "WL_LOG_FENCED";
    const text = fenced ? "another ingester has taken over" : errorText(error);
    this.#o.log.error("ingesting has ended", { error });
    this.#stop(fenced ? "fenced" : "failed", text);
  }

  #stop(state: "closed" | "fenced" | "failed", text = ""): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#follower?.close();
    this.#patience.end();
    this.#meter.ended(state, text);
  }
}

function readOf({ value }: LogRecord): Read {
  try {
    return { is: "event", event: decodeNetworkEvent(value) };
  } catch (error) {
    return { is: "malformed", error: errorText(error), envelope: decodeEnvelope(value) };
  }
}

const envelopeOf = (read: Read): NetworkEnvelope | undefined => (read.is === "event" ? read.event : read.envelope);
