/** `wayleave lab`: handed over whole to the lab's own command, which stands in deploy/. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Command } from "commander";

const MAIN = join(import.meta.dirname, "..", "..", "deploy", "lab", "main.ts");

export function addLab(program: Command): void {
  program
    .command("lab")
    .description("a small internet with a private data centre, in network namespaces of this machine")
    // Its own command says what it takes.
    .helpOption(false)
    .allowUnknownOption()
    .argument("[words...]")
    .passThroughOptions()
    .action((words: string[]) => handOver(words));
}

/** In place of this process: signals and the terminal are the lab's. */
function handOver(words: readonly string[]): void {
  const args = ["--disable-warning=ExperimentalWarning", MAIN, ...words];
  process.execve?.(process.execPath, [process.execPath, ...args], { ...process.env } as NodeJS.ProcessEnv);
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
