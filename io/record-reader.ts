/** Reads the record in ClickHouse: slice by slice, so that neither side holds more than one, and with clear errors. */
import { FLOW_COLUMNS, type FlowRow, flowOf } from "../core/reading/flow-view.ts";
import { cutsQuery, type FlowFilters, flowsQuery, type Query, slicesOf } from "../core/reading/flows-query.ts";
import { tableFilters } from "../core/reading/tenant-scope.ts";
import { bearersQuery } from "../core/reading/why-query.ts";
import { byBegin, InOrder } from "../core/record/in-order.ts";
import type { ClickHouseClient } from "./clickhouse/client.ts";
import { errnoOf, errorText } from "./errors.ts";
import { timeText } from "./json-log.ts";

/** The database that the record's tables stand in. */
export const RECORD_DATABASE = "wayleave";

/** Joined at once: a few tenths of a second, some tens of megabytes on either side. */
const SLICE_SEGMENTS = 10_000;
/** Who wants few flows should not wait for many to be joined; one that isn't merged yet has several segments. */
const segmentsFor = (flows: number): number => Math.max(1000, 4 * flows);
const MIB = 1024 * 1024;
const SETTINGS = {
  // A query about much goes on with files, slowly, where a server's own profile would refuse it.
  max_bytes_before_external_group_by: String(256 * MIB),
  max_bytes_before_external_sort: String(256 * MIB),
  // What the printed forms of cells hang on.
  output_format_json_quote_64bit_integers: 1,
  date_time_output_format: "simple",
} as const;

export interface Bounds {
  /** Seconds for each query. */
  readonly s?: number;
  readonly signal?: AbortSignal;
  /** Segments that are joined at once. */
  readonly sliceSegments?: number;
}

const QUERY_S = 60;

/** The store does not answer, or can't. The text says what to do. */
export class RecordAway extends Error {
  override readonly name = "RecordAway";
}

export class RecordReader {
  readonly #client: ClickHouseClient;
  readonly #address: string;
  readonly #scope: { readonly additional_table_filters?: string };

  /** `address` is what an error names. Nothing of a tenant but this one is seen; `shared` sees all. */
  constructor(client: ClickHouseClient, address: string, tenant: string) {
    this.#client = client;
    this.#address = address;
    const filters = tableFilters(tenant, RECORD_DATABASE);
    this.#scope = filters === undefined ? {} : { additional_table_filters: filters };
  }

  /** Oldest first, in handfuls; with a limit the newest ones. Between two handfuls no query is open. */
  async *flows(filters: FlowFilters, bounds: Bounds = {}): AsyncGenerator<FlowRow[]> {
    const { denialId } = filters;
    if (denialId !== undefined && filters.flowIds === undefined) {
      const flowIds = (await this.all(bearersQuery(denialId), bounds)).map(([id]) => String(id));
      if (flowIds.length > 0) yield* this.flows({ ...filters, flowIds }, bounds);
      return;
    }
    const every = bounds.sliceSegments ?? Math.min(SLICE_SEGMENTS, segmentsFor(filters.limit ?? SLICE_SEGMENTS));
    const cuts = await this.all(cutsQuery(filters, every), bounds);
    const slices = slicesOf(cuts.map(([cut]) => Number(cut)));
    if (filters.limit !== undefined) return yield* this.#newest(filters, filters.limit, slices, bounds);
    const order = new InOrder();
    for (const slice of slices) {
      const cut = slice.untilMs === undefined ? undefined : timeText(slice.untilMs * 1000);
      yield order.take(await this.flowsOf(flowsQuery(filters, slice), bounds), cut);
    }
  }

  async *#newest(filters: FlowFilters, limit: number, slices: ReturnType<typeof slicesOf>, bounds: Bounds) {
    const found: FlowRow[] = [];
    for (const slice of slices.toReversed()) {
      found.push(...(await this.flowsOf(flowsQuery({ ...filters, limit: limit - found.length }, slice), bounds)));
      if (found.length >= limit) break;
    }
    yield found.sort(byBegin);
  }

  /** Of a query whose first columns are a flow's. */
  async flowsOf(query: Query, bounds: Bounds = {}): Promise<FlowRow[]> {
    return (await this.all(query, bounds)).map((cells) => flowOf(cells.slice(0, FLOW_COLUMNS.length)));
  }

  /** Each row as its cells. Throws RecordAway. */
  async all(query: Query, bounds: Bounds = {}): Promise<unknown[][]> {
    const rows: unknown[][] = [];
    for await (const some of this.rows(query, bounds)) for (const row of some) rows.push(row);
    return rows;
  }

  /** The same in handfuls, as fast as they are taken: neither side holds them all. Throws RecordAway. */
  async *rows({ query, params }: Query, { s = QUERY_S, signal }: Bounds = {}): AsyncGenerator<unknown[][]> {
    try {
      const answer = await this.#client.query({
        ...{ query, query_params: { ...params }, format: "JSONCompactEachRow" },
        ...(signal === undefined ? {} : { abort_signal: signal }),
        clickhouse_settings: { ...SETTINGS, ...(this.#scope as object), max_execution_time: s },
      });
      for await (const batch of answer.stream()) yield batch.map((row) => row.json<unknown[]>());
    } catch (error) {
      throw new RecordAway(faultText(error, this.#address), { cause: error });
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** Error codes of ClickHouse that a person can do something about. */
const FAULTS: Readonly<Record<string, string>> = {
  60: "has no such table yet: analytics makes them when it starts, see wayleave status",
  81: "has no such database yet: analytics makes it when it starts, see wayleave status",
  159: "needs too long for this: ask for a shorter time (--since, --until)",
  192: "does not take our key",
  193: "does not take our key",
  194: "does not take our key",
  202: "is busy with other queries: try again",
  241: "needs too much memory for this: ask for a shorter time (--since, --until)",
  516: "does not take our key",
};

function faultText(error: unknown, address: string): string {
  const errno = errnoOf(error);
  if (errno !== undefined) return `ClickHouse at ${address} does not answer (${errno}): see wayleave status`;
  if (/timeout/i.test(errorText(error))) return `ClickHouse at ${address} does not answer in time: see wayleave status`;
  const { code } = error as { code?: unknown };
  const known = typeof code === "string" ? FAULTS[code] : undefined;
  if (known !== undefined) return `ClickHouse at ${address} ${known}`;
  return `ClickHouse at ${address} failed: ${errorText(error).slice(0, 500)}`;
}
