/** The `wayleave` command. Exit code 0: done, 1: failed, 2: wrong usage. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { CommanderError } from "commander";
import { errorText } from "../io/errors.ts";
import { CommandFault, say } from "./io/fault.ts";
import { makeProgram } from "./io/program.ts";

// Ten processes that start at once on two cores compile the same files: the first leaves its work to the others.
enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "wayleave"));

// Whoever read our words has gone (`wayleave up | head -1`): that is no reason to take the system down.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await makeProgram().parseAsync();
} catch (error) {
  // A daemon that failed half-way has listeners and timers that would keep it alive.
  process.exit(exitCodeOf(error));
}

function exitCodeOf(error: unknown): number {
  // Help and version are no errors; what else commander throws, it has already said.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  say(error instanceof CommandFault ? error.message : errorText(error));
  return error instanceof CommandFault ? error.exitCode : 1;
}
