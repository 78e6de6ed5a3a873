/** The laptop's person without any right: an agent of his own that captures nothing, and `wayleave run`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, untilSo } from "../../../deploy/lab/io/trial.ts";
import type { ShowLab } from "./in-place.ts";

/** Of Debian's own; ssh wants its user to have a name. */
const USER = "games";
const AS = ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--inh-caps=-all"];
const READY_MS = 30_000;

export class Ordinary {
  readonly #agent: string;

  private constructor(agent: string) {
    this.#agent = agent;
  }

  /** The lab's agent, which must have ended, as this user's. */
  static async agent(lab: ShowLab): Promise<Ordinary> {
    const folder = join(lab.data, "agent");
    const ordinary = new Ordinary(folder);
    const config = join(folder, "agent.yaml");
    writeFileSync(config, readFileSync(config, "utf8").replace(/^capture:\n(?: .*\n?)+/m, ""));
    // Of the workshop, the key with which it logs in.
    for (const own of [folder, join(lab.data, "workshop", "ssh")]) await ordinary.owns(own);
    const server = await lab.serve("ordinary-agent", "laptop", [...AS, "wayleave", "agent", "--config", config]);
    await untilSo(() => server.words().includes('"ready":true'), READY_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}: the agent said ${server.words().slice(-1_000)}`);
    });
    const curl = ordinary.command(["curl", "-sS", "-m", "3", "http://wiki.corp.example/"]);
    await untilSo(async () => (await lab.in("laptop", curl)).exit === 0, READY_MS);
    return ordinary;
  }

  command(words: readonly string[]): string[] {
    return [...AS, "env", `HOME=${this.#agent}`, "wayleave", "run", "--agent", this.#agent, "--", ...words];
  }

  /** What is in the folder is this user's from now on. */
  async owns(folder: string): Promise<void> {
    await run("chown", ["-R", `${USER}:${USER}`, folder]);
  }
}
