/** Commands in a running lab, and its end. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { lives } from "../../../io/process-life.ts";
import type { LabFile, Ready } from "../order.ts";
import { folderOf, operatorFolder } from "../part-files.ts";
import type { Linked, Place } from "../plan.ts";
import { type Shape, shapeText } from "../shape.ts";
import { clearKilled, empty, endNow, LabFault, readLab, untilGone } from "./lab-folder.ts";
import { shapeByNetem, writeShape } from "./links.ts";
import { LAB_PATH } from "./machine.ts";
import type { Places } from "./places.ts";

const CHECKOUT = join(import.meta.dirname, "..", "..", "..");
/** Longer than `up` itself waits for the inner half. */
const DOWN_MS = 15_000;

interface Running {
  readonly lab: LabFile;
  readonly first: number;
  readonly ready: Ready;
}

export function runningLab(data: string): Running {
  const lab = readLab(data);
  const hint = "start it with: wayleave lab up (another folder: --data DIR or WAYLEAVE_LAB)";
  if (lab === undefined) throw new LabFault(`no lab is up in ${data}; ${hint}`);
  if (!lives(lab)) throw new LabFault(`the lab in ${data} has ended (pid ${lab.pid} was killed or failed); ${hint}`);
  const { first, ready } = lab;
  if (first === undefined || ready === undefined) throw new LabFault(`the lab in ${data} is still being built: wait`);
  return { lab, first, ready };
}

/** Two steps: into the lab, then, by its own numbering, into the place. */
function enter({ lab, first, ready }: Running): Places["inside"] {
  return (place, command, args) => {
    const user = lab.rootless ? ["--user", "--preserve-credentials"] : [];
    const outer = ["--target", String(first), ...user, "--pid", "--mount", "--net", "--", "nsenter"];
    const inner = ["--target", String(ready.holders[place]), "--net", "--mount", `--wdns=${process.cwd()}`, "--"];
    return ["nsenter", [...outer, ...inner, command, ...args]];
  };
}

/** Resolves to the command's own exit code. */
export function exec(data: string, place: Place, command: readonly string[]): Promise<number> {
  const [program, args] = enter(runningLab(data))(place, command[0] ?? "sh", command.slice(1));
  const env = {
    ...process.env,
    PATH: `${CHECKOUT}:${LAB_PATH}`,
    WAYLEAVE_DATA: operatorFolder(data),
    WAYLEAVE_LAB_PLACE: place,
    ...(place === "laptop" ? { WAYLEAVE_AGENT: folderOf(data, "agent") } : {}),
  };
  const child = spawn(program, args, { stdio: "inherit", env });
  // A terminal's own Ctrl-C reaches the command by itself; one that was sent to us alone is handed on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new LabFault(`nsenter can't be started: ${error.message}`)));
    child.once("close", (code, signal) => resolve(signal === null ? (code ?? 1) : 128));
  });
}

export async function reshape(data: string, place: Linked, shape: Shape): Promise<string> {
  const running = runningLab(data);
  const link = running.ready.links.find((one) => one.place === place);
  if (link === undefined || link.by === "cable") {
    throw new LabFault(
      `the link of ${place} is a plain cable: start the lab with --link ${place}=plain to shape it later`,
    );
  }
  if (link.by === "netem") await shapeByNetem({ inside: enter(running) }, place, shape);
  else writeShape(join(data, "links"), place, shape);
  return `the link of ${place}: ${shapeText(shape)}`;
}

/** Ends a lab, however it stands. Answers what there was to end. */
export async function down(data: string): Promise<string> {
  const lab = readLab(data);
  if (lab === undefined) return `no lab is up in ${data}`;
  if (lives(lab)) {
    process.kill(lab.pid, "SIGTERM");
    if (await untilGone(lab, DOWN_MS)) return "the lab is down";
    await endNow(lab);
  }
  if (await clearKilled(data)) empty(data);
  return "what a killed lab had left is gone";
}
