/** The console's status page: what the parts and gateways say of themselves, as one document without scripts. */
import { type Cell, escaped, section, stateCell } from "./page-table.ts";
import { type RecordView, recordSection } from "./record-section.ts";

export interface PartView {
  readonly name: string;
  readonly kind: string;
  readonly pid: number;
  readonly state: string;
  readonly restarts: number;
  readonly listen: readonly string[];
  readonly refused: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly session: unknown;
  readonly srp_version: unknown;
}

export interface GatewayView {
  readonly address: string;
  readonly answers: boolean;
  readonly gateway: string;
  readonly ready: boolean;
  readonly as_of: number;
  readonly log_end: number;
  readonly config_rev: number;
  readonly state_hash: string;
  readonly sessions: readonly {
    readonly user: string;
    readonly device: string;
    readonly srp_version: number;
    readonly flows: number;
  }[];
  readonly attachments: readonly { readonly publisher: string; readonly idle: number; readonly flows: number }[];
  readonly refused: readonly { readonly listener: string; readonly reason: string; readonly count: number }[];
  /** Events that wait in its spool; null where it does not say. */
  readonly unshipped_events: number | null;
}

export interface SystemView {
  readonly at: string;
  readonly up: boolean;
  readonly ready: boolean;
  readonly parts: readonly PartView[];
  readonly gateways: readonly GatewayView[];
  readonly record: RecordView;
}

/** A page that nobody touches is asked for anew this often. */
const REFRESH_S = 5;

export const STYLE = [
  "body{font:15px/1.45 system-ui,sans-serif;max-width:90rem;margin:2rem auto;padding:0 1rem}",
  "body{color:#222;background:#fff}",
  "h1{font-size:1.4rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}table{border-collapse:collapse;width:100%}",
  "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}",
  "th{font-weight:600;color:#555}.good{color:#176d2c}.bad{color:#a11}",
  "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}td,th{border-color:#333}th{color:#aaa}",
  ".good{color:#6cc57e}.bad{color:#f08a8a}}",
].join("");

export function statusPage(view: SystemView): string {
  const headline = view.ready ? `<span class="good">ready</span>` : `<span class="bad">not ready</span>`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Wayleave</title>`,
    `<meta http-equiv="refresh" content="${REFRESH_S}"><style>${STYLE}</style></head><body>`,
    `<h1>Wayleave is ${headline}</h1><p>As of ${escaped(view.at)}</p>`,
    recordSection(view.record, view.at),
    section("Parts", ["Part", "Kind", "State", "Restarts", "Process", "Listens"], view.parts.map(partRow)),
    section(
      "Gateways",
      ["Gateway", "Address", "State", "As of", "Log end", "Config", "State hash"],
      view.gateways.map(gatewayRow),
    ),
    section("Sessions", ["User", "Device", "Gateway", "SRP", "Flows"], view.gateways.flatMap(sessionRows)),
    section("Publishers", ["Publisher", "Gateway", "Idle streams", "Flows"], view.gateways.flatMap(attachmentRows)),
    section("Refused", ["Part", "Listener", "Reason", "Count"], refusedRows(view)),
    "</body></html>\n",
  ].join("\n");
}

const partRow = (part: PartView): (string | number | Cell)[] => [
  ...[part.name, part.kind, stateCell(part.state, part.state === "ready"), part.restarts, part.pid],
  part.listen.join(" "),
];

function gatewayRow(one: GatewayView): (string | number | Cell)[] {
  if (!one.answers) return [one.gateway, one.address, stateCell("does not answer", false), "", "", "", ""];
  const state = stateCell(one.ready ? "ready" : "folding", one.ready);
  return [one.gateway, one.address, state, one.as_of, one.log_end, one.config_rev, one.state_hash.slice(0, 16)];
}

const sessionRows = (one: GatewayView): (string | number)[][] =>
  one.sessions.map((s) => [s.user, s.device, one.gateway, s.srp_version, s.flows]);

const attachmentRows = (one: GatewayView): (string | number)[][] =>
  one.attachments.map((a) => [a.publisher, one.gateway, a.idle, a.flows]);

/** A gateway that answers is newer than its part's file. */
function refusedRows(view: SystemView): (string | number)[][] {
  const answered = view.gateways.filter((one) => one.answers);
  const names = answered.map((one) => one.gateway);
  const ofParts = view.parts
    .filter((part) => !names.includes(part.name))
    .flatMap((part) =>
      Object.entries(part.refused).flatMap(([listener, reasons]) =>
        Object.entries(reasons).map(([reason, count]) => [part.name, listener, reason, count]),
      ),
    );
  return [
    ...answered.flatMap((one) => one.refused.map((r) => [one.gateway, r.listener, r.reason, r.count])),
    ...ofParts,
  ];
}
