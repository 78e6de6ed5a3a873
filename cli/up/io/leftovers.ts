/** What a killed `up` left behind: its file, and parts that are about to end by themselves. */
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "../../../io/clock.ts";
import { CommandFault, say } from "../../io/fault.ts";
import { lives, readRunFile } from "../../io/run-files.ts";

/** Parts notice the death of their parent within a second and end within five. */
const WAIT_MS = 5000;
const POLL_MS = 100;
const KILL_WAIT_MS = 1000;

export async function clearLeftovers(runFile: string): Promise<void> {
  const run = readRunFile(runFile);
  if (run === undefined) {
    // No file, or half of one that a full disk left.
    rmSync(runFile, { force: true });
    return;
  }
  if (lives(run)) {
    throw new CommandFault(`a system is up with this data already (pid ${run.pid}): stop it, or choose --data DIR`);
  }
  const left = () => run.parts.filter(lives);
  const until = async (ms: number) => {
    const end = clock.now() + ms;
    while (left().length > 0 && clock.now() < end) await sleep(POLL_MS);
  };
  if (left().length > 0) say(`waiting for ${left().length} parts of an earlier run to end`);
  await until(WAIT_MS);
  for (const part of left()) {
    // A frozen part can't see that its parent is gone; the start time says that it is the one we mean.
    say(`${part.name} of an earlier run (pid ${part.pid}) doesn't end: killed`);
    process.kill(part.pid, "SIGKILL");
  }
  await until(KILL_WAIT_MS);
  const [first] = left();
  if (first !== undefined) throw new CommandFault(`${first.name} of an earlier run (pid ${first.pid}) can't be ended`);
  rmSync(runFile, { force: true });
}
