/**
 * Run as one of the users: tries to read, write and connect as it is asked, and says how each attempt ended.
 *
 * What to try comes as JSON on standard input; the answer on standard output is "ok" or an error's code for each.
 * Nothing is changed: a file is opened for writing and closed, a new one is removed at once.
 */
import { createSocket } from "node:dgram";
import { closeSync, constants, openSync, readdirSync, readFileSync, readSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

export interface Wanted {
  readonly paths: readonly { readonly path: string; readonly folder: boolean }[];
  /** `tcp/127.0.0.1:80`, `udp/[::1]:53` */
  readonly connections: readonly string[];
}

export interface Outcome {
  readonly path: string;
  readonly read: string;
  readonly write: string;
}

export interface Tried {
  readonly paths: readonly Outcome[];
  readonly connections: Readonly<Record<string, string>>;
}

/** A dropped SYN is answered by nobody. */
const CONNECT_MS = 1_500;

function outcome(action: () => void): string {
  try {
    action();
    return "ok";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function opened(path: string, flags: number): void {
  const fd = openSync(path, flags | constants.O_NONBLOCK, 0o600);
  if (flags === constants.O_RDONLY) readSync(fd, Buffer.alloc(1), 0, 1, null);
  closeSync(fd);
}

function createdIn(folder: string): void {
  const path = join(folder, `.attempt-${process.pid}`);
  closeSync(openSync(path, "wx"));
  rmSync(path);
}

function tryPath({ path, folder }: Wanted["paths"][number]): Outcome {
  if (folder) return { path, read: outcome(() => readdirSync(path)), write: outcome(() => createdIn(path)) };
  return {
    path,
    read: outcome(() => opened(path, constants.O_RDONLY)),
    write: outcome(() => opened(path, constants.O_WRONLY | constants.O_APPEND)),
  };
}

function tryConnecting(text: string): Promise<string> {
  const [, protocol, host, port] = /^(tcp|udp)\/\[?(.+?)\]?:(\d+)$/.exec(text)!;
  return new Promise((resolve) => {
    if (protocol === "udp") {
      const socket = createSocket(host!.includes(":") ? "udp6" : "udp4");
      socket.send("?", Number(port), host, (error) => {
        resolve(error === null ? "ok" : ((error as NodeJS.ErrnoException).code ?? "failed"));
        socket.close();
      });
      return;
    }
    const socket = connect({ host: host!, port: Number(port), timeout: CONNECT_MS });
    const settle = (how: string) => {
      socket.destroy();
      resolve(how);
    };
    socket.once("connect", () => settle("ok"));
    socket.once("timeout", () => settle("ETIMEDOUT"));
    socket.on("error", (error: NodeJS.ErrnoException) => settle(error.code ?? "failed"));
  });
}

const { paths, connections } = JSON.parse(readFileSync(0, "utf8")) as Wanted;
const results = await Promise.all(connections.map(async (text) => [text, await tryConnecting(text)] as const));
const tried: Tried = { paths: paths.map(tryPath), connections: Object.fromEntries(results) };
process.stdout.write(JSON.stringify(tried));
