/** For tests: an embedded ClickHouse of their own with the record's tables, and a log beside it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, openClickHouse } from "../../../io/clickhouse/client.ts";
import { DATABASE, type EventStore, openEventStore } from "./event-store.ts";
import { TrialStore } from "./trial-store.ts";

export class TrialRig {
  readonly folder: string;
  readonly trial: TrialStore;
  readonly store: EventStore;
  readonly client: ClickHouseClient;

  private constructor(folder: string, trial: TrialStore) {
    this.folder = folder;
    this.trial = trial;
    const at = { url: trial.url, key: trial.key };
    this.store = openEventStore(at);
    this.client = openClickHouse({ ...at, database: DATABASE });
  }

  static async start(): Promise<TrialRig> {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-ingest-"));
    const rig = new TrialRig(folder, await TrialStore.start(join(folder, "clickhouse")));
    await rig.store.prepare();
    return rig;
  }

  /** Rows as JSON has them: numbers as numbers, tuples as arrays, times as seconds. */
  async rows<T = Record<string, unknown>>(query: string): Promise<T[]> {
    const answer = await this.client.query({
      ...{ query, format: "JSONEachRow" },
      clickhouse_settings: {
        ...{ date_time_output_format: "unix_timestamp", output_format_json_quote_64bit_integers: 0 },
        output_format_json_named_tuples_as_objects: 0,
      },
    });
    return answer.json<T>();
  }

  /** The one number that a query answers. */
  async count(query: string): Promise<number> {
    const [row] = await this.rows(query);
    return Number(Object.values(row!)[0]);
  }

  async empty(): Promise<void> {
    for (const table of ["network_events", "flow_segments", "policy_decisions", "dead_letters"]) {
      await this.client.command({ query: `TRUNCATE TABLE ${table}` });
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.store.close(), this.client.close()]);
    await this.trial.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A time as `rows` gives it, in whole microseconds. */
export function microseconds(value: unknown): number | null {
  if (value === null) return null;
  const [seconds = "", fraction = ""] = String(value).split(".");
  return Number(seconds + fraction.padEnd(6, "0"));
}
