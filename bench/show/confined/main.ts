/**
 * The confined half of path.7, run as root in namespaces of its own: `main.ts ORDER`, with ORDER as JSON.
 *
 * What it found goes to standard output as JSON, progress to standard error. When it ends, every process in here ends.
 */
import type { Shown } from "../main.ts";
import { showForm } from "./form.ts";
import { PROGRESS } from "./hold.ts";
import { makeWorld } from "./world.ts";

interface Order {
  readonly short: boolean;
  /** An empty folder to mount on. */
  readonly folder: string;
  /** The number of the show's process outside, for names and user numbers that no other run has. */
  readonly pid: number;
}

const order = JSON.parse(process.argv[2] ?? "null") as Order;
const progress = (text: string): void => void process.stderr.write(`${PROGRESS}${text}\n`);
// Whoever asked is gone: nobody wants the answer, and nothing here may stay.
process.stdin.on("end", () => process.exit(1)).resume();

const figures: Record<string, unknown> = {};
const failures: string[] = [];
try {
  const world = makeWorld(order.folder, order.pid);
  for (const split of [true, false]) {
    const form = split ? "split" : "joined";
    const fail = (text: string): void => void failures.push(`${form}: ${text}`);
    const flows = order.short ? 300 : 3_000;
    figures[form] = await showForm(world, {
      form,
      split,
      flows,
      fail,
      progress: (text) => progress(`${form}: ${text}`),
    });
  }
} catch (error) {
  failures.push((error as Error).stack ?? String(error));
}
const shown: Shown = { figures, failures };
process.stdout.write(JSON.stringify(shown), () => process.exit(0));
