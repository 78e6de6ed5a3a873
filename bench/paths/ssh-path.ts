/**
 * ssh -L as the peer: three clients and three servers in a chain, each hop one ssh connection that carries all flows,
 * as ours do. Keys and configuration of their own, unprivileged ports, all else by its defaults.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { BehindApp } from "../load/load.ts";
import { freeRange, run } from "../show/estate.ts";
import { ServerProcess } from "../show/programs/server-process.ts";
import { type Path, type PathKind, untilClosed } from "./path.ts";

const HOPS = 3;
const UP_MS = 20_000;
const SSHD = "/usr/sbin/sshd";
const INSTALL = "on Debian: apt-get install openssh-server openssh-client";

/** `cipher`: another than ssh agrees on by itself. */
export const ssh = (name: string, title: string, cipher?: string): PathKind => ({
  ...{ name, title },
  async version() {
    const ran = await run("ssh", ["-V"]);
    if (ran.exit !== 0) throw new Error(`ssh, the peer, can't be run; ${INSTALL}`);
    return `${ran.stderr.trim()}, ${cipher ?? "its default cipher"}`;
  },
  start: (app) => start(app, cipher),
});

async function start(app: BehindApp, cipher: string | undefined): Promise<Path> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-ssh-"));
  const [clients, servers]: [ServerProcess[], ServerProcess[]] = [[], []];
  const base = await freeRange();
  const ports = Array.from({ length: 2 * HOPS }, (_, at) => base + at);
  const [entries, daemons] = [ports.slice(0, HOPS), ports.slice(HOPS)];
  const stop = async () => {
    // A server's children end with their clients.
    await Promise.all(clients.map((client) => client.stop()));
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
    await untilClosed("ssh", ports);
  };
  try {
    await makeKeys(folder, daemons);
    for (const [at, port] of daemons.entries()) {
      const file = join(folder, `sshd-${at}.conf`);
      writeFileSync(file, serverConfig(folder, port));
      servers.push(new ServerProcess({ name: `sshd-${at}`, command: [SSHD, "-D", "-e", "-f", file] }, folder));
      await servers[at]!.answers(port, UP_MS);
    }
    for (const [at, port] of entries.entries()) {
      const forward = `127.0.0.1:${port}:127.0.0.1:${entries[at + 1] ?? app.port}`;
      const args = clientArgs(folder, daemons[at]!, forward, cipher);
      clients.push(new ServerProcess({ name: `ssh-${at}`, command: ["ssh", ...args] }, folder));
      await clients[at]!.answers(port, UP_MS);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const carriers = [...clients, ...servers].map(({ pid }) => pid);
  return { target: { to: `127.0.0.1:${entries[0]}` }, carriers, recorders: [], stop };
}

async function makeKeys(folder: string, daemons: readonly number[]): Promise<void> {
  // The server drops its rights into this folder; Debian's service makes it, and none runs here.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  for (const name of ["host", "client"]) {
    const ran = await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
    if (ran.exit !== 0) throw new Error(`ssh-keygen: ${ran.stderr}; ${INSTALL}`);
  }
  copyFileSync(join(folder, "client.pub"), join(folder, "authorized"));
  const key = readFileSync(join(folder, "host.pub"), "utf8").split(" ").slice(0, 2).join(" ");
  writeFileSync(join(folder, "known"), daemons.map((port) => `[127.0.0.1]:${port} ${key}\n`).join(""));
}

const serverConfig = (folder: string, port: number): string => `Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(folder, "host")}
AuthorizedKeysFile ${join(folder, "authorized")}
PermitRootLogin prohibit-password
PasswordAuthentication no
StrictModes no
UsePAM no
PidFile none
`;

function clientArgs(folder: string, port: number, forward: string, cipher: string | undefined): string[] {
  const options = [
    ...[`UserKnownHostsFile=${join(folder, "known")}`, "StrictHostKeyChecking=yes", "IdentitiesOnly=yes"],
    ...["BatchMode=yes", "ExitOnForwardFailure=yes", ...(cipher === undefined ? [] : [`Ciphers=${cipher}`])],
  ].flatMap((option) => ["-o", option]);
  const who = `${userInfo().username}@127.0.0.1`;
  return ["-N", "-T", "-F", "none", "-p", String(port), "-i", join(folder, "client"), ...options, "-L", forward, who];
}
