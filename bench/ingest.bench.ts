/**
 * The record's way from the log into ClickHouse, with both of its processes on this machine: events a second from the
 * log to a row that is found (read, decoded, judged by marks, inserted, flows and decisions fed), what each process
 * takes for it, and how long a single event takes. Then inserts alone, of the same rows in two formats; and the disk.
 */
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { NETWORK_SHAPE, NETWORK_TOPIC } from "../core/record/network-event.ts";
import { openEmbeddedLog } from "../io/log/embedded/embedded-log.ts";
import type { NewRecord } from "../io/log/event-log.ts";
import { EventFlood } from "./event-flood.ts";
import { IngestParts } from "./ingest-parts.ts";
import type { BenchOptions } from "./main.ts";
import { cpuSecondsOf } from "./show/processes.ts";

const EVENTS = 200_000;
const SINGLES = 20;
/** As the ingester's batches have them. */
const BLOCK_ROWS = 20_000;
const BLOCKS = 5;
const FORMATS = ["Native", "RowBinary"] as const;

type Figures = Record<string, number[]>;

export async function bench({ rounds, progress }: BenchOptions): Promise<object> {
  const parts = await IngestParts.open();
  const figures: Figures = {};
  const flood = new EventFlood({ seed: 1, gateways: ["gateway-1", "gateway-2"], startUs: Date.now() * 1000 });
  try {
    await parts.startAnalytics();
    for (let round = 1; round <= rounds; round += 1) {
      progress(`round ${round} of ${rounds}: ${EVENTS} events that wait in the log`);
      await ingest(parts, flood, figures);
      progress(`round ${round} of ${rounds}: single events`);
      await singles(parts, flood, figures);
    }
    progress("the disk");
    const disk = await bytesOnDisk(parts);
    for (let round = 1; round <= rounds; round += 1) {
      progress(`round ${round} of ${rounds}: inserts alone`);
      for (const format of FORMATS) await inserts(parts, format, figures);
    }
    const medians = Object.entries(figures).map(([name, values]) => [name, median(values)] as const);
    return { events: EVENTS, batch_rows: BLOCK_ROWS, ...Object.fromEntries(medians), ...disk };
  } finally {
    await parts.close();
  }
}

const note = (figures: Figures, name: string, value: number): void => void (figures[name] ??= []).push(value);

/** The log is filled while nobody follows, so that the filling takes nothing from what is measured. */
async function ingest(parts: IngestParts, flood: EventFlood, figures: Figures): Promise<void> {
  await parts.stop("analytics");
  const before = await count(parts);
  const appended = await fill(parts, flood, EVENTS);
  const clickhouse = cpuSecondsOf(parts.pid("clickhouse"));
  const startedAt = performance.now();
  const pid = await parts.startAnalytics();
  while ((await count(parts)) < before + appended) await sleep(50);
  const seconds = (performance.now() - startedAt) / 1000;
  note(figures, "log_to_row.events_per_s", appended / seconds);
  note(figures, "log_to_row.cpu_us_per_event.analytics", (cpuSecondsOf(pid) * 1e6) / appended);
  const spent = cpuSecondsOf(parts.pid("clickhouse")) - clickhouse;
  note(figures, "log_to_row.cpu_us_per_event.clickhouse", (spent * 1e6) / appended);
}

async function fill(parts: IngestParts, flood: EventFlood, events: number): Promise<number> {
  const log = await openEmbeddedLog(parts.log);
  await log.createTopic(NETWORK_TOPIC, NETWORK_SHAPE);
  let appended = 0;
  while (appended < events) {
    const records: NewRecord[] = [];
    while (records.length < 1000) records.push(...flood.flow());
    await log.append(NETWORK_TOPIC, records);
    appended += records.length;
  }
  await log.close();
  return appended;
}

/** At a low rate: one flow's events, appended at once, until the flow is found. */
async function singles(parts: IngestParts, flood: EventFlood, figures: Figures): Promise<void> {
  const log = await openEmbeddedLog(parts.log);
  for (let n = 0; n < SINGLES; n += 1) {
    const records = flood.flow();
    const id = records[0]!.key;
    await log.append(NETWORK_TOPIC, records);
    const from = performance.now();
    const query = `SELECT count() FROM flows WHERE flow_id = '${id}' AND flow_at = ${flowAt(id)} AND end_time > 0`;
    while ((await number(parts, query)) === 0) await sleep(5);
    note(figures, "one_flow_to_row.ms", performance.now() - from);
  }
  await log.close();
}

const flowAt = (id: string): string =>
  `fromUnixTimestamp64Milli(${Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)}, 'UTC')`;

/** The same rows again under tokens of their own, with the views behind the table as they are. */
async function inserts(parts: IngestParts, format: (typeof FORMATS)[number], figures: Figures): Promise<void> {
  const columns = await columnsOf(parts);
  const blocks: Buffer[] = [];
  for (let at = 0; at < BLOCKS; at += 1) {
    const range = `log_offset >= ${at * BLOCK_ROWS} AND log_offset < ${(at + 1) * BLOCK_ROWS}`;
    const query = `SELECT ${columns} FROM network_events WHERE ${range} LIMIT ${BLOCK_ROWS} FORMAT ${format}`;
    const { stream } = await parts.client.exec({ query, clickhouse_settings: { max_block_size: String(BLOCK_ROWS) } });
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    blocks.push(Buffer.concat(chunks));
  }
  const startedAt = performance.now();
  const clickhouse = cpuSecondsOf(parts.pid("clickhouse"));
  for (const block of blocks) {
    const { stream } = await parts.client.exec({
      query: `INSERT INTO network_events (${columns}) FORMAT ${format}`,
      values: Readable.from([block], { objectMode: false }),
      clickhouse_settings: { insert_deduplication_token: `bench-${format}-${startedAt}-${blocks.indexOf(block)}` },
    });
    for await (const _ of stream);
  }
  const rows = BLOCKS * BLOCK_ROWS;
  const name = `insert_${format.toLowerCase()}`;
  note(figures, `${name}.rows_per_s`, rows / ((performance.now() - startedAt) / 1000));
  note(figures, `${name}.cpu_us_per_row`, ((cpuSecondsOf(parts.pid("clickhouse")) - clickhouse) * 1e6) / rows);
  note(figures, `${name}.bytes_per_row`, blocks.reduce((sum, { length }) => sum + length, 0) / rows);
}

async function columnsOf({ client }: IngestParts): Promise<string> {
  const query = `SELECT name FROM system.columns WHERE database = 'wayleave' AND table = 'network_events'
    AND name != 'inserted_at' ORDER BY position`;
  const rows = await (await client.query({ query, format: "JSONEachRow" })).json<{ name: string }>();
  return rows.map(({ name }) => name).join(", ");
}

/** Of each table, when its parts are merged; an event is a row of the facts, and its share of the others. */
async function bytesOnDisk(parts: IngestParts): Promise<object> {
  await parts.stop("analytics");
  const tables = ["network_events", "flow_segments", "policy_decisions"];
  for (const table of tables) await parts.client.command({ query: `OPTIMIZE TABLE ${table} FINAL` });
  const query = `SELECT table, sum(bytes_on_disk) AS bytes FROM system.parts
    WHERE active AND database = 'wayleave' GROUP BY table`;
  const found = await (await parts.client.query({ query, format: "JSONEachRow" })).json<{
    table: string;
    bytes: string;
  }>();
  const events = await count(parts);
  const each = tables.map((table) => {
    const bytes = Number(found.find((one) => one.table === table)?.bytes ?? 0);
    return [`disk.bytes_per_event.${table}`, Number((bytes / events).toFixed(1))] as const;
  });
  const all = each.reduce((sum, [, bytes]) => sum + bytes, 0);
  return { ...Object.fromEntries(each), "disk.bytes_per_event.all": Number(all.toFixed(1)) };
}

const count = (parts: IngestParts): Promise<number> => number(parts, "SELECT count() FROM network_events");

/** 0 while the table isn't there yet. */
async function number({ client }: IngestParts, query: string): Promise<number> {
  try {
    const answer = await client.query({ query, format: "JSONCompactEachRow" });
    return Number((await answer.json<unknown[]>())[0]?.[0]);
  } catch (error) {
    if (/UNKNOWN_(TABLE|DATABASE)/.test(String((error as { type?: string }).type))) return 0;
    throw error;
  }
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Number(sorted[Math.floor(sorted.length / 2)]!.toFixed(2));
};
