/** A lab of a show's own: it is up when the promise resolves, and gone with its folder when it is closed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, run } from "./estate.ts";

const WAYLEAVE = join(import.meta.dirname, "..", "..", "wayleave");
/** Eight processes that start on a busy machine of two cores. */
const UP_MS = 90_000;
const COMMAND_MS = 60_000;

export interface Lab {
  readonly data: string;
  /** A command as a program of the place runs it. */
  in(place: string, ...command: string[]): Promise<Ran>;
  close(): Promise<void>;
}

/** `words` go to `wayleave lab up`. */
export async function openLab(...words: string[]): Promise<Lab> {
  const data = mkdtempSync(join(tmpdir(), "wayleave-show-lab-"));
  const child = spawn(WAYLEAVE, ["lab", "up", "--data", data, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  let [printed, failed] = ["", ""];
  child.stderr.on("data", (bytes) => (failed += bytes));
  const up = new Promise<boolean>((resolve) => {
    child.stdout.on("data", (bytes) => (printed += bytes).includes("the lab is up\n") && resolve(true));
    child.once("close", () => resolve(false));
    setTimeout(() => resolve(false), UP_MS).unref();
  });
  if (!(await up)) {
    await close();
    throw new Error(`the lab is not up: ${failed.slice(-2_000)}`);
  }
  return {
    data,
    close,
    in: (place, ...command) => run(WAYLEAVE, ["lab", "exec", "--data", data, place, "--", ...command], COMMAND_MS),
  };
}
