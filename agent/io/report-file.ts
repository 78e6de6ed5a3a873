/**
 * What this device has not told yet, on disk: replaced whole, so that a crash leaves the old text or the new one.
 *
 * It names reports that a gateway may have already, under the boot and sequence that they left with; a restarted agent
 * tells them again under these, and counts anew under its own.
 */
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { LEASE_TURNS, type LeaseChange, type LeaseTurn } from "../../core/record/lease-facts.ts";
import type { Entry, KeptReports, Report } from "../../core/record/report.ts";
import { errnoOf, errorText } from "../../io/errors.ts";
import { syncFolder } from "./lease-file.ts";

export interface ReportFile {
  /** Undefined where there was none, or a `fault`. */
  readonly kept: KeptReports | undefined;
  /** Why the one that was there can't be read: what it held is lost. */
  readonly fault: string | undefined;
  /** Resolves when it is on disk. */
  keep(kept: KeptReports): Promise<void>;
}

export async function openReportFile(path: string): Promise<ReportFile> {
  let fault: string | undefined;
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") fault = errorText(error);
    return undefined;
  });
  const kept = text === undefined ? undefined : readKept(text);
  if (text !== undefined && kept === undefined) fault = "it does not hold reports";
  let written = text;
  let writing: Promise<void> = Promise.resolve();
  return {
    kept,
    fault,
    keep(what) {
      const turn = writing.then(async () => {
        const next = `${JSON.stringify(what)}\n`;
        if (next === written) return;
        await replaceDurably(path, next);
        written = next;
      });
      writing = turn.catch(() => {});
      return turn;
    },
  };
}

async function replaceDurably(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncFolder(dirname(path));
}

/** All of it or nothing: half of what is not told would be told as if it were the whole. */
function readKept(text: string): KeptReports | undefined {
  try {
    const { made, fresh } = JSON.parse(text) as { made: unknown; fresh: unknown };
    if (!Array.isArray(made) || !Array.isArray(fresh)) return undefined;
    return made.every(isReport) && fresh.every(isEntry) ? { made, fresh } : undefined;
  } catch {
    return undefined;
  }
}

/** A device keeps counts of flows, ports that were tried in vain, and changes of leases. */
function isEntry(value: unknown): value is Entry {
  const { told, srpVersion, appListVersion } = (value ?? {}) as Partial<Entry>;
  if (!isCount(srpVersion) || !isCount(appListVersion) || typeof told !== "object" || told === null) return false;
  if (told.type === "flows-not-carried") return typeof told.reason === "string" && isCount(told.count);
  if (told.type === "stub-leases")
    return isCount(told.untold) && Array.isArray(told.leases) && told.leases.every(isChange);
  if (told.type !== "near-miss") return false;
  const { host, protocol, app, reason, port } = told;
  return [host, protocol, app, reason].every((text) => typeof text === "string") && isCount(port);
}

function isChange(value: unknown): value is LeaseChange {
  const { change, leaseId, name, stub, stub6, atUs } = (value ?? {}) as Partial<LeaseChange>;
  if (![name, stub, stub6].every((text) => typeof text === "string") || !isCount(atUs)) return false;
  return LEASE_TURNS.includes(change as LeaseTurn) && typeof leaseId === "string" && /^[0-9a-f]{32}$/.test(leaseId);
}

function isReport(value: unknown): value is Report {
  if (!isEntry(value)) return false;
  const { boot, sequence } = value as Partial<Report>;
  return typeof boot === "string" && /^[0-9a-f]{32}$/.test(boot) && isCount(sequence) && sequence > 0;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
