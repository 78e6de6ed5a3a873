/** For tests of the wire: an authority, identities of every kind, a listener with an echo, a road to be blocked. */
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initAuthority, issue } from "../pki/authority.ts";
import { type Identity, readTrust, type Trust } from "../pki/identity.ts";
import type { Role } from "../pki/spiffe.ts";
import { type Link, openLink } from "./link.ts";
import { type Listener, openListener, type Peer, type Service } from "./listener.ts";
import type { RawStream } from "./raw-stream.ts";

export const ECHO = "/trial.Trial/Echo";
export const DOUBLE = "/trial.Trial/Double";
export const TALK = "/trial.Trial/Talk";
export const ENROL = "/trial.Trial/Enrol";

export interface Trial {
  readonly trust: Trust;
  readonly authority: string;
  identity(role: Role, id?: string, authority?: string): Promise<Identity>;
  /** Another authority, with the same names. */
  rogue(): Promise<string>;
  readonly listener: Listener;
  readonly refused: string[];
  readonly faults: unknown[];
  /** What the next calls of TALK are handed to. */
  talk: (stream: RawStream, peer: Peer, metadata: Map<string, string>) => void;
  link(identity?: Identity, port?: number): Link;
  close(): Promise<void>;
}

export async function openTrial(): Promise<Trial> {
  const dir = mkdtempSync(join(tmpdir(), "wayleave-wire-"));
  const authority = join(dir, "pki");
  await initAuthority(authority, "wayleave.local");
  const trust = readTrust(join(authority, "trust"));
  let made = 0;
  const identity: Trial["identity"] = (role, id = "x", of = authority) =>
    issue({ authority: of, role, tenant: "demo", id, folder: join(dir, `${made++}`) });
  const refused: string[] = [];
  const faults: unknown[] = [];
  const links: Link[] = [];
  const listener = await openListener({
    ...{ host: "127.0.0.1", port: 0, identity: await identity("gateway", "gw-1"), trust },
    onRefused: (reason) => refused.push(reason),
    onFault: (_, error) => faults.push(error),
    services: services((...call) => trial.talk(...call)),
  });
  const trial: Trial = {
    ...{ trust, authority, identity, listener, refused, faults, talk: () => {} },
    async rogue() {
      const folder = join(dir, `rogue-${made++}`);
      await initAuthority(folder, "wayleave.local");
      return folder;
    },
    link(who, port = listener.port) {
      const link = openLink({ target: `127.0.0.1:${port}`, trust, ...(who ? { identity: who } : {}) });
      links.push(link);
      return link;
    },
    async close() {
      for (const link of links) link.close();
      await listener.close();
      rmSync(dir, { recursive: true });
    },
  };
  return trial;
}

const services = (talk: Trial["talk"]): Service[] => [
  { path: ECHO, roles: ["device", "gateway"], kind: "stream", serve: echo },
  { path: TALK, roles: ["device", "gateway"], kind: "stream", serve: talk },
  { path: DOUBLE, roles: ["device"], kind: "unary", serve: async (request) => Buffer.concat([request, request]) },
  { path: ENROL, roles: ["none"], kind: "unary", serve: async (request) => request },
];

export function echo(stream: RawStream): void {
  stream.onMessage((message) => {
    if (!stream.send(message)) stream.pause();
  });
  stream.onDrain(() => stream.resume());
  stream.onEnd(() => stream.end());
}

/** The two ends of a new stream. */
export async function pair(trial: Trial, over: Link): Promise<{ client: RawStream; server: RawStream }> {
  const arrived = new Promise<RawStream>((resolve) => {
    trial.talk = (stream) => resolve(stream);
  });
  const client = over.stream(TALK);
  return { client, server: await arrived };
}

export function gather(stream: RawStream): string[] {
  const heard: string[] = [];
  stream.onMessage((message) => heard.push(message.toString()));
  return heard;
}

export const lostOf = (stream: RawStream): Promise<Error & { code?: number }> =>
  new Promise((resolve) => stream.onLost(resolve));

/** Resolves when `f` holds; `what` is what a failure says. */
export async function until(what: string, f: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!f()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const ended = (stream: RawStream): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.onEnd(resolve);
    stream.onLost(reject);
  });

/** A TCP road to `port`. Blocked, it takes what it is given and delivers nothing, and nobody is told. */
export async function openRoad(port: number): Promise<{ port: number; block(): void; clear(): void; close(): void }> {
  const sockets = new Set<net.Socket>();
  let blocked = false;
  const server = net.createServer((near) => {
    const far = net.connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => blocked || to.write(bytes));
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        if (!blocked) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    block: () => (blocked = true),
    clear() {
      blocked = false;
      for (const socket of sockets) socket.destroy();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
