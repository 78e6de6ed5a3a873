/**
 * For tests of a running system: real gateways, publishers and agents as processes, with an authority of their own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Plain } from "../../core/config/located.ts";
import { type Link, openLink } from "../grpc/link.ts";
import { initAuthority, issue } from "../pki/authority.ts";
import { type Identity, readIdentity, readTrust, type Trust } from "../pki/identity.ts";
import type { Role } from "../pki/spiffe.ts";
import { printYaml } from "../yaml.ts";
import { Operator } from "./trial-operator.ts";

const COMMAND = join(import.meta.dirname, "..", "..", "wayleave");
const READY_MS = 20_000;
const HOUR_MS = 3_600_000;
const TENANT = "demo";

type Config = { readonly [key: string]: Plain };

export interface Process {
  readonly name: string;
  /** The first on which it listens, an agent's proxy; 0 for a publisher. */
  readonly port: number;
  /** Of its life of now. */
  readonly pid: number;
  /** SIGSTOP: it stays, and does nothing. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL: as after a crash. */
  kill(): Promise<void>;
  /** SIGTERM: it ends in order. */
  stop(): Promise<void>;
  /** Another life with the same configuration; ready when it answers. */
  start(): Promise<void>;
}

export class Trial {
  readonly folder: string;
  readonly trust: Trust;
  readonly trustFolder: string;
  readonly #links: Link[] = [];
  readonly #children: ChildProcess[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.trustFolder = join(folder, "pki", "trust");
    this.trust = readTrust(this.trustFolder);
  }

  static async open(): Promise<Trial> {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-trial-"));
    await initAuthority(join(folder, "pki"), "example.test");
    mkdirSync(join(folder, "log"));
    return new Trial(folder);
  }

  /** The folder of a new key and certificate. */
  async issue(role: Role, id: string, lifetimeMs = HOUR_MS): Promise<string> {
    const folder = join(this.folder, `${role}-${id}`);
    await issue({ authority: join(this.folder, "pki"), role, tenant: TENANT, id, folder, lifetimeMs });
    return folder;
  }

  async identity(role: Role, id: string): Promise<Identity> {
    return readIdentity(await this.issue(role, id));
  }

  /** All gateways share one log. */
  async gateway(name: string, port: number, roles: readonly string[], more: Config = {}): Promise<Process> {
    const issuers = { device: join(this.folder, "pki", "device"), publisher: join(this.folder, "pki", "publisher") };
    return this.#begin("gateway", name, {
      ...{ name, tenant: TENANT, roles: [...roles], listen: `127.0.0.1:${port}`, issuers },
      ...{ log: { embedded: join(this.folder, "log") }, identity: await this.issue("gateway", name) },
      ...{ trust: this.trustFolder, status_file: join(this.folder, `${name}.json`) },
      ...{ spool: { folder: this.spoolFolder(name) }, snapshots: join(this.folder, "snapshots", name) },
      ...more,
    });
  }

  /** Where a gateway's events wait for the log. */
  spoolFolder(gateway: string): string {
    return join(this.folder, "spool", gateway);
  }

  /** Attached when it answers; it may dial the apps at `ports` of this machine. */
  async publisher(
    name: string,
    gateways: readonly number[],
    ports: readonly number[],
    more: Config = {},
  ): Promise<Process> {
    const identity = await this.issue("publisher", name);
    return this.#begin("publisher", name, {
      ...{ gateways: gateways.map(addressOf), identity, trust: this.trustFolder },
      ...{ allow: this.allowFile(name, ports), state: join(this.folder, `${name}.state`) },
      ...more,
    });
  }

  /** A publisher's list of what may be dialled: these ports of this machine. */
  allowFile(publisher: string, ports: readonly number[]): string {
    const file = join(this.folder, `${publisher}.allow.yaml`);
    writeFileSync(file, printYaml([{ allow: [{ cidr: "127.0.0.1/32", ports: [...ports] }] }]));
    return file;
  }

  /** The device that bears this name, with its proxy and resolver on free ports. */
  async agent(name: string, gateways: readonly number[], more: Config = {}): Promise<Process> {
    const identity = await this.issue("device", name);
    return this.#begin("agent", name, {
      ...{ gateways: gateways.map(addressOf), identity, trust: this.trustFolder },
      ...{ state: join(this.folder, `${name}.state`) },
      ...{ proxy: { listen: addressOf(0) }, dns: { listen: addressOf(0) } },
      ...more,
    });
  }

  async operator(port: number): Promise<Operator> {
    return new Operator(await this.link("operator", `op-${port}`, port));
  }

  async link(role: Role, id: string, port: number): Promise<Link> {
    return this.linkOf(await this.identity(role, id), port);
  }

  linkOf(identity: Identity, port: number): Link {
    const link = openLink({ target: addressOf(port), identity, trust: this.trust });
    this.#links.push(link);
    return link;
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.close();
    await Promise.all(this.#children.map((child) => ended(child, "SIGKILL")));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #begin(kind: string, name: string, config: Config): Promise<Process> {
    const file = join(this.folder, `${name}.yaml`);
    writeFileSync(file, printYaml([config]));
    let { child, listens } = await this.#spawn(kind, name, file);
    return {
      ...{ name, port: Number(listens[0]?.split(":").at(-1) ?? 0) },
      get pid() {
        return child.pid!;
      },
      freeze: () => void child.kill("SIGSTOP"),
      thaw: () => void child.kill("SIGCONT"),
      kill: () => ended(child, "SIGKILL"),
      stop: () => ended(child, "SIGTERM"),
      start: async () => {
        ({ child, listens } = await this.#spawn(kind, name, file));
      },
    };
  }

  async #spawn(kind: string, name: string, file: string): Promise<Life> {
    const child = spawn(COMMAND, [kind, "--config", file], { stdio: ["ignore", "pipe", "pipe"] });
    this.#children.push(child);
    let said = "";
    child.stderr?.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-4_000)));
    const ready = Promise.withResolvers<readonly string[]>();
    createInterface({ input: child.stdout! }).on("line", (line) => {
      if (line.includes('"ready":true')) ready.resolve((JSON.parse(line) as { listens: string[] }).listens);
    });
    child.once("exit", (code) => ready.reject(new Error(`${kind} ${name} ended with ${code}: ${said}`)));
    const late = setTimeout(() => ready.reject(new Error(`${kind} ${name} is not ready: ${said}`)), READY_MS);
    return { child, listens: await ready.promise.finally(() => clearTimeout(late)) };
  }
}

interface Life {
  readonly child: ChildProcess;
  readonly listens: readonly string[];
}

const addressOf = (port: number): string => `127.0.0.1:${port}`;

async function ended(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}
