/** What the store is asked about decisions: what they were made of, apart from what they said, which can be hidden. */
import type { Question } from "../policy/explain.ts";
import type { Query } from "./flows-query.ts";
import { madeAtMs } from "./flows-query.ts";

/** What a flow's decision was made of. */
export interface Made {
  readonly kind: "opened" | "judged_again";
  readonly question: Question;
  readonly asOf: number;
}

/** What the record says that a decision said; absent is what it does not tell of this kind. */
export interface Recorded {
  readonly gateway: string;
  readonly action: string;
  readonly app: string;
  readonly policy: string;
  readonly reason: string;
  readonly near_miss: string | null;
  readonly rules_considered: readonly { readonly rule: string; readonly first_failed: string | null }[];
  readonly as_of: number;
  readonly config_rev: number;
}

/** A flow's events bear the time of its making in its id: what is appended before is none of them. */
const OF_FLOW = `tenant != '' AND flow_id = {flow_id:UUID} AND kind IN ('flow-decided', 'segment-ended')
  AND appended_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')`;

/** Clocks may be that far apart. */
const SLACK_MS = 5 * 60_000;

const paramsOf = (flowId: string) => ({ flow_id: flowId, from_ms: Math.max(0, madeAtMs(flowId) - SLACK_MS) });

const MICROS = (column: string): string => `toUnixTimestamp64Micro(${column})`;

/** Inputs alone, in the order of the decisions; `inputs_hash` is "" where nothing was decided. */
export const madeQuery = (flowId: string): Query => ({
  query: `SELECT kind, user_name, device, if(kind = 'flow-decided', host, judged_host),
      if(kind = 'flow-decided', port, judged_port), protocol, ${MICROS("judged_at")}, as_of, inputs_hash, reason
    FROM network_events WHERE ${OF_FLOW} AND (kind = 'flow-decided' OR inputs_hash != '') ORDER BY at, kind`,
  params: paramsOf(flowId),
});

export const sessionQuery = (hash: string): Query => ({
  query: `SELECT access_method, os, address, country FROM session_inputs WHERE inputs_hash = {hash:String}
    ORDER BY appended_at LIMIT 1`,
  params: { hash },
});

/** Verdicts alone, in the same order. */
export const recordedQuery = (flowId: string): Query => ({
  query: `SELECT kind, gateway, action, if(kind = 'flow-decided', app, judged_app),
      if(kind = 'flow-decided', policy, judged_policy), if(kind = 'flow-decided', reason, judged_code), near_miss,
      if(kind = 'flow-decided', rules_considered, judged_rules), as_of, config_rev
    FROM network_events WHERE ${OF_FLOW} AND (kind = 'flow-decided' OR inputs_hash != '') ORDER BY at, kind`,
  params: paramsOf(flowId),
});

/** One row of `madeQuery`; of a later one device and protocol stand in the first. */
export interface MadeRow {
  readonly kind: Made["kind"];
  readonly user: string;
  readonly device: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly atUs: number;
  readonly asOf: number;
  /** "" where nothing was decided. */
  readonly inputs: string;
  readonly reason: string;
}

export function madeRow(cells: readonly unknown[]): MadeRow {
  const [kind, user, device, host, port, protocol, atUs, asOf, inputs, reason] = cells;
  return {
    kind: kind === "flow-decided" ? "opened" : "judged_again",
    ...{ user: String(user), device: String(device), host: String(host), port: Number(port) },
    ...{ protocol: String(protocol), atUs: Number(atUs), asOf: Number(asOf), inputs: String(inputs) },
    reason: String(reason),
  };
}

type Session = Required<Pick<Question, "accessMethod" | "os" | "address" | "country">>;

export function sessionOf(cells: readonly unknown[]): Session {
  const [accessMethod, os, address, country] = cells.map(String);
  return { accessMethod: accessMethod!, os: os!, address: address!, country: country! };
}

/** `first`: the flow's own decision, which alone tells whose it is. */
export function madeOf(row: MadeRow, first: MadeRow, session: Session): Made {
  const { device, protocol } = first;
  const { host, port } = row;
  const flow = {
    user: row.user,
    device,
    host,
    port,
    protocol: protocol === "udp" ? ("udp" as const) : ("tcp" as const),
  };
  return { kind: row.kind, question: { ...flow, ...session, atUs: row.atUs }, asOf: row.asOf };
}

export function recordedOf(cells: readonly unknown[]): Recorded {
  const [kind, gateway, action, app, policy, reason, nearMiss, rules, asOf, configRev] = cells;
  const decided = kind === "flow-decided";
  return {
    ...{ gateway: String(gateway), action: decided ? String(action) : "block", app: String(app) },
    ...{ policy: String(policy), reason: String(reason), near_miss: decided ? String(nearMiss) : null },
    rules_considered: tuplesOf(rules).map(([rule, failed]) => ({ rule: rule!, first_failed: failed || null })),
    ...{ as_of: Number(asOf), config_rev: Number(configRev) },
  };
}

/** Named tuples come as objects, in the order of their names, or as arrays: that is a setting of the store. */
const tuplesOf = (cell: unknown): string[][] =>
  Array.isArray(cell) ? cell.map((one: object) => Object.values(one).map(String)) : [];
