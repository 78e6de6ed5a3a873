/**
 * What this device reports about itself: the flows that no gateway answered, by reason, ports that it refused, and the
 * leases of its stubs.
 *
 * They are kept in the state folder until a gateway has them. A crash costs those of its last second, and none is ever
 * told as two.
 */
import { join } from "node:path";
import type { Code } from "../../core/reason.ts";
import type { LeaseChange } from "../../core/record/lease-facts.ts";
import { type PortMissed, REPORT_EVERY_MS, REPORT_GATHER_MS, Reporter, type Told } from "../../core/record/report.ts";
import { clock } from "../../io/clock.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { ReportSender } from "../../io/report/report-sender.ts";
import { openReportFile } from "./report-file.ts";

export interface Pace {
  readonly everyMs: number;
  readonly gatherMs: number;
}

export const PACE: Pace = { everyMs: REPORT_EVERY_MS, gatherMs: REPORT_GATHER_MS };

export interface AgentReportsOptions {
  /** The agent's folder. */
  readonly state: string;
  /** 16 bytes, new at each start. */
  readonly boot: Buffer;
  readonly pace: Pace;
  readonly name: () => string;
  readonly srpVersion: () => number | undefined;
  readonly dial: () => RawStream | undefined;
  readonly log: JsonLog;
}

export interface AgentReports {
  notCarried(reason: Code): void;
  /** A port was refused on this device. */
  readonly missed: (port: PortMissed) => void;
  /** Stubs were given to names, or taken back. */
  readonly leases: (changes: readonly LeaseChange[]) => void;
  /** A session came or went. */
  look(): void;
  counters(): Record<string, number>;
  close(): Promise<void>;
}

export async function openAgentReports(o: AgentReportsOptions): Promise<AgentReports> {
  const { name, dial, log } = o;
  const path = join(o.state, "reports");
  const file = await openReportFile(path);
  const { fault } = file;
  if (fault !== undefined) log.warn("reports of before the restart are lost", { file: path, fault });
  const reporter = new Reporter({ boot: o.boot.toString("hex"), ...o.pace }, clock.now(), file.kept);
  const sender = new ReportSender({ reporter, name, dial, log, keep: (kept) => file.keep(kept) });
  const note = (told: Told) => sender.note({ told, srpVersion: Math.max(o.srpVersion() ?? 0, 0), appListVersion: 0 });
  return {
    notCarried: (reason) => note({ type: "flows-not-carried", reason, count: 1 }),
    missed: note,
    leases: (leases) => note({ type: "stub-leases", leases, untold: 0 }),
    look: () => sender.look(),
    counters: () => sender.counters(),
    close: () => sender.close(),
  };
}
