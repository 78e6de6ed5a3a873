/**
 * The process of `wayleave run` inside the namespace: it makes the network that the command finds, and starts it.
 *
 * It alone holds the rights over the namespace. It ends when the process outside does, and all that lives here with it.
 */

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { errorText } from "../../../io/errors.ts";
import { openTransparent } from "../../../io/transparent-socket.ts";
import { filter, ipBatch, SBIN_PATH } from "../../capture/io/system.ts";
import { RESOLV_CONF } from "../../dns/resolv-conf.ts";
import { Programs } from "../../io/programs.ts";
import { type RoomSources, roomRoutes } from "../room.ts";
import { endAll, networkOf } from "./left-over.ts";
import { RoomDatagrams } from "./room-datagrams.ts";
import { type FromRoom, SIGNAL_EXIT, type ToRoom } from "./room-words.ts";

/** Name services that would answer past the name server: without their sockets resolver libraries ask on. */
const HIDDEN = ["/run/nscd", "/var/run/nscd", "/run/systemd/resolve", "/run/systemd/machine"];
/** A signal to the whole group came to the command by itself: one that is heard here so shortly before or after. */
const SAME_SIGNAL_MS = 100;
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;
/** The command has none of the rights that this process has here. */
const SETPRIV = ["--pdeathsig", "KILL", "--inh-caps", "-all", "--ambient-caps", "-all"];
const BOUNDING = ["--bounding-set", "-net_admin,-sys_admin"];

const say = (said: FromRoom): void => void process.send?.(said, undefined, undefined, () => {});
const heardAt = new Map<string, number>();
let command: ReturnType<typeof spawn> | undefined;
let datagrams: RoomDatagrams | undefined;
let programs: Programs | undefined;

for (const signal of FORWARDED) process.on(signal, () => void heardAt.set(signal, performance.now()));
process.on("disconnect", () => void leave());
process.on("message", (said: ToRoom) => {
  hear(said).catch((error: unknown) => say({ kind: "failed", text: errorText(error) }));
});
say({ kind: "entered" });

async function hear(said: ToRoom): Promise<void> {
  switch (said.kind) {
    case "begin":
      return begin(said.sources, said.resolvConf);
    case "filter": {
      const error = await filter(said.text).then(
        () => undefined,
        (failed: unknown) => errorText(failed),
      );
      return say({ kind: "filtered", number: said.number, error });
    }
    case "whose": {
      programs ??= new Programs();
      const process = await programs[said.protocol](said.ends);
      return say({ kind: "owner", number: said.number, process });
    }
    case "start":
      return start(said.command);
    case "signal":
      return forward(said.signal);
    case "deliver":
      datagrams?.deliver(said.from, said.to, said.payload);
  }
}

async function begin(sources: RoomSources, resolvConf: string): Promise<void> {
  for (const family of [4, 6] as const) await ipBatch(family, roomRoutes(family, sources[family]));
  nameServerInPlace(resolvConf);
  const udp = new RoomDatagrams((batch, dropped, taken) => {
    process.send?.({ kind: "datagrams", batch, dropped } satisfies FromRoom, undefined, undefined, taken);
  });
  datagrams = udp;
  const [tcp4, tcp6] = [await handOut(4), await handOut(6)];
  say({ kind: "ready", ports: { tcp4, tcp6, ...udp.ports } });
}

/** The listening socket goes outside, where its connections are taken. */
async function handOut(family: 4 | 6): Promise<number> {
  const server = createServer();
  const fd = openTransparent(family);
  await new Promise<void>((resolve) => server.listen({ fd }, resolve));
  const { port } = server.address() as { port: number };
  const said: FromRoom = { kind: "listener", family };
  await new Promise((resolve) => process.send?.(said, server, undefined, resolve));
  server.close();
  return port;
}

/** In this mount namespace alone. */
function nameServerInPlace(text: string): void {
  const mount = (...args: string[]) => execFileSync("mount", args, { env: { ...process.env, PATH: SBIN_PATH } });
  const file = existsSync(RESOLV_CONF) ? realpathSync(RESOLV_CONF) : undefined;
  const hidden = [...new Set(HIDDEN.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
  for (const folder of hidden) mount("-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", folder);
  if (file === undefined) return;
  if (hidden.some((folder) => file.startsWith(`${folder}/`))) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  // On a file system that ends with this namespace: outside of it nothing is written but an empty folder, for a moment.
  const folder = mkdtempSync(join(tmpdir(), "wayleave-run-"));
  mount("-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", folder);
  writeFileSync(join(folder, "resolv.conf"), text, { mode: 0o644 });
  mount("--bind", join(folder, "resolv.conf"), file);
  execFileSync("umount", ["--lazy", folder]);
  rmdirSync(folder);
}

function start(words: readonly [string, ...string[]]): void {
  const args = [...SETPRIV, ...BOUNDING, "--", ...words];
  const child = spawn("setpriv", args, { stdio: ["inherit", "inherit", "inherit"] });
  command = child;
  child.once("error", (error) => say({ kind: "failed", text: `setpriv can't be started: ${errorText(error)}` }));
  child.once("exit", (code, signal) => {
    const exitCode = signal === null ? (code ?? 1) : SIGNAL_EXIT + constants.signals[signal];
    void endOthers().then(() =>
      process.send?.({ kind: "exited", exitCode }, undefined, undefined, () => process.exit()),
    );
  });
}

/** The process outside has heard it; the terminal may have told the command, too. */
function forward(signal: NodeJS.Signals): void {
  setTimeout(() => {
    const heard = heardAt.get(signal);
    if (heard !== undefined && performance.now() - heard < 2 * SAME_SIGNAL_MS) return;
    command?.kill(signal);
  }, SAME_SIGNAL_MS);
}

async function endOthers(): Promise<void> {
  const network = networkOf("self");
  if (network !== undefined) await endAll(network);
}

/** Nobody is outside any more. */
async function leave(): Promise<void> {
  const network = networkOf("self");
  if (network !== undefined) await endAll(network, 0);
  process.exit();
}
