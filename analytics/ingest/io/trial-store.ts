/** For tests: the embedded ClickHouse as a process, on a folder and port of its own, to be killed as well. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../../io/trial-port.ts";

const MAIN = new URL("../../embedded/main.ts", import.meta.url).href;

export class TrialStore {
  readonly key = "trial";
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async start(folder: string): Promise<TrialStore> {
    const store = new TrialStore(folder, await freePort());
    await store.start();
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** On the port and with the data that it had. */
  async start(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    const config = join(this.#folder, "clickhouse.yaml");
    const file = (name: string): string => join(this.#folder, name);
    writeFileSync(file("clickhouse.key"), this.key, { mode: 0o600 });
    const fields = {
      ...{ listen: `127.0.0.1:${this.#port}`, data: file("data"), key_file: file("clickhouse.key") },
      status_file: file("status.json"),
    };
    writeFileSync(config, JSON.stringify(fields));
    const run = `const { main } = await import(${JSON.stringify(MAIN)}); await main(${JSON.stringify(config)});`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", run], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => (said = `${said}${bytes}`.slice(-4000)));
    const ended = once(child, "exit").then(() => {
      throw new Error(`the embedded ClickHouse did not start: ${said}`);
    });
    const lines = createInterface(child.stdout);
    await Promise.race([once(lines, "line"), ended]);
    ended.catch(() => {});
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}
