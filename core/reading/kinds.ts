/**
 * Events of the record besides flows, each kind as rows with fields of its own: their names, order and forms are
 * promised. What was reported twice, since an answer was lost, is one row.
 */
import { cellValue, type FieldForm, type Outcome } from "./flow-view.ts";
import { isPattern, type Param, type Query } from "./flows-query.ts";

export const KINDS = ["dns", "near-miss", "lease"] as const;
export type Kind = (typeof KINDS)[number];

export type KindRow = Readonly<Record<string, string | number | boolean | null>>;

/** Absent means "whatever it is". */
export interface KindFilters {
  /** Wall microseconds; at or after, and before. */
  readonly sinceUs?: number | undefined;
  readonly untilUs?: number | undefined;
  /** As FlowFilters has them. */
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  readonly app?: string | undefined;
  readonly host?: string | undefined;
  readonly reason?: string | undefined;
  readonly publisher?: string | undefined;
  readonly port?: number | undefined;
  readonly denial?: string | undefined;
  readonly flow?: string | undefined;
  /** Of a question or a lease, 32 hex digits. */
  readonly question?: string | undefined;
  /** That many of the newest. */
  readonly limit?: number | undefined;
}

export type KindFilter = Exclude<keyof KindFilters, "sinceUs" | "untilUs" | "limit">;

interface KindForm {
  /** As network_events calls it. */
  readonly type: string;
  /** In the order in which they are printed: the form, and what the store is asked for. */
  readonly fields: Readonly<Record<string, readonly [FieldForm, string]>>;
  /** Several rows of one event. */
  readonly join?: string;
  /** What tells a row from all others of its event. */
  readonly part: string;
  /** The field that each filter is of. */
  readonly filters: Partial<Readonly<Record<KindFilter, string>>>;
  /** The time is told, not stamped: an event may tell of what was before it. */
  readonly toldTime?: true;
}

const TYPES = [1, 2, 5, 6, 12, 15, 16, 28, 33, 64, 65];
const TYPE_NAMES = ["A", "NS", "CNAME", "SOA", "PTR", "MX", "TXT", "AAAA", "SRV", "SVCB", "HTTPS"];
const RCODES = [0, 1, 2, 3, 4, 5];
const RCODE_NAMES = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];
const named = (column: string, numbers: readonly number[], names: readonly string[], other: string): string =>
  `transform(e.${column}, [${numbers.join(", ")}], [${names.map((one) => `'${one}'`).join(", ")}],
    concat('${other}', toString(e.${column})))`;

const NO_FLOW = "00000000-0000-0000-0000-000000000000";
const CHANGES = "Array(Tuple(change String, lease_id String, host String, stub String, stub6 String, at_us String))";
const UNTOLD = "tuple('untold', '', '', '', '', toString(toUnixTimestamp64Micro(e.at)))";
const column = (form: FieldForm, name: string): readonly [FieldForm, string] => [form, `e.${name}`];
const WHO = { user: column("text", "user"), device: column("text", "device") };
const TIME = { time: column("time", "at") };
const VERSIONS = { as_of: column("number", "as_of"), config_rev: column("number", "config_rev") };
/** The gateway on whose record it is, and the device by whose report. */
const WRITER = { gateway: column("text", "source"), reported_by: column("text", "reported_by") };

const FORMS: Readonly<Record<Kind, KindForm>> = {
  dns: {
    type: "dns-answered",
    fields: {
      question_id: column("text", "question_id"),
      ...{ ...TIME, ...WHO, host: column("text", "host") },
      type: ["text", named("dns_type", TYPES, TYPE_NAMES, "TYPE")],
      rcode: ["text", named("rcode", RCODES, RCODE_NAMES, "RCODE")],
      how: column("text", "dns_how"),
      answers: ["text", "arrayStringConcat(e.answers, ', ')"],
      ttl: ["number", "if(empty(e.answers) AND e.ttl = 0, NULL, e.ttl)"],
      ...{ app: column("text", "app"), publisher_name: column("text", "publisher"), reason: column("text", "reason") },
      ...{ denial_id: column("text", "denial_id"), client_gateway: column("text", "gateway") },
      ...{ duration_us: column("number", "duration_us"), resolve_us: column("number", "resolve_us") },
      session_id: column("text", "session_id"),
      ...{ ...VERSIONS, trace_id: column("text", "trace_id"), trace_kept: column("flag", "trace_kept") },
    },
    part: "''",
    filters: {
      ...{ user: "user", device: "device", app: "app", host: "host", reason: "reason", publisher: "publisher_name" },
      ...{ denial: "denial_id", question: "question_id" },
    },
  },
  "near-miss": {
    type: "near-miss",
    fields: {
      ...{ ...TIME, ...WHO, host: column("text", "host"), port: column("number", "port") },
      ...{ protocol: column("text", "protocol"), app: column("text", "app"), reason: column("text", "reason") },
      flow_id: ["text", `if(e.flow_id = toUUID('${NO_FLOW}'), '', toString(e.flow_id))`],
      ...{ ...WRITER, ...VERSIONS },
    },
    part: "''",
    filters: {
      ...{ user: "user", device: "device", app: "app", host: "host", reason: "reason", port: "port", flow: "flow_id" },
    },
  },
  lease: {
    type: "stub-leases",
    fields: {
      lease_id: ["text", "one.2"],
      time: ["time", "fromUnixTimestamp64Micro(toInt64OrZero(one.6), 'UTC')"],
      change: ["text", "one.1"],
      ...WHO,
      ...{ host: ["text", "one.3"], stub: ["text", "one.4"], stub6: ["text", "one.5"] },
      count: ["number", "if(one.1 = 'untold', e.count, NULL)"],
      ...WRITER,
    },
    join: `ARRAY JOIN CAST(arrayConcat(e.leases, if(e.count > 0, [${UNTOLD}], [])), '${CHANGES}') AS one`,
    part: "concat(one.2, one.1)",
    filters: { user: "user", device: "device", host: "host", question: "lease_id" },
    toldTime: true,
  },
};

export const kindColumns = (kind: Kind): readonly string[] => Object.keys(FORMS[kind].fields);
export const kindForms = (kind: Kind): Readonly<Record<string, FieldForm>> =>
  Object.fromEntries(Object.entries(FORMS[kind].fields).map(([name, [form]]) => [name, form]));
export const hasFilter = (kind: Kind, filter: KindFilter): boolean => FORMS[kind].filters[filter] !== undefined;

/** Behind the fields: what no two rows share, and when the row was stored, in milliseconds. */
export const KIND_EXTRAS = 2;

/** `storedFromMs`: those alone that were stored since then. Oldest first. */
export function kindQuery(kind: Kind, filters: KindFilters, storedFromMs?: number): Query {
  const form = FORMS[kind];
  const params: Record<string, Param> = { kind: form.type };
  const inner = ["e.kind = {kind:String}"];
  const outer: string[] = [];
  const { sinceUs, untilUs, limit } = filters;
  if (sinceUs !== undefined) {
    // An event tells of nothing that is to come.
    inner.push("e.at >= fromUnixTimestamp64Micro({since_us:Int64}, 'UTC')");
    if (form.toldTime) outer.push("time >= fromUnixTimestamp64Micro({since_us:Int64}, 'UTC')");
    params["since_us"] = sinceUs;
  }
  if (untilUs !== undefined) {
    const is = "< fromUnixTimestamp64Micro({until_us:Int64}, 'UTC')";
    (form.toldTime ? outer : inner).push(`${form.toldTime ? "time" : "e.at"} ${is}`);
    params["until_us"] = untilUs;
  }
  if (storedFromMs !== undefined) {
    inner.push("e.inserted_at >= fromUnixTimestamp64Milli({stored_from_ms:Int64})");
    inner.push("e.at >= fromUnixTimestamp64Milli({told_from_ms:Int64})");
    Object.assign(params, { stored_from_ms: storedFromMs, told_from_ms: storedFromMs - STORED_WITHIN_MS });
  }
  for (const [filter, field] of Object.entries(form.filters) as [KindFilter, string][]) {
    const value = filters[filter];
    if (value === undefined) continue;
    outer.push(conditionOf(field, filter, value));
    params[filter] = value;
  }
  const names = Object.keys(form.fields).map((name) => `\`${name}\``);
  const selected = Object.entries(form.fields).map(([name, [, of]]) => `${of} AS \`${name}\``);
  const rows = `SELECT ${selected.join(", ")}, ${KEY(form.part)} AS row_key,
    toUnixTimestamp64Milli(e.inserted_at) AS stored_ms
    FROM network_events AS e ${form.join ?? ""} WHERE ${inner.join(" AND ")} LIMIT 1 BY e.tenant, row_key`;
  const where = outer.length === 0 ? "" : `WHERE ${outer.join(" AND ")}`;
  const all = `SELECT ${names.join(", ")}, row_key, stored_ms FROM (${rows}) ${where}`;
  if (limit === undefined) return { query: `${all} ORDER BY time, row_key`, params };
  const newest = `${all} ORDER BY time DESC, row_key DESC LIMIT {limit:UInt64}`;
  return { query: `SELECT * FROM (${newest}) ORDER BY time, row_key`, params: { ...params, limit } };
}

/** As `wayleave events --follow` says it: what is stored later than this after it happened is not noticed. */
const STORED_WITHIN_MS = 24 * 3_600_000;

/** Its reporter's name for the event, where it has one: that is the same, however often it was told. */
const KEY = (part: string): string =>
  `concat(if(e.report_sequence = 0, toString(e.event_id),
    concat(e.reported_by, ' ', e.report_boot, ' ', toString(e.report_sequence))), ' ', ${part})`;

const EXACT: Partial<Record<KindFilter, string>> = { port: "UInt32", denial: "String", flow: "String" };

function conditionOf(field: string, filter: KindFilter, value: string | number): string {
  const exact = filter === "question" ? "String" : EXACT[filter];
  if (exact !== undefined) return `\`${field}\` = {${filter}:${exact}}`;
  const asked = `{${filter}:String}`;
  return isPattern(String(value)) ? `\`${field}\` ILIKE ${asked}` : `lowerUTF8(\`${field}\`) = lowerUTF8(${asked})`;
}

export const textIn = (row: KindRow, field: string): string | null => {
  const cell = row[field];
  return typeof cell === "string" ? cell : null;
};

/** Of a question of a name, in a flow's words. */
export const questionOutcome = ({ how }: KindRow): Outcome =>
  how === "refused" ? "blocked" : how === "failed" ? "failed" : "closed";

/** The store's cells, in the order of the kind's columns; what stands behind them is left out. */
export function kindRowOf(kind: Kind, cells: readonly unknown[]): KindRow {
  const fields = Object.entries(FORMS[kind].fields);
  if (cells.length !== fields.length + KIND_EXTRAS)
    throw new RangeError(`${kind} has ${fields.length + KIND_EXTRAS} columns, the store sent ${cells.length}`);
  return Object.fromEntries(fields.map(([name, [form]], at) => [name, cellValue(form, cells[at])]));
}
