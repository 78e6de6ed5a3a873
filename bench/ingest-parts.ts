/** The parts of a record besides gateways, for a bench: ClickHouse and analytics as processes, and their log. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ClickHouseClient, openClickHouse } from "../io/clickhouse/client.ts";
import { initAuthority, issue } from "../io/pki/authority.ts";
import { freePort } from "../io/trial-port.ts";

const WAYLEAVE = join(import.meta.dirname, "..", "wayleave");
const KEY = "bench";
const HOUR_MS = 3_600_000;

export class IngestParts {
  readonly folder: string;
  readonly log: string;
  readonly client: ClickHouseClient;
  readonly #consolePort: number;
  readonly #clickhousePort: number;
  readonly #children = new Map<string, ChildProcess>();

  private constructor(folder: string, [consolePort, clickhousePort]: readonly [number, number]) {
    this.folder = folder;
    this.log = join(folder, "log");
    this.#consolePort = consolePort;
    this.#clickhousePort = clickhousePort;
    const url = `http://127.0.0.1:${clickhousePort}`;
    this.client = openClickHouse({ url, key: KEY, database: "wayleave", timeoutMs: 300_000 });
  }

  /** With ClickHouse running, and nothing in it. */
  static async open(): Promise<IngestParts> {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-bench-"));
    const parts = new IngestParts(folder, [await freePort(), await freePort()]);
    mkdirSync(parts.log);
    writeFileSync(join(folder, "key"), KEY, { mode: 0o600 });
    await initAuthority(join(folder, "pki"), "bench.test");
    const who = { role: "analytics", tenant: "bench", id: "analytics-1", lifetimeMs: HOUR_MS } as const;
    await issue({ ...who, authority: join(folder, "pki"), folder: join(folder, "identity") });
    await parts.#start("clickhouse", {
      ...{ listen: `127.0.0.1:${parts.#clickhousePort}`, data: join(folder, "clickhouse") },
      key_file: join(folder, "key"),
    });
    return parts;
  }

  /** Answers its process. */
  startAnalytics(): Promise<number> {
    const { folder } = this;
    return this.#start("analytics", {
      ...{ console: { listen: `127.0.0.1:${this.#consolePort}`, key_file: join(folder, "key") } },
      ...{ clickhouse: { url: `http://127.0.0.1:${this.#clickhousePort}`, key_file: join(folder, "key") } },
      ...{ log: { embedded: this.log }, gateways: ["127.0.0.1:1"], identity: join(folder, "identity") },
      trust: join(folder, "pki", "trust"),
    });
  }

  pid(part: "clickhouse" | "analytics"): number {
    return this.#children.get(part)!.pid!;
  }

  async stop(part: "clickhouse" | "analytics"): Promise<void> {
    const child = this.#children.get(part);
    this.#children.delete(part);
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.stop("analytics");
    await this.stop("clickhouse");
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #start(kind: "clickhouse" | "analytics", fields: object): Promise<number> {
    const config = join(this.folder, `${kind}.yaml`);
    writeFileSync(config, JSON.stringify({ ...fields, status_file: join(this.folder, `${kind}.json`) }));
    const child = spawn(WAYLEAVE, [kind, "--config", config], {
      stdio: ["ignore", "pipe", "pipe"],
      // A bench that dies leaves nobody behind.
      env: { ...process.env, WAYLEAVE_PARENT_PID: String(process.pid) },
    });
    this.#children.set(kind, child);
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => (said = `${said}${bytes}`.slice(-4000)));
    const ended = once(child, "exit").then(() => {
      throw new Error(`${kind} ended: ${said}`);
    });
    await Promise.race([once(createInterface(child.stdout), "line"), ended]);
    ended.catch(() => {});
    return child.pid!;
  }
}
