/** `wayleave status`: the run file, each part's own status, every gateway's answer; an agent by itself is enough. */
import { readFileSync } from "node:fs";
import type { Plain } from "../../core/config/located.ts";
import type { Format } from "../args.ts";
import { layoutOf } from "../layout.ts";
import type { LeaseRow } from "../print/cluster-report.ts";
import {
  type GatewayAnswer,
  type PartStatus,
  printStatus,
  reportOf,
  type StatusReport,
} from "../print/status-report.ts";
import type { RunFile } from "../run-file.ts";
import { AdminClient, type GatewayStatus } from "./admin-client.ts";
import { NO_SYSTEM, withAgent } from "./agent-alone.ts";
import { print } from "./print.ts";
import { lives, readRunFile, runningSystem } from "./run-files.ts";

/** `agent`: the folder of an agent that runs by itself; with it there need be no system here. */
export async function status(data: string, format: Format, agent?: string): Promise<void> {
  const report = await readStatus(data, agent);
  if (format === "table") process.stdout.write(printStatus(report));
  else print(format, report as unknown as Plain);
}

export async function readStatus(data: string, agent?: string): Promise<StatusReport> {
  const layout = layoutOf(data);
  const run =
    agent === undefined ? runningSystem(layout.runFile) : withAgent(systemIn(layout.runFile) ?? NO_SYSTEM, agent);
  const files = new Map<string, PartStatus>();
  for (const part of run.parts) {
    const file = readPartStatus(part.status_file);
    if (file !== undefined) files.set(part.name, file);
  }
  const alive = new Set(run.parts.filter(lives).map((part) => part.name));
  if (run.endpoints.gateways.length === 0) return reportOf({ run, files, alive, gateways: [] });
  const admin = new AdminClient({ gateways: run.endpoints.gateways, identity: layout.operator, trust: layout.trust });
  try {
    return reportOf({ run, files, alive, gateways: (await admin.statuses()).map(answerOf) });
  } finally {
    admin.close();
  }
}

function systemIn(file: string): RunFile | undefined {
  const run = readRunFile(file);
  return run !== undefined && lives(run) ? run : undefined;
}

function readPartStatus(file: string): PartStatus | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as PartStatus;
  } catch {
    // Not written yet, or the part never came up: the report says so by the part's state.
    return undefined;
  }
}

function answerOf(status: GatewayStatus): GatewayAnswer {
  return {
    gateway: status.gateway ?? "",
    asOf: status.asOf ?? 0,
    logEnd: status.logEnd ?? 0,
    configRev: status.configRev ?? 0,
    stateHash: status.stateHash ?? "",
    ready: status.ready ?? false,
    counters: { ...status.counters },
    refused: (status.refused ?? []).map(({ listener, reason, count }) => {
      return { listener: listener ?? "", reason: reason ?? "", count: count ?? 0 };
    }),
    attachments: (status.attachments ?? []).length,
    sessions: (status.sessions ?? []).length,
    ...{ leases: leasesOf(status), logAgeMs: status.logAgeMs ?? 0 },
    ...spoolOf(status),
  };
}

/** A gateway that left is none of the cluster: what it owed the record is completeness' matter. */
function leasesOf({ leases }: GatewayStatus): LeaseRow[] {
  return leases
    .filter(({ state }) => state !== "left")
    .map(({ gateway, state, silentMs, boot, asOf, stateHash, judge }) => {
      const heard = boot !== undefined && boot !== null && boot.length > 0;
      return {
        ...{ gateway: gateway ?? "", state: state ?? "", heard_ms_ago: heard ? Number(silentMs ?? 0) : null },
        ...{ as_of: heard ? Number(asOf ?? 0) : null, judged_by: judge || null },
        state_hash: heard ? Buffer.from(stateHash ?? []).toString("hex") : null,
      };
    });
}

function spoolOf({ gateway, record }: GatewayStatus): Pick<GatewayAnswer, "spool"> {
  if (!record) return {};
  const { boot, sequence, shippedSequence, spoolBytes, spoolBoundBytes, unshipped, dropped } = record;
  return {
    spool: {
      gateway: gateway ?? "",
      boot: Buffer.from(boot ?? []).toString("hex"),
      produced: sequence ?? 0,
      shipped: shippedSequence ?? 0,
      unshipped: unshipped ?? 0,
      bytes: spoolBytes ?? 0,
      bound_bytes: spoolBoundBytes ?? 0,
      dropped: { ...dropped },
    },
  };
}
