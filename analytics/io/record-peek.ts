/** The last flows for whoever looks at the page: one question at a time, asked anew when the answer has aged. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { FlowRow } from "../../core/reading/flow-view.ts";
import type { Query } from "../../core/reading/flows-query.ts";
import { openClickHouse } from "../../io/clickhouse/client.ts";
import { clock } from "../../io/clock.ts";
import { errnoOf } from "../../io/errors.ts";
import { RECORD_DATABASE, RecordAway, RecordReader } from "../../io/record-reader.ts";
import type { ClickHouseConfig } from "../config.ts";

export interface Peek {
  readonly state: "here" | "away";
  readonly why: string;
  readonly flows: readonly FlowRow[];
  /** When the log took the newest event that is stored; undefined where none is, or nobody knows. */
  readonly newestMs: number | undefined;
}

const FLOWS = 20;
/** However many look, and however often: the store is asked no more than this. */
const FRESH_MS = 2000;
/** A page that waits longer is shown without; the question itself is ended by the store. */
const PATIENCE_MS = 2000;
const QUERY_S = 3;
const TIMEOUT_MS = 5000;
/** First where a busy estate has its last flows, then as far back as anybody looks. */
const LOOK_BACK_S = [600, 86_400];
/** Few are shown, so few are joined. */
const SLICE_SEGMENTS = 1000;

const NEWEST: Query = {
  query: "SELECT toUnixTimestamp64Milli(max(appended_at)), count() FROM network_events",
  params: {},
};

const NOTHING_YET: Peek = { state: "away", why: "ClickHouse has not answered yet", flows: [], newestMs: undefined };

export class RecordPeek {
  readonly #config: ClickHouseConfig;
  readonly #tenant: string;
  #reader: RecordReader | undefined;
  #last: Peek = NOTHING_YET;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  /** `tenant`: whose flows are seen; `shared` sees all. */
  constructor(config: ClickHouseConfig, tenant: string) {
    this.#config = config;
    this.#tenant = tenant;
  }

  /** Never rejects: what was seen last stays, and `state` says that it is old. */
  async read(): Promise<Peek> {
    if (this.#asking === undefined && clock.now() - this.#askedAtMs > FRESH_MS) {
      this.#askedAtMs = clock.now();
      this.#asking = this.#ask().finally(() => {
        this.#asking = undefined;
      });
    }
    if (this.#asking === undefined) return this.#last;
    const late = new AbortController();
    const inTime = await Promise.race([
      this.#asking.then(() => true),
      wait(PATIENCE_MS, false, { signal: late.signal }).catch(() => false),
    ]);
    late.abort();
    return inTime || this.#last.state === "away"
      ? this.#last
      : { ...this.#last, state: "away", why: `ClickHouse at ${this.#address} is slow` };
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }

  get #address(): string {
    return new URL(this.#config.url).host;
  }

  async #ask(): Promise<void> {
    try {
      const reader = (this.#reader ??= this.#open());
      const [[newest, count] = []] = await reader.all(NEWEST, { s: QUERY_S });
      const newestMs = Number(count) > 0 ? Number(newest) : undefined;
      this.#last = { state: "here", why: "", flows: await lastFlows(reader), newestMs };
    } catch (error) {
      this.#last = { ...this.#last, state: "away", why: this.#whyOf(error) };
    }
  }

  #open(): RecordReader {
    const key = readFileSync(this.#config.keyFile, "utf8").trim();
    const at = { url: this.#config.url, key, database: RECORD_DATABASE };
    return new RecordReader(
      openClickHouse({ ...at, timeoutMs: TIMEOUT_MS, connections: 1 }),
      this.#address,
      this.#tenant,
    );
  }

  #whyOf(error: unknown): string {
    if (error instanceof RecordAway) return error.message;
    return `${this.#config.keyFile} can't be read (${errnoOf(error) ?? String(error)})`;
  }
}

async function lastFlows(reader: RecordReader): Promise<FlowRow[]> {
  let flows: FlowRow[] = [];
  for (const back of LOOK_BACK_S) {
    const filters = { sinceUs: clock.wallUs() - back * 1_000_000, probes: false, limit: FLOWS };
    flows = [];
    for await (const handful of reader.flows(filters, { s: QUERY_S, sliceSegments: SLICE_SEGMENTS }))
      flows.push(...handful);
    if (flows.length >= FLOWS) break;
  }
  return flows;
}
