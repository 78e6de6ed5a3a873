/** What the store is asked to say which commands operators gave, and what became of each. */
import type { Query } from "./flows-query.ts";

export interface AuditFilters {
  /** Wall time, microseconds. */
  readonly sinceUs: number;
  readonly untilUs?: number | undefined;
  /** SPIFFE id, or its last part. */
  readonly actor?: string | undefined;
  readonly verb?: string | undefined;
  /** Name of an object, or `Kind/name`. */
  readonly object?: string | undefined;
  readonly refused?: boolean | undefined;
  readonly limit: number;
}

/** One command, taken or refused. Absent is null, never "". */
export interface AuditRow {
  /** RFC 3339, UTC, microseconds. */
  readonly time: string;
  readonly gateway: string;
  readonly actor: string;
  readonly remote_addr: string | null;
  readonly verb: string;
  readonly accepted: boolean;
  /** Why it was refused: mistaken, denied, conflict, failed. */
  readonly reason: string | null;
  readonly changes: readonly string[];
  readonly mistakes: readonly string[];
}

/** The newest, newest first. */
export function auditQuery(filters: AuditFilters): Query {
  const { sinceUs, untilUs, actor, verb, object, refused, limit } = filters;
  const where = [
    "kind = 'admin-changed'",
    "at >= fromUnixTimestamp64Micro({since:Int64}, 'UTC')",
    ...(untilUs === undefined ? [] : ["at < fromUnixTimestamp64Micro({until:Int64}, 'UTC')"]),
    ...(actor === undefined ? [] : ["(actor = {actor:String} OR endsWith(actor, concat('/', {actor:String})))"]),
    ...(verb === undefined ? [] : ["verb = {verb:String}"]),
    ...(object === undefined ? [] : [OF_OBJECT]),
    ...(refused === true ? ["NOT accepted"] : []),
  ];
  return {
    query: `SELECT formatDateTime(at, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC'), source, actor, remote_addr, verb, accepted,
      reason, changes, mistakes FROM network_events WHERE ${where.join(" AND ")} ORDER BY at DESC LIMIT {limit:UInt32}`,
    params: {
      ...{ since: sinceUs, limit },
      ...(untilUs !== undefined && { until: untilUs }),
      ...(actor !== undefined && { actor }),
      ...(verb !== undefined && { verb }),
      ...(object !== undefined && { object }),
    },
  };
}

/** A change reads `App/wiki changed (41 -> 57)`; a refusal names its objects in its own words. */
const OF_OBJECT = `(arrayExists(one -> startsWith(one, concat({object:String}, ' ')) OR
  position(one, concat('/', {object:String}, ' ')) > 0, changes) OR
  arrayExists(one -> position(one, {object:String}) > 0, mistakes))`;

export function auditRow(cells: readonly unknown[]): AuditRow {
  const [time, gateway, actor, remote, verb, accepted, reason, changes, mistakes] = cells;
  const orNull = (cell: unknown) => (String(cell) === "" ? null : String(cell));
  return {
    ...{ time: String(time), gateway: String(gateway), actor: String(actor), remote_addr: orNull(remote) },
    ...{ verb: String(verb), accepted: accepted === true || accepted === 1 || accepted === "true" },
    ...{ reason: orNull(reason), changes: textsOf(changes), mistakes: textsOf(mistakes) },
  };
}

const textsOf = (cell: unknown): string[] => (Array.isArray(cell) ? cell.map(String) : []);
