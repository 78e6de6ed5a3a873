/**
 * Takes what the spool holds to the event log, oldest first, a bounded batch at a time.
 *
 * A batch whose acknowledgement was lost is appended again, so the log may hold an event twice: whoever reads it drops
 * what is at or below the mark of its source. The order is kept whatever happens, or that mark would drop too much.
 */
import { NETWORK_TOPIC } from "../../core/record/network-event.ts";
import { waitMs } from "../../core/tunnel/backoff.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { EventLog, NewRecord } from "../../io/log/event-log.ts";
import type { Spool, SpoolBatch } from "../../io/spool/spool.ts";
import { spooledRecord } from "./spooled-event.ts";

export interface ShipperOptions {
  readonly spool: Spool;
  readonly events: EventLog;
  readonly log: JsonLog;
}

/** With the log's framing of each record this stays below its bound of a batch. */
const BATCH = { bytes: 800 * 1024, records: 2_000 };
/** What comes in a burst goes in few appends: each costs the log a write to the disk, whatever it holds. */
const GATHER_MS = 50;
/** A wait is looked up from so often that a close ends it soon. */
const NAP_MS = 50;

export class Shipper {
  readonly #o: ShipperOptions;
  readonly #done: Promise<void>;
  #wake = () => {};
  #closing = false;
  /** Nothing was to be read when last looked. */
  #idle = false;
  /** Something was appended since the last look began: it may have come behind what was read. */
  #told = false;
  /** Of this life of the gateway the last event that the log has acknowledged. */
  shippedSequence = 0;
  readonly counters = { events_shipped: 0, ship_batches: 0, ship_retries: 0, events_unshippable: 0 };

  constructor(o: ShipperOptions) {
    this.#o = o;
    o.spool.onAppended(() => {
      this.#idle = false;
      this.#told = true;
      this.#wake();
    });
    this.#done = this.#run();
  }

  /** Ships what is there within so long; the rest waits for the next life. */
  async close(withinMs: number): Promise<void> {
    const until = clock.now() + withinMs;
    while (!(this.#idle && this.#o.spool.counts.unshipped_records === 0) && clock.now() < until) {
      this.#wake();
      await nap(5);
    }
    this.#closing = true;
    this.#wake();
    // An append that hangs with its log is left alone: what it stores is shipped again by the next life.
    await Promise.race([this.#done, nap(NAP_MS * 4)]);
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      try {
        this.#told = false;
        const batch = await this.#o.spool.read(BATCH);
        if (batch.records.length > 0) await this.#ship(batch);
        else if (!this.#told) await this.#rest();
      } catch (error) {
        // The spool could not be read: what is damaged is behind us by the next try, what is away comes back.
        this.#o.log.error("the spool could not be read", { error: String(error) });
        await this.#nap(1_000);
      }
    }
  }

  async #ship(batch: SpoolBatch): Promise<void> {
    const records = this.#recordsOf(batch);
    for (let attempt = 1; records.length > 0; attempt += 1) {
      try {
        await this.#o.events.append(NETWORK_TOPIC, records, 0);
        break;
      } catch (error) {
        this.counters.ship_retries += 1;
        if (attempt === 1) this.#o.log.warn("the event log takes no network events", { error: String(error) });
        await this.#nap(waitMs(attempt, die()));
        if (this.#closing) return;
      }
    }
    this.counters.ship_batches += 1;
    this.counters.events_shipped += records.length;
    const { boot } = this.#o.spool;
    for (const one of batch.records) if (one.boot === boot) this.shippedSequence = one.sequence;
    await this.#o.spool.shipped(batch);
  }

  #recordsOf(batch: SpoolBatch): NewRecord[] {
    return batch.records.flatMap(({ bytes, sequence }) => {
      try {
        return [spooledRecord(bytes)];
      } catch (error) {
        // It passed its checksum, so a writer of ours made it: nothing gets better by trying again.
        this.counters.events_unshippable += 1;
        this.#o.log.error("a spooled event is malformed", { sequence, error: String(error) });
        return [];
      }
    });
  }

  async #rest(): Promise<void> {
    this.#idle = true;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#closing) resolve();
    });
    this.#wake = () => {};
    if (!this.#closing) await nap(GATHER_MS);
  }

  async #nap(ms: number): Promise<void> {
    for (let left = ms; left > 0 && !this.#closing; left -= NAP_MS) await nap(Math.min(left, NAP_MS));
  }
}

const nap = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
