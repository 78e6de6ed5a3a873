/** One agent for each state folder: two would write each other's leases, reports and journals. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { claimFile } from "../../io/claimed-file.ts";
import { beganAt, lives } from "../../io/process-life.ts";

const FILE = "agent.pid";
/** Others that claim it at once, each of which ends at once. */
const TRIES = 10;

/** The agent that lives with this folder, this process aside; undefined: there is none. */
export function agentOf(state: string): number | undefined {
  try {
    const { pid, began } = JSON.parse(readFileSync(join(state, FILE), "utf8")) as { pid: number; began: number };
    const isOther = Number.isSafeInteger(pid) && pid !== process.pid && lives({ pid, began: Number(began) || 0 });
    return isOther ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Answers what gives it up again; throws where another agent has it. */
export function claimState(state: string): () => void {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const file = join(state, FILE);
  const text = `${JSON.stringify({ pid: process.pid, began: beganAt(process.pid) })}\n`;
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (claimFile(file, text)) return () => rmSync(file, { force: true });
    const other = agentOf(state);
    if (other !== undefined) {
      throw new Error(
        `another agent (process ${other}) runs with the state in ${state}: end it, or name another folder`,
      );
    }
    // Of one that was killed.
    rmSync(file, { force: true });
  }
  throw new Error(`${file} can't be claimed: other agents start with this folder`);
}
