/** What the parts of an estate wrote of themselves: lines about flows bear traces, and names stand at debug alone. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Estate } from "../estate.ts";

interface Line {
  readonly level?: string;
  readonly msg?: string;
  readonly trace_id?: string;
}

const TRACE_ID = /^[0-9a-f]{32}$/;
const ABOUT_FLOWS = ["flow ended", "flow refused"];

export interface Logs {
  /** Lines about flows, by part. */
  readonly flows: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** `names`: of users, and addresses and hosts that they asked for. */
export function readLogs(estate: Estate, names: readonly string[]): Logs {
  const folder = join(estate.data, "output");
  const flows: Record<string, number> = {};
  const failures: string[] = [];
  for (const file of readdirSync(folder)) {
    const part = file.replace(/\.log$/, "");
    for (const text of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (!text.startsWith("{")) continue;
      const { level, msg, trace_id } = JSON.parse(text) as Line;
      const about = ABOUT_FLOWS.includes(msg ?? "");
      if (about) flows[part] = (flows[part] ?? 0) + 1;
      if (about && !TRACE_ID.test(trace_id ?? "")) failures.push(`${part}: a line about a flow has no trace: ${text}`);
      const named = level === "debug" ? undefined : names.find((name) => text.includes(name));
      if (named !== undefined) failures.push(`${part}: ${named} stands at level ${level}: ${text}`);
    }
  }
  return { flows, failures: failures.slice(0, 8) };
}
