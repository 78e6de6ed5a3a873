/** Every program of the laptop against the workshop, one after the other, and what went wrong. */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { HOSTS } from "../../../deploy/lab/plan.ts";
import { type Desktop, seeDesktop } from "./desktop.ts";
import type { ShowLab } from "./in-place.ts";
import type { Ordinary } from "./ordinary.ts";
import { ended, type MadeFlow, trials } from "./programs.ts";
import type { Workshop } from "./workshop.ts";

/** Beside the logs of CI, for who wants to look. */
const PICTURES = join(import.meta.dirname, "..", "..", "..", ".ci", "logs");
const FIRST_DISPLAY = 71;

export interface Doing {
  readonly lab: ShowLab;
  readonly workshop: Workshop;
  /** By whom programs are run: the laptop's root, else. */
  readonly by?: Ordinary;
  /** What went wrong is added. */
  readonly failures: string[];
  progress(text: string): void;
}

/** How long each took, and the flows that they have made; `named`: these alone. */
export async function ranAll({ lab, workshop, by, failures, progress }: Doing, named?: readonly string[]) {
  const own = join(lab.data, by === undefined ? "programs" : "steered");
  mkdirSync(own);
  await by?.owns(own);
  const how = by === undefined ? "" : " by wayleave run";
  const done: Record<string, string> = {};
  const flows: MadeFlow[] = [];
  for (const trial of trials(workshop, own)) {
    if (named?.includes(trial.name) === false) continue;
    progress(`${trial.name}${how}`);
    const from = performance.now();
    const ran = await lab.in("laptop", by?.command(trial.command) ?? trial.command);
    const fine = ended(trial, ran);
    done[trial.name] = fine ? `${Math.round(performance.now() - from)} ms` : "failed";
    const said = `${ran.stdout.slice(-300)} ${ran.stderr.slice(-500)}`;
    if (fine) flows.push(...trial.flows);
    else failures.push(`${trial.name}${how}: exit ${ran.exit}: ${said}`);
  }
  return { done, flows };
}

/** A desktop by name and one by address. */
export async function seenAll({ lab, workshop, by, failures, progress }: Doing) {
  const done: Record<string, Omit<Desktop, "screenshot">> = {};
  const flows: MadeFlow[] = [];
  mkdirSync(PICTURES, { recursive: true });
  const first = by === undefined ? FIRST_DISPLAY : FIRST_DISPLAY + 2;
  const hosts = [
    ["desktop.corp.example", "desktop"],
    [HOSTS.workshop.v4, "workshop"],
  ] as const;
  for (const [n, [host, app]] of hosts.entries()) {
    progress(`xfreerdp to ${host}${by === undefined ? "" : " by wayleave run"}`);
    try {
      const { screenshot, colours, peer } = await seeDesktop({ lab, workshop, by }, host, first + n);
      copyFileSync(screenshot, join(PICTURES, `desktop-${app}.png`));
      done[host] = { colours, peer };
      flows.push({ app, host, port: 3389, protocol: "tcp", process: "xfreerdp" });
      if (peer === undefined) failures.push(`xrdp's log has no publisher's address for ${host}`);
    } catch (error) {
      failures.push(`xfreerdp to ${host}: ${String(error)}`);
    }
  }
  return { done, flows };
}
