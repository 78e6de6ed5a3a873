/** What the row of a flow must say, by what the programs at its ends know. */

import type { FlowRow } from "../../../core/reading/flow-view.ts";
import { type Code, isCode, REASONS } from "../../../core/reason.ts";

export type Expected =
  | Carried
  | (Refused & { readonly is: "refused"; readonly port: number; readonly denialId: string });

export interface Carried {
  readonly is: "carried";
  readonly host: string;
  readonly port: number;
  readonly policy: string;
  /** The program's socket, the publisher's as the app sees it, the app's own. */
  readonly program: string;
  readonly egress: string;
  readonly app: string;
  readonly sent: number;
  readonly received: number;
  /** Entry and exit; undefined where either may have been both. */
  readonly gateways: readonly string[] | undefined;
}

export interface Refused {
  readonly host: string;
  readonly reason: Code;
  readonly action: string;
  readonly policy: string;
  readonly app: string | null;
  readonly publisher: string | null;
}

/** Of the demo estate: a rule, a port that nobody listens on, a name that no app has. */
export const refusals: readonly Refused[] = [
  {
    ...{ host: "payroll.corp.example", reason: "CGW_POLICY_RULE_BLOCK", action: "block", policy: "no-payroll" },
    ...{ app: "payroll", publisher: null },
  },
  {
    ...{ host: "closed.corp.example", reason: "APP_DIAL_REFUSED", action: "allow", policy: "engineering" },
    ...{ app: "closed", publisher: "demo-publisher" },
  },
  {
    ...{ host: "unknown.corp.example", reason: "CGW_APP_UNKNOWN", action: "block", policy: "(default deny)" },
    ...{ app: null, publisher: null },
  },
];

/** Each a sentence; none where exactly one row is there, and says what it must. */
export function faultsOf(expected: Expected, rows: readonly FlowRow[]): string[] {
  const mine = rows.filter((row) => row.host === expected.host);
  if (mine.length !== 1) return [`${expected.host}: ${mine.length} rows`];
  const [row] = mine as [FlowRow];
  const wanted: Partial<Record<keyof FlowRow, unknown>> = {
    ...{ flow_status: "closed", user: "sam@corp.example", device: "demo-laptop", src_ip: "127.0.0.1", protocol: "tcp" },
    ...{ host: expected.host, port: expected.port, policy: expected.policy, bytes_exact: true },
    ...(expected.is === "carried" ? carriedFields(expected) : refusedFields(expected)),
  };
  const wrong = Object.entries(wanted).filter(([field, value]) => row[field as keyof FlowRow] !== value);
  return [
    ...wrong.map(
      ([field, value]) => `${expected.host}: ${field} is ${row[field as keyof FlowRow]}, should be ${value}`,
    ),
    ...oddities(expected, row).map((odd) => `${expected.host}: ${odd}: ${JSON.stringify(row)}`),
  ];
}

function carriedFields(flow: Carried): Partial<Record<keyof FlowRow, unknown>> {
  const [entry, exit] = flow.gateways ?? [];
  return {
    ...{ action: "allow", denial_id: null, publisher_name: "demo-publisher" },
    ...{ app: `counted-${flow.host.split(".")[0]}`, src_port: Number(flow.program.split(":").at(-1)) },
    ...{ egress_addr: flow.egress, app_addr: flow.app, client_bytes: flow.sent, server_bytes: flow.received },
    ...(entry === undefined ? {} : { client_gateway: entry, publisher_gateway: exit, segments: 2 }),
  };
}

function refusedFields(flow: Expected & { readonly is: "refused" }): Partial<Record<keyof FlowRow, unknown>> {
  return {
    ...{ action: flow.action, reason: flow.reason, denial_id: flow.denialId, app: flow.app },
    ...{ publisher_name: flow.publisher, client_bytes: 0, server_bytes: 0, egress_addr: null, first_byte_us: null },
  };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** What can't be known from outside, and still must make sense. */
function oddities(expected: Expected, row: FlowRow): string[] {
  const odd: string[] = [];
  if (Object.values(row).includes("")) odd.push("an empty text");
  if (!TIME.test(row.start_time ?? "") || !TIME.test(row.end_time ?? "")) odd.push("a time of another form");
  if ((row.start_time ?? "") > (row.end_time ?? "")) odd.push("it ended before it began");
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/.test(row.flow_id ?? "")) odd.push("flow_id is no UUIDv7");
  for (const field of ["as_of", "config_rev", "srp_version", "decide_us", "segments"] as const)
    if (!((row[field] ?? 0) > 0)) odd.push(`${field} is not there`);
  if (expected.is === "refused") return odd;
  if (!isCode(row.reason ?? "") || REASONS[row.reason as Code].class !== "N") odd.push("its end is not a normal one");
  for (const field of ["route_us", "dispatch_us", "connect_us"] as const)
    if (row[field] === null) odd.push(`${field} is not there`);
  if (expected.received > 0 && row.first_byte_us === null) odd.push("first_byte_us is not there");
  return odd;
}
