/** The laptop's agent as its owner has it: started, killed, undone; and what it may have changed of the system. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { untilSo } from "../../../deploy/lab/io/trial.ts";
import { HOSTS } from "../../../deploy/lab/plan.ts";
import type { ShowLab } from "./in-place.ts";

/** All that capture changes, as the system's own tools tell it. */
export const SYSTEM: Readonly<Record<string, string>> = {
  rules: "ip -4 rule; ip -6 rule",
  routes: "ip -4 route show table all; ip -6 route show table all",
  filter: "nft list ruleset",
  resolver: "ls -l --time-style=+ /etc/resolv.conf; cat /etc/resolv.conf",
  links: "ip -o address",
};
export type Look = Readonly<Record<string, string>>;
const MARK = "=====";
const STARTED_MS = 40_000;

export class LaptopAgent {
  readonly #lab: ShowLab;
  readonly #config: string;

  constructor(lab: ShowLab) {
    this.#lab = lab;
    this.#config = join(lab.data, "agent", "agent.yaml");
  }

  /** From its next start on. */
  captures(): void {
    writeFileSync(this.#config, `${readFileSync(this.#config, "utf8").trimEnd()}\ncapture:\n  programs: all\n`);
  }

  async look(): Promise<Look> {
    const script = Object.values(SYSTEM).join(`; echo ${MARK}; `);
    // What counts is no change.
    const said = (await this.#lab.must("laptop", "sh", "-c", script)).replace(
      / expires \S+| valid_lft.*$|packets \d+ bytes \d+/gm,
      "",
    );
    const parts = said.split(`${MARK}\n`);
    return Object.fromEntries(Object.keys(SYSTEM).map((name, n) => [name, parts[n] ?? ""]));
  }

  /** Started, and nothing more. */
  async begin(): Promise<void> {
    const command = `wayleave agent --config ${this.#config} >/dev/null 2>&1 </dev/null & exec sleep 0`;
    await this.#lab.must("laptop", "sh", "-c", command);
  }

  /** Resolves when a program reaches an app by its name. */
  async start(): Promise<void> {
    await this.begin();
    const page = async (url: string) => (await this.#lab.in("laptop", ["curl", "-sS", "-m", "2", url])).exit === 0;
    await untilSo(() => page("http://wiki.corp.example/"), STARTED_MS);
    await untilSo(() => page(`http://[${HOSTS.database.v6}]/`), STARTED_MS);
  }

  kill(): Promise<void> {
    return this.#signal("-KILL");
  }

  end(): Promise<void> {
    return this.#signal("-TERM");
  }

  /** What it said. */
  async undo(): Promise<string> {
    return (await this.#lab.must("laptop", "wayleave", "agent", "--config", this.#config, "--undo")).trim();
  }

  async #signal(signal: string): Promise<void> {
    const pids = () => this.#lab.trial.processes("laptop", this.#config);
    const lived = await pids();
    // One of them may be a command that it has just begun, and is gone by itself.
    await this.#lab.in("laptop", ["kill", signal, ...lived]);
    await untilSo(async () => (await pids()).every((pid) => !lived.includes(pid)));
  }
}
