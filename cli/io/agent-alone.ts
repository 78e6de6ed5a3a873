/** An agent that runs by itself on this machine, as a service: found by the status that it writes into its folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PartStatus } from "../print/status-report.ts";
import type { RunFile, RunPart } from "../run-file.ts";
import { CommandFault } from "./fault.ts";

/** No part, and no gateway that could be asked. */
export const NO_SYSTEM: RunFile = {
  ...{ pid: 0, began: 0, ready: true, parts: [] },
  endpoints: { proxy: null, dns: null, console: null, clickhouse: null, otlp: null, gateways: [] },
};

const fileIn = (folder: string): string => join(folder, "status.json");

/** Fails where no agent has its state there. */
export function statusOfAgent(folder: string): PartStatus {
  try {
    return JSON.parse(readFileSync(fileIn(folder), "utf8")) as PartStatus;
  } catch {
    throw noAgent(folder);
  }
}

export const noAgent = (folder: string): CommandFault =>
  new CommandFault(`no agent runs with its state in ${folder}; start it with: wayleave agent --config FILE`);

/** The system with it in place of its own agent: commands of this machine mean this one. */
export function withAgent(run: RunFile, folder: string): RunFile {
  const { pid, listens } = statusOfAgent(folder);
  const part: RunPart = {
    ...{ name: "agent", kind: "agent", state: "ready", restarts: 0, status_file: fileIn(folder) },
    // When it began isn't told.
    ...{ pid: typeof pid === "number" ? pid : 0, began: 0, listen: Array.isArray(listens) ? listens.map(String) : [] },
  };
  return { ...run, parts: [...run.parts.filter(({ name }) => name !== "agent"), part] };
}
