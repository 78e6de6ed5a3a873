/** The demo's private network: an HTTP wiki, an echo service by TCP and UDP, and a port on which nobody listens. */
import { createSocket, type Socket as Datagrams } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { openShutdown } from "../../../io/shutdown.ts";
import { openStatusFile } from "../../../io/status-file.ts";
import { readYaml } from "../../../io/yaml.ts";
import { CommandFault } from "../../io/fault.ts";
import { type DemoConfig, judgeDemoConfig } from "../demo-config.ts";
import { demoPage } from "../demo-page.ts";

export async function main(configFile: string): Promise<void> {
  const { documents, mistakes } = readYaml(configFile, readFileSync(configFile, "utf8"));
  const judged = judgeDemoConfig(documents[0]?.root);
  const wrong = [...mistakes.map(({ line, text }) => ({ line, text })), ...judged.mistakes];
  if (wrong.length > 0 || judged.config === undefined) {
    throw new CommandFault(wrong.map(({ line, text }) => `${configFile}:${line}: ${text}`).join("\n"));
  }
  await run(judged.config);
}

async function run(config: DemoConfig): Promise<void> {
  const shutdown = openShutdown();
  let pages = 0;
  let echoes = 0;
  const wiki = createHttpServer((request, response) => {
    pages += 1;
    answer(request, response);
  });
  const echo = createServer({ allowHalfOpen: true }, (socket) => {
    echoes += 1;
    // What came before the half-close is said back whole, then we half-close too.
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  });
  await listen(wiki, config.wiki);
  await listen(echo, config.echo);
  const datagrams = await listenUdp(config.echo, () => {
    echoes += 1;
  });
  shutdown.add("wiki", () => endWith(wiki));
  shutdown.add("echo", () => endWith(echo));
  shutdown.add("echo by UDP", async () => void datagrams.close());
  const listens = [config.wiki, config.echo].map(({ host, port }) => `${host}:${port}`);
  const status = openStatusFile({
    path: config.statusFile,
    read: () => ({ ready: true, listens, refused: {}, counters: { pages, echoes } }),
  });
  await status.writeNow();
  shutdown.add("status", () => status.close());
  process.stdout.write(`${JSON.stringify({ ready: true, part: "demo", listens })}\n`);
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  // Whatever a client uploads is read, so that large uploads through the demo end well.
  let uploaded = 0;
  request.on("data", (piece: Buffer) => {
    uploaded += piece.length;
  });
  request.on("end", () => {
    const { remoteAddress = "", remotePort = 0 } = request.socket;
    const page = demoPage({
      peer: `${remoteAddress}:${remotePort}`,
      host: request.headers.host ?? "",
      method: request.method ?? "",
      path: request.url ?? "",
      uploaded,
    });
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8", "content-length": Buffer.byteLength(page) });
    response.end(request.method === "HEAD" ? "" : page);
  });
}

/** Each datagram is said back to who sent it. */
async function listenUdp({ host, port }: { host: string; port: number }, onEcho: () => void): Promise<Datagrams> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("message", (payload, from) => {
    onEcho();
    socket.send(payload, from.port, from.address);
  });
  socket.bind(port, host);
  await once(socket, "listening");
  // What the kernel says of peers that have gone is nothing to an echo.
  socket.on("error", () => {});
  return socket;
}

async function listen(server: Server, at: { host: string; port: number }): Promise<void> {
  server.listen(at);
  await once(server, "listening");
  const live = new Set<Socket>();
  open.set(server, live);
  server.on("connection", (socket) => {
    live.add(socket);
    socket.once("close", () => live.delete(socket));
  });
}

const open = new WeakMap<Server, Set<Socket>>();

function endWith(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  for (const socket of open.get(server) ?? []) socket.destroy();
  return promise;
}
