/** What the ingester says of itself: counters, and who is waited for. */
import type { Batch } from "../gathering.ts";
import type { Peer } from "./patience.ts";

export type IngestState = "starting" | "following" | "closed" | "fenced" | "failed";

export interface IngestStatus {
  readonly state: IngestState;
  /** "away": it didn't answer, or not as it should; `why` says what it said. */
  readonly clickhouse_state: "unknown" | "here" | "away";
  readonly log_state: "unknown" | "here" | "away";
  readonly why: string;
  readonly counters: Readonly<Record<string, number>>;
}

/** By the names of `core/metrics/store-rows.ts`; who was never asked is neither here nor away. */
export function ingestReadings(o: IngestStatus): Record<string, number | undefined> {
  const up = { here: 1, away: 0, unknown: undefined };
  return {
    ...o.counters,
    ...{ ingest_following: o.state === "following" ? 1 : 0, ready: o.state === "failed" ? 0 : 1 },
    ...{ clickhouse_up: up[o.clickhouse_state], log_up: up[o.log_state] },
  };
}

export class IngestMeter {
  #state: IngestState = "starting";
  #why = "";
  readonly #peers: Record<Peer, { state: "unknown" | "here" | "away"; why: string }> = {
    clickhouse: { state: "unknown", why: "" },
    log: { state: "unknown", why: "" },
  };
  readonly #counts = { read: 0, stored: 0, doubles: 0, dead: 0, unknown: 0, gaps: 0, missing: 0, batches: 0 };
  #insertMs = 0;
  #position = 0;

  following(): void {
    this.#state = "following";
  }

  ended(state: "closed" | "fenced" | "failed", why: string): void {
    this.#state = state;
    this.#why = why;
  }

  /** True where that is news. */
  here(peer: Peer): boolean {
    const was = this.#peers[peer].state;
    this.#peers[peer] = { state: "here", why: "" };
    return was === "away";
  }

  away(peer: Peer, why: string): boolean {
    const was = this.#peers[peer];
    this.#peers[peer] = { state: "away", why };
    return was.state !== "away" || was.why !== why;
  }

  /** All before this offset is stored. */
  stored(position: number): void {
    this.#position = position;
  }

  inserted({ to, counts }: Batch, insertMs: number): void {
    const all = this.#counts;
    all.read += counts.read;
    all.stored += counts.stored;
    all.doubles += counts.doubles;
    all.dead += counts.deadLetters;
    all.unknown += counts.unknown;
    all.gaps += counts.gaps.length;
    for (const { missing } of counts.gaps) all.missing += missing;
    all.batches += 1;
    this.#insertMs = insertMs;
    this.#position = to;
  }

  /** `end`: of the log, if it told it. */
  status(end: number | undefined): IngestStatus {
    const { clickhouse, log } = this.#peers;
    const { read, stored, doubles, dead, unknown, gaps, missing, batches } = this.#counts;
    return {
      ...{ state: this.#state, clickhouse_state: clickhouse.state, log_state: log.state },
      why: this.#why || clickhouse.why || log.why,
      counters: {
        ...{ events_read: read, events_stored: stored, dropped_doubles: doubles, dead_letters: dead },
        ...{ unknown_facts: unknown, gaps, missing, batches, insert_ms_last: Math.round(this.#insertMs) },
        ...{ position: this.#position, ...(end === undefined ? {} : { lag: Math.max(0, end - this.#position) }) },
      },
    };
  }
}
