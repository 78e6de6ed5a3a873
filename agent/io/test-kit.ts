/** What the agent's socket tests share: an agent, the gateway before it, apps behind that, and a program's words. */
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import dns from "dns-packet";
import { openJsonLog } from "../../io/json-log.ts";
import { judgeAgentConfig } from "../config.ts";
import type { Pace } from "./agent-reports.ts";
import { type FakeGateway, type FakeOptions, makePki, openFakeGateway } from "./fake-gateway.ts";
import { type RunningAgent, startAgent } from "./start-agent.ts";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** Set by `openKit`. */
export const kit = { seen: [] as Seen[], closers: [] as (() => unknown)[] } as {
  pki: string;
  gateway: FakeGateway;
  agent: RunningAgent;
  wikiPort: number;
  echoPort: number;
  settings: Record<string, unknown>;
  readonly seen: Seen[];
  readonly closers: (() => unknown)[];
};

export async function openKit(): Promise<void> {
  kit.pki = await makePki();
  const wiki = createHttpServer((asked, answer) => {
    const chunks: Buffer[] = [];
    asked.on("data", (chunk: Buffer) => chunks.push(chunk));
    asked.on("end", () => {
      const { method = "", url = "", headers } = asked;
      kit.seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer.end("the wiki\n");
    });
  });
  kit.wikiPort = await listen(wiki);
  kit.echoPort = await listen(
    createServer({ allowHalfOpen: true }, (socket) => void socket.on("error", () => {}).pipe(socket)),
  );
  kit.gateway = await openGateway({});
  kit.settings = configFor([kit.gateway.port]);
  kit.agent = await start(kit.settings);
  await until(() => kit.agent.status()["srp_version"] === 7);
}

export async function closeKit(): Promise<void> {
  await kit.agent?.close();
  for (const close of kit.closers.reverse()) await close();
}

/** How often a listener of the agent has refused for this reason. */
export const refusedCount = (listener: "proxy" | "dns", reason: string): number =>
  (kit.agent.status()["refused"] as Record<string, Record<string, number>>)[listener]![reason] ?? 0;

export const gatewayOf = (agent: RunningAgent): string | undefined =>
  (agent.status()["session"] as { gateway?: string } | undefined)?.gateway;

/** What the SRP holds. */
export const HOSTS = ["wiki.corp.example", "echo.corp.example", "*.wild.corp.example", "10.1.2.0/24"];
export async function openGateway(o: Partial<FakeOptions>): Promise<FakeGateway> {
  const denied = { denialId: "7QK-M2X" };
  const behave: FakeOptions["behave"] = (host) => {
    if (host === "wiki.corp.example") return { app: kit.wikiPort };
    if (host === "echo.corp.example" || host === "10.1.2.3") return { app: kit.echoPort };
    if (host === "blocked.corp.example") return { ...denied, code: "CGW_POLICY_RULE_BLOCK", notice: "Ask Kim for it." };
    if (host === "closed.corp.example") return { ...denied, code: "APP_DIAL_REFUSED" };
    if (host === "slow.corp.example") return { ...denied, code: "APP_DIAL_TIMEOUT" };
    if (host === "nobody.corp.example") return { ...denied, code: "CGW_SELECT_ALL_DOWN" };
    return { ...denied, code: "CGW_APP_UNKNOWN" };
  };
  const opened = await openFakeGateway({ pki: kit.pki, hosts: HOSTS, behave, ...o });
  kit.closers.push(() => opened.close());
  return opened;
}

export function configFor(ports: readonly number[]): Record<string, unknown> {
  return {
    gateways: ports.map((port) => `127.0.0.1:${port}`),
    ...{
      identity: join(kit.pki, "demo-laptop"),
      trust: join(kit.pki, "trust"),
      state: mkdtempSync(join(tmpdir(), "wayleave-state-")),
    },
    ...{ proxy: { listen: "127.0.0.1:0" }, dns: { listen: "127.0.0.1:0", upstream: "none" } },
  };
}

export async function start(plain: Record<string, unknown>, pace?: Pace): Promise<RunningAgent> {
  const { config, mistakes } = judgeAgentConfig(plain);
  if (config === undefined) throw new Error(JSON.stringify(mistakes));
  const log = openJsonLog({ service: "agent", write: () => {} });
  return startAgent(config, log, new AbortController().signal, pace);
}

export const dialProxy = (port = kit.agent.proxyPort): Socket =>
  connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});

export async function socks(host: string, port: number, proxyPort = kit.agent.proxyPort): Promise<Socket> {
  const socket = dialProxy(proxyPort);
  const name = Buffer.from(host);
  const v4 = /^[\d.]+$/.test(host) ? Buffer.from([1, ...host.split(".").map(Number)]) : undefined;
  const v6 = host === "::1" ? Buffer.from([4, ...new Array(15).fill(0), 1]) : undefined;
  const address = v4 ?? v6 ?? Buffer.concat([Buffer.from([3, name.length]), name]);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 5, 1, 0]), address, Buffer.from([port >> 8, port & 255])]));
  const answer = Buffer.from(await read(socket, 12), "latin1");
  if (answer[3] !== 0) throw Object.assign(new Error(`SOCKS reply ${answer[3]}`), { reply: answer[3] });
  return socket;
}

export const socksReply = (host: string, port: number, proxyPort?: number): Promise<number> =>
  socks(host, port, proxyPort).then(
    (socket) => {
      socket.destroy();
      return 0;
    },
    (error: { reply?: number }) => error.reply ?? -1,
  );

/** Sends, and collects what comes until the other side ends. */
export async function exchange(bytes: Buffer, port?: number): Promise<Buffer> {
  const socket = dialProxy(port);
  socket.write(bytes);
  const all = Buffer.from(await readAll(socket), "latin1");
  socket.destroy();
  return all;
}

export function read(socket: Socket, length: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes === null) return;
      socket.off("readable", look);
      if (bytes.length === length) resolve(bytes.toString("latin1"));
      else reject(new Error(`ended after ${bytes.length} bytes: ${bytes.toString("latin1")}`));
    };
    socket.on("readable", look);
    socket.once("close", () => reject(new Error("closed")));
    look();
  });
}

export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    const done = () => resolve(Buffer.concat(chunks).toString("latin1"));
    socket.once("end", done);
    socket.once("close", done);
    socket.resume();
  });
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    kit.closers.push(() => void server.close());
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });

export function lookUp(
  name: string,
  type: string,
  additionals: dns.Answer[] = [],
  port?: number,
): Promise<dns.DecodedPacket & { rcode: string }> {
  const questions = [{ name, type } as dns.Question];
  return udpExchange(dns.encode({ type: "query", id: 99, flags: dns.RECURSION_DESIRED, questions, additionals }), port);
}

export function udpExchange(bytes: Buffer, port = kit.agent.dnsPort): Promise<dns.DecodedPacket & { rcode: string }> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => reject(new Error("no answer")), 3000);
    socket.once("message", (answer) => {
      clearTimeout(timer);
      socket.close();
      resolve(dns.decode(answer) as unknown as dns.DecodedPacket & { rcode: string });
    });
    socket.send(bytes, port, "127.0.0.1");
  });
}

export function udpSend(bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.send(bytes, kit.agent.dnsPort, "127.0.0.1", () => resolve(void socket.close()));
  });
}

export const addressIn = (answer: dns.DecodedPacket): string => (answer.answers![0] as { data: string }).data;

export async function until(holds: () => boolean, withinMs = 20_000): Promise<void> {
  for (const end = Date.now() + withinMs; !holds(); ) {
    if (Date.now() > end) throw new Error(`never: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function run(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10_000 }, (error, stdout) =>
      resolve(error && stdout === "" ? undefined : stdout),
    );
  });
}
