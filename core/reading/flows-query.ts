/** What somebody wants to see of the record, as queries of the store: values travel beside them, never inside. */
import { FLOW_COLUMNS } from "./flow-view.ts";

/** Absent means "whatever it is". */
export interface FlowFilters {
  /** Wall microseconds; the flow began at or after, and before. */
  readonly sinceUs?: number | undefined;
  readonly untilUs?: number | undefined;
  /** Names: with `%` or `_` in them a pattern for the whole name, else the name itself; case doesn't matter. */
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  readonly app?: string | undefined;
  readonly host?: string | undefined;
  readonly policy?: string | undefined;
  readonly publisher?: string | undefined;
  readonly reason?: string | undefined;
  /** Exactly so. */
  readonly port?: number | undefined;
  readonly action?: string | undefined;
  readonly status?: string | undefined;
  readonly denialId?: string | undefined;
  /** Those that a question, or a lease, led to. */
  readonly questionId?: string | undefined;
  readonly flowIds?: readonly string[] | undefined;
  readonly probes: boolean;
  /** What a gateway began for a device that heard no answer of it and asked another: false leaves it out. */
  readonly attempts?: boolean | undefined;
  /** That many of the newest. */
  readonly limit?: number | undefined;
}

/** A part of the record, by when flows were made; an end that is absent is open. */
export interface Slice {
  readonly fromMs?: number | undefined;
  readonly untilMs?: number | undefined;
}

export type Param = string | number | readonly string[] | readonly number[];

export interface Query {
  readonly query: string;
  readonly params: Readonly<Record<string, Param>>;
}

/**
 * A flow's id bears the time of its making by the clock of the gateway that made it, its row the time of the decision:
 * the store finds by the first, people ask for the second. As far apart as clocks may be.
 */
const ID_TIME_SLACK_MS = 5 * 60_000;

/** How each name of a filter is called in the record. */
const NAMES = {
  user: "user",
  device: "device",
  app: "app",
  host: "host",
  policy: "policy",
  publisher: "publisher_name",
  reason: "reason",
} as const;
const EXACT = {
  port: ["port", "UInt32"],
  action: ["action", "String"],
  status: ["flow_status", "String"],
  denialId: ["denial_id", "String"],
  questionId: ["question_id", "String"],
} as const;

/** Some names of the record are words of the language: `user` is a function. */
const quoted = (name: string): string => `\`${name}\``;

export const isPattern = (text: string): boolean => /[%_]/.test(text);

export const flowColumns = (more: readonly string[] = []): string => [...FLOW_COLUMNS, ...more].map(quoted).join(", ");

/** Of one slice, oldest first; with a limit the newest ones. Columns as FLOW_COLUMNS, then those named besides. */
export function flowsQuery(filters: FlowFilters, slice: Slice = {}, more: readonly string[] = []): Query {
  const { where, params } = conditions(filters, slice);
  const from = `FROM flows${where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`}`;
  const names = flowColumns(more);
  if (filters.limit === undefined) return { query: `SELECT ${names} ${from} ORDER BY start_time, flow_id`, params };
  const newest = `SELECT ${names} ${from} ORDER BY start_time DESC, flow_id DESC LIMIT {limit:UInt64}`;
  const query = `SELECT * FROM (${newest}) ORDER BY start_time, flow_id`;
  return { query, params: { ...params, limit: filters.limit } };
}

/**
 * Where to cut the asked time so that no slice has more than so many segments: joining segments to flows takes room and
 * time for each, and a reader wants the first of a million flows before the last has been joined.
 */
export function cutsQuery(filters: FlowFilters, every: number): Query {
  const { where, params } = slicing(sliceOf(filters));
  const from = `FROM flow_segments${where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`}`;
  const numbered = `SELECT flow_at, row_number() OVER (ORDER BY flow_at) AS n ${from}`;
  const cuts = `SELECT DISTINCT toUnixTimestamp64Milli(flow_at) AS cut FROM (${numbered})`;
  const query = `${cuts} WHERE n % {every:UInt64} = 0 ORDER BY cut`;
  return { query, params: { ...params, every } };
}

/** In ascending order. What is before the first cut and behind the last is asked for too. */
export const slicesOf = (cuts: readonly number[]): Slice[] =>
  [undefined, ...cuts].map((fromMs, at) => ({ fromMs, untilMs: cuts[at] }));

/** The slices that the filters' own time range touches. */
function sliceOf({ sinceUs, untilUs, flowIds }: FlowFilters): Slice {
  const made = (flowIds ?? []).map(madeAtMs);
  const from = [
    ...(sinceUs === undefined ? [] : [Math.max(0, Math.floor(sinceUs / 1000) - ID_TIME_SLACK_MS)]),
    ...(made.length === 0 ? [] : [Math.min(...made)]),
  ];
  const until = [
    ...(untilUs === undefined ? [] : [Math.ceil(untilUs / 1000) + ID_TIME_SLACK_MS]),
    ...(made.length === 0 ? [] : [Math.max(...made) + 1]),
  ];
  return {
    fromMs: from.length === 0 ? undefined : Math.max(...from),
    untilMs: until.length === 0 ? undefined : Math.min(...until),
  };
}

export interface Conditions {
  readonly where: string[];
  readonly params: Record<string, Param>;
}

export function conditions(filters: FlowFilters, slice: Slice = {}): Conditions {
  const own = sliceOf(filters);
  const { where, params } = slicing({ fromMs: slice.fromMs ?? own.fromMs, untilMs: slice.untilMs ?? own.untilMs });
  const also = (text: string, name: string, value: Param | undefined) => {
    if (value === undefined) return;
    where.push(text);
    params[name] = value;
  };
  also("start_time >= fromUnixTimestamp64Micro({since_us:Int64}, 'UTC')", "since_us", filters.sinceUs);
  also("start_time < fromUnixTimestamp64Micro({until_us:Int64}, 'UTC')", "until_us", filters.untilUs);
  also("flow_id IN {flow_ids:Array(UUID)}", "flow_ids", filters.flowIds);
  for (const [name, column] of Object.entries(NAMES) as [keyof typeof NAMES, string][]) {
    const value = filters[name];
    const asked = `{${name}:String}`;
    const is = isPattern(value ?? "") ? `ILIKE ${asked}` : `= lowerUTF8(${asked})`;
    also(is.startsWith("=") ? `lowerUTF8(${quoted(column)}) ${is}` : `${quoted(column)} ${is}`, name, value);
  }
  for (const [name, [column, type]] of Object.entries(EXACT) as [keyof typeof EXACT, readonly [string, string]][])
    also(`${quoted(column)} = {${name}:${type}}`, name, filters[name]);
  if (!filters.probes) where.push("NOT probe");
  // Who names a flow or a denial means just that one.
  const named = filters.flowIds !== undefined || filters.denialId !== undefined;
  if (!named && filters.attempts !== true) where.push(notAskedAgain(Object.keys(params)));
  return { where, params };
}

/** Who asked for what, as both asks of one connection say it. */
const ASK = ["tenant", "device", "client_ref", "host", "port"];

/**
 * One connection of a program is one row, though its device asked twice since it heard no answer: the first ask's row
 * goes where it moved no byte and the same device has, for the same connection and destination, a later ask.
 */
function notAskedAgain(bounds: readonly string[]): string {
  const near: string[] = [];
  if (bounds.includes("from_ms"))
    near.push("flow_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') - INTERVAL 5 MINUTE");
  if (bounds.includes("to_ms"))
    near.push("flow_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') + INTERVAL 5 MINUTE");
  const where = ["asks_before > 0", ...near].join(" AND ");
  const later = `SELECT ${ASK.map((name) => `toString(${name})`).join(", ")}, toUInt64(asks_before)
    FROM flow_segments WHERE ${where}`;
  const own = `${ASK.map((name) => `ifNull(toString(${name}), '')`).join(", ")}, toUInt64(ifNull(asks_before, 0) + 1)`;
  return `NOT (flow_status = 'closed' AND client_bytes = 0 AND server_bytes = 0 AND (${own}) IN (${later}))`;
}

function slicing({ fromMs, untilMs }: Slice): Conditions {
  const where: string[] = [];
  const params: Record<string, Param> = {};
  if (fromMs !== undefined) {
    where.push("flow_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')");
    params["from_ms"] = fromMs;
  }
  if (untilMs !== undefined) {
    where.push("flow_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')");
    params["to_ms"] = untilMs;
  }
  return { where, params };
}

/** A UUIDv7 begins with the milliseconds of its making; the record files what is none under 0. */
export const madeAtMs = (uuid: string): number =>
  uuid[14] === "7" ? Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16) : 0;
