/** The namespace of one `wayleave run`, made without any privilege, and the process inside that we speak with. */
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import type { Server } from "node:net";
import { delimiter, join } from "node:path";
import type { Protocol } from "../../../core/net/port-range.ts";
import type { ProcessTold } from "../../../core/record/process-told.ts";
import type { AskedDatagram } from "../../../io/asked-datagrams.ts";
import { SBIN_PATH } from "../../capture/io/system.ts";
import type { ListenPorts } from "../../capture/rules.ts";
import type { Ends } from "../../io/peer-uid.ts";
import type { RoomSources } from "../room.ts";
import { endAll, networkOf } from "./left-over.ts";
import type { FromRoom, ToRoom } from "./room-words.ts";

const INSIDE = join(import.meta.dirname, `inside${import.meta.filename.slice(-3)}`);
/** Of a machine that is under load, too. */
const BEGIN_MS = 20_000;
/** An opening waits no longer for whose it is. */
const OWNER_MS = 20;
const UNSHARE = ["--user", "--map-current-user", "--keep-caps", "--net", "--mount"];
/** The tools that make the namespace, and where Debian has them. */
const TOOLS = {
  unshare: "util-linux",
  setpriv: "util-linux",
  mount: "mount",
  ip: "iproute2",
  nft: "nftables",
} as const;
/** Settings by which a system forbids it, and the value that does. */
const FORBIDDING = [
  ["kernel.unprivileged_userns_clone", "0"],
  ["user.max_user_namespaces", "0"],
  ["user.max_net_namespaces", "0"],
  ["kernel.apparmor_restrict_unprivileged_userns", "1"],
] as const;

/** `wayleave run` can't be done here, or not now: a text for the person. */
export class RunFault extends Error {
  override readonly name = "RunFault";
}

export class Room {
  readonly #child: ChildProcess;
  readonly #network: string | undefined;
  readonly #filtered = new Map<number, (error: string | undefined) => void>();
  #filters = 0;
  readonly #owners = new Map<number, (process: ProcessTold | undefined) => void>();
  #asks = 0;
  #ended = false;
  onDatagrams: (batch: readonly AskedDatagram[]) => void = () => {};
  readonly listeners: Server[] = [];
  readonly ports = Promise.withResolvers<ListenPorts>();
  /** The command's exit code. */
  readonly exited = Promise.withResolvers<number>();

  /** Resolves when somebody is inside. */
  static async open(env: NodeJS.ProcessEnv = process.env): Promise<Room> {
    mustHaveTools();
    const args = [...UNSHARE, "--", process.execPath, "--disable-warning=ExperimentalWarning", INSIDE];
    const child = spawn("unshare", args, {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      serialization: "advanced",
      env: { ...env },
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new RunFault("the namespace isn't there in time")), BEGIN_MS);
    child.once("error", (error) => reject(new RunFault(`unshare can't be started: ${error.message}`)));
    child.once("exit", () => reject(new RunFault(whyNot())));
    child.once("message", () => resolve());
    try {
      await promise;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return new Room(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    const network = networkOf(child.pid ?? 0);
    this.#network = network === networkOf("self") ? undefined : network;
    for (const one of [this.ports, this.exited]) one.promise.catch(() => {});
    child.removeAllListeners("exit");
    child.once("exit", () => this.#fail(new RunFault("the process that steers the command was killed")));
    child.on("message", (said: FromRoom, handle) => this.#hear(said, handle as Server | undefined));
  }

  begin(sources: RoomSources, resolvConf: string): void {
    this.#tell({ kind: "begin", sources, resolvConf });
  }

  filter(text: string): Promise<void> {
    this.#filters += 1;
    const number = this.#filters;
    return new Promise((resolve, reject) => {
      this.#filtered.set(number, (error) => (error === undefined ? resolve() : reject(new RunFault(error))));
      this.#tell({ kind: "filter", number, text });
    });
  }

  /** The process of a socket inside. Resolves within `OWNER_MS`, with nothing where it isn't known by then. */
  whose(protocol: Protocol, ends: Ends): Promise<ProcessTold | undefined> {
    this.#asks += 1;
    const number = this.#asks;
    return new Promise((resolve) => {
      const settle = (process: ProcessTold | undefined) => {
        clearTimeout(timer);
        this.#owners.delete(number);
        resolve(process);
      };
      const timer = setTimeout(() => settle(undefined), OWNER_MS);
      this.#owners.set(number, settle);
      this.#tell({ kind: "whose", number, protocol, ends });
    });
  }

  start(command: readonly [string, ...string[]]): void {
    this.#tell({ kind: "start", command });
  }

  signal(signal: NodeJS.Signals): void {
    this.#tell({ kind: "signal", signal });
  }

  deliver(from: AskedDatagram["to"], to: AskedDatagram["from"], payload: Uint8Array): void {
    this.#tell({ kind: "deliver", from, to, payload });
  }

  /** Whatever still lives inside ends. */
  async close(): Promise<void> {
    for (const server of this.listeners) server.close();
    if (this.#child.connected) this.#child.disconnect();
    if (this.#network !== undefined) await endAll(this.#network, 0);
  }

  #tell(said: ToRoom): void {
    if (this.#child.connected) this.#child.send(said, () => {});
  }

  #hear(said: FromRoom, handle: Server | undefined): void {
    switch (said.kind) {
      case "listener":
        if (handle !== undefined) this.listeners.push(handle);
        return;
      case "ready":
        return this.ports.resolve(said.ports);
      case "failed":
        return this.#fail(new RunFault(`${said.text}${forbidding()}`));
      case "filtered":
        this.#filtered.get(said.number)?.(said.error);
        this.#filtered.delete(said.number);
        return;
      case "owner":
        return this.#owners.get(said.number)?.(said.process);
      case "datagrams":
        return this.onDatagrams(said.batch);
      case "exited":
        this.#ended = true;
        this.exited.resolve(said.exitCode);
    }
  }

  #fail(fault: RunFault): void {
    if (this.#ended) return;
    this.ports.reject(fault);
    this.exited.reject(fault);
    for (const settle of this.#filtered.values()) settle(fault.message);
  }
}

function mustHaveTools(): void {
  for (const [tool, source] of Object.entries(TOOLS)) {
    const found = SBIN_PATH.split(delimiter).some((folder) => {
      try {
        accessSync(join(folder || ".", tool), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
    if (!found) throw new RunFault(`${tool} is not installed: \`wayleave run\` needs it (Debian: ${source})`);
  }
}

function whyNot(): string {
  const setting = forbidding();
  const otherwise = " (a container's rules may do that, too: seccomp, AppArmor, or no room for more namespaces)";
  return `this system lets no ordinary user make a namespace of user, network and mounts${setting || otherwise}`;
}

/** Empty where none of them does. */
function forbidding(): string {
  const found = FORBIDDING.filter(([name, value]) => settingOf(name) === value).map(([name, value]) => {
    return `${name} is ${value}`;
  });
  return found.length === 0 ? "" : `: ${found.join(", ")}`;
}

function settingOf(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "latin1").trim();
  } catch {
    return undefined;
  }
}
