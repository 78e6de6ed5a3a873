/**
 * The part of path.2 with stalled readers, run as root in a network namespace of its own: `main.ts PAIRS`.
 *
 * On loopback, with its segments of 64 KiB, the kernel takes 4 MiB at each end of a connection that nobody reads from.
 * Two hundred of them bring a machine to its bound for the memory of all TCP connections; then it drops segments of
 * everybody, and what is measured is that. So the buffers here are what they are on a network with common segments.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { PROGRESS } from "../confined/hold.ts";
import { startLoadEstate } from "../load-estate.ts";
import type { Shown } from "../main.ts";
import { stalledBeside } from "./beside.ts";

/** Least, default and most bytes that the kernel holds for one direction of a connection. */
const BUFFERS = { tcp_wmem: "4096 16384 524288", tcp_rmem: "4096 131072 524288" } as const;

const progress = (text: string): void => void process.stderr.write(`${PROGRESS}${text}\n`);
// Whoever asked is gone: nobody wants the answer.
process.stdin.on("end", () => process.exit(1)).resume();

let shown: Shown;
try {
  execFileSync("ip", ["link", "set", "lo", "up"]);
  for (const [name, value] of Object.entries(BUFFERS)) writeFileSync(`/proc/sys/net/ipv4/${name}`, value);
  const load = await startLoadEstate({ split: true });
  try {
    shown = await stalledBeside(load, Number(process.argv[2]), progress);
  } finally {
    await load.stop();
  }
} catch (error) {
  shown = { figures: {}, failures: [`stalled readers: ${(error as Error).stack ?? error}`] };
}
process.stdout.write(JSON.stringify(shown), () => process.exit(0));
