/** One answer about the whole system, from what its parts and gateways say of themselves. */

import { bytesText } from "../../core/record/amounts.ts";
import type { PartState, RunFile } from "../run-file.ts";
import { isRow } from "./agent-words.ts";
import { captureText } from "./capture-text.ts";
import { clusterOf, clusterText, type LeaseRow } from "./cluster-report.ts";
import { insideText } from "./inside-text.ts";
import { printTable } from "./table.ts";

/** A part's own status file; undefined where it can't be read. */
export interface PartStatus {
  readonly pid?: unknown;
  readonly listens?: unknown;
  readonly ready?: unknown;
  readonly refused?: unknown;
  readonly counters?: unknown;
  readonly session?: unknown;
  readonly srp_version?: unknown;
  readonly inside?: unknown;
  readonly capture?: unknown;
  readonly dns?: unknown;
}

/** What a gateway answers to the Admin RPC. */
export interface GatewayAnswer {
  readonly gateway: string;
  readonly asOf: number;
  readonly logEnd: number;
  readonly configRev: number;
  readonly stateHash: string;
  readonly ready: boolean;
  readonly counters: Readonly<Record<string, number>>;
  readonly refused: readonly { readonly listener: string; readonly reason: string; readonly count: number }[];
  readonly attachments: number;
  readonly sessions: number;
  readonly leases?: readonly LeaseRow[];
  /** Since it last confirmed the end of the control log. */
  readonly logAgeMs?: number;
  /** Absent where the gateway does not say. */
  readonly spool?: SpoolRow;
}

/** What a gateway has written to the record, and what of it is still with it. */
export interface SpoolRow {
  readonly gateway: string;
  readonly boot: string;
  /** Of this life: the last event that was written, and the last that the network log took. */
  readonly produced: number;
  readonly shipped: number;
  /** Of every life. */
  readonly unshipped: number;
  readonly bytes: number;
  readonly bound_bytes: number;
  /** Optional events that found no room, by kind. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** How far the record's store is behind the network log; null where analytics does not say. */
export interface IngestRow {
  readonly events_stored: number | null;
  readonly lag: number | null;
  readonly dead_letters: number | null;
}

export interface PartRow {
  readonly name: string;
  readonly kind: string;
  readonly pid: number;
  readonly state: PartState | "lost";
  readonly restarts: number;
  readonly listens: readonly string[];
  /** Where its metrics are served; null where they are not. */
  readonly metrics: string | null;
}

export interface Refusal {
  readonly listener: string;
  readonly reason: string;
  readonly count: number;
}

export interface StatusReport {
  readonly ready: boolean;
  readonly parts: readonly PartRow[];
  readonly refused: readonly Refusal[];
  readonly unanswered_opens: number;
  readonly spool: readonly SpoolRow[];
  readonly ingest: IngestRow;
  readonly log: { readonly end: number | null; readonly gateways: readonly LogRow[] };
  readonly cluster: readonly LeaseRow[];
  readonly session: unknown;
  readonly srp_version: number | null;
  /** What the local agent shows of its inside; null where there is none. */
  readonly agent: unknown;
  /** How the local agent captures; null where it doesn't. */
  readonly capture: unknown;
  /** By which way programs of its machine ask it for names, and whom it asks; null where there is none. */
  readonly dns: unknown;
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface LogRow {
  readonly gateway: string;
  readonly as_of: number;
  readonly lag: number;
  readonly config_rev: number;
  readonly state_hash: string;
  /** Since the end of the log was last confirmed; null where the gateway does not say. */
  readonly log_age_ms: number | null;
  readonly sessions: number;
  readonly attachments: number;
}

export interface StatusInput {
  readonly run: RunFile;
  /** By part name. */
  readonly files: ReadonlyMap<string, PartStatus>;
  /** Parts whose process is there. */
  readonly alive: ReadonlySet<string>;
  readonly gateways: readonly GatewayAnswer[];
}

export function reportOf(input: StatusInput): StatusReport {
  const { run, files, gateways } = input;
  const agent = files.get("agent");
  const end = gateways.length === 0 ? null : Math.max(...gateways.map((one) => one.logEnd));
  const srp = Number(agent?.srp_version ?? Number.NaN);
  const parts = run.parts.map(
    (part): PartRow => ({
      name: part.name,
      kind: part.kind,
      pid: part.pid,
      state: part.state === "ready" && !input.alive.has(part.name) ? "lost" : part.state,
      restarts: part.restarts,
      listens: part.listen,
      metrics: part.metrics ?? null,
    }),
  );
  return {
    ready: run.ready && parts.every((part) => part.state === "ready"),
    parts,
    refused: refusals(input),
    unanswered_opens: sum(run, files, "unanswered_opens"),
    spool: gateways.flatMap((one) => one.spool ?? []),
    ingest: ingestOf(numbers(files.get("analytics")?.counters)),
    log: { end, gateways: gateways.map((one) => logRow(one, end ?? 0)) },
    cluster: clusterOf(gateways),
    session: agent?.session ?? null,
    srp_version: Number.isFinite(srp) ? srp : null,
    agent: agent?.inside ?? null,
    capture: agent?.capture ?? null,
    dns: agent?.dns ?? null,
    counters: Object.fromEntries(run.parts.map((part) => [part.name, numbers(files.get(part.name)?.counters)])),
  };
}

const ingestOf = (counters: Readonly<Record<string, number>>): IngestRow => ({
  events_stored: counters["events_stored"] ?? null,
  lag: counters["lag"] ?? null,
  dead_letters: counters["dead_letters"] ?? null,
});

/** A gateway's `as_of` is an offset, the end is the one after the last. */
function logRow(one: GatewayAnswer, end: number): LogRow {
  return {
    gateway: one.gateway,
    as_of: one.asOf,
    lag: Math.max(0, end - 1 - one.asOf),
    config_rev: one.configRev,
    state_hash: one.stateHash,
    log_age_ms: one.logAgeMs ?? null,
    sessions: one.sessions,
    attachments: one.attachments,
  };
}

/** What a gateway answers of a listener is newer than its file, which then is not counted. */
function refusals({ run, files, gateways }: StatusInput): Refusal[] {
  const counts = new Map<string, Refusal>();
  const add = (listener: string, reason: string, count: number) => {
    const key = `${listener} ${reason}`;
    counts.set(key, { listener, reason, count: count + (counts.get(key)?.count ?? 0) });
  };
  const answered = new Set(gateways.map((one) => one.gateway));
  const told = (part: string, listener: string) => answered.has(part) && listener === "gateway";
  for (const one of gateways) for (const { listener, reason, count } of one.refused) add(listener, reason, count);
  for (const part of run.parts) {
    const refused = files.get(part.name)?.refused;
    if (!isRow(refused)) continue;
    for (const [listener, reasons] of Object.entries(refused)) {
      if (told(part.name, listener)) continue;
      for (const [reason, count] of Object.entries(numbers(reasons))) add(listener, reason, count);
    }
  }
  return [...counts.values()].filter((one) => one.count > 0).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = (one: Refusal): string => `${one.listener} ${one.reason}`;

const sum = (run: RunFile, files: ReadonlyMap<string, PartStatus>, counter: string): number =>
  run.parts.reduce((total, part) => total + (numbers(files.get(part.name)?.counters)[counter] ?? 0), 0);

function numbers(value: unknown): Record<string, number> {
  if (!isRow(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

export function printStatus(report: StatusReport): string {
  const { parts, refused, srp_version, session } = report;
  const blocks = [
    report.ready ? "wayleave is up\n" : "wayleave is not ready\n",
    printTable(
      ["part", "kind", "pid", "state", "restarts", "listens"],
      parts.map((p) => [p.name, p.kind, String(p.pid), p.state, String(p.restarts), p.listens.join(" ")]),
    ),
    ...(isOfDevice(report) ? [] : gatewaysText(report)),
    `local agent: session ${sessionText(session)}, SRP version ${srp_version ?? "none"}\n`,
    ...insideText(report.agent),
    ...captureText(report.capture, report.dns),
  ];
  if (refused.length > 0) {
    const rows = refused.map((one) => [one.listener, one.reason, String(one.count)]);
    blocks.push(printTable(["listener", "refused because", "count"], rows));
  }
  return blocks.join("\n");
}

/** Of a device that has an agent by itself: it knows no more of the system. */
const isOfDevice = ({ parts, log }: StatusReport): boolean =>
  parts.length > 0 && parts.every(({ kind }) => kind === "agent") && log.gateways.length === 0;

function gatewaysText(report: StatusReport): string[] {
  const { log, cluster, unanswered_opens } = report;
  return [
    printTable(
      ["gateway", "as of", "lag", "config", "sessions", "attachments", "state"],
      log.gateways.map((g) => [
        ...[g.gateway, String(g.as_of), String(g.lag), String(g.config_rev), String(g.sessions), String(g.attachments)],
        g.state_hash.slice(0, 12),
      ]),
    ),
    ...clusterText(cluster),
    ...recordText(report),
    `log end ${log.end ?? "not known"}, unanswered opens ${unanswered_opens}\n`,
  ];
}

function recordText({ spool, ingest }: StatusReport): string[] {
  const rows = spool.map((one) => [
    ...[one.gateway, String(one.produced), String(one.shipped), String(one.unshipped)],
    `${bytesText(one.bytes)} of ${bytesText(one.bound_bytes)}`,
    String(Object.values(one.dropped).reduce((sum, count) => sum + count, 0)),
  ]);
  const { events_stored, lag, dead_letters } = ingest;
  const counts = `${events_stored ?? 0} stored, ${dead_letters ?? 0} dead letters since start`;
  const waiting =
    lag === null ? "how far the store is behind is not known" : `${lag} events wait in the log; ${counts}`;
  const stored = `record: ${waiting}\n`;
  const titles = ["events of", "written", "in the log", "not yet there", "spool", "dropped"];
  return spool.length === 0 ? [stored] : [printTable(titles, rows), stored];
}

function sessionText(session: unknown): string {
  if (session === null || session === undefined) return "none";
  if (!isRow(session)) return String(session);
  return Object.entries(session)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ");
}
