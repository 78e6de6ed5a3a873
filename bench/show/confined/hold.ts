/** Runs the confined half of a show as a process of its own and takes over what it found. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Shown } from "../main.ts";

/** The other half ends by itself when this process is gone: its standard input ends then. */
export function hold(command: readonly string[], progress: (text: string) => void): Promise<Shown> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { stdio: ["pipe", "pipe", "pipe"] });
    let stdout = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.startsWith(PROGRESS)) return progress(line.slice(PROGRESS.length));
      said = `${said}${line}\n`.slice(-4_000);
    });
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code, signal) => {
      try {
        resolve(JSON.parse(stdout) as Shown);
      } catch {
        reject(new Error(`the confined half ended with ${signal ?? code} and said: ${said}${stdout.slice(-2_000)}`));
      }
    });
  });
}

/** Before each line of progress on the other half's standard error. */
export const PROGRESS = "progress: ";
