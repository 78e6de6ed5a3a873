/** A whole flow over real sockets, for tests: program, agent's end, two gateways' hops, publisher's end, app. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import net, { type Server, type Socket } from "node:net";
import type { FlowEnd } from "../../core/relay/relay.ts";
import { memoryStreams, type StreamPair } from "./memory-stream.ts";
import { relayStreams, type Spliced } from "./relay.ts";
import { spliceSocket } from "./splice.ts";

const opened = new Set<Socket>();
const accepted: ((socket: Socket) => void)[] = [];
let listener: Server;

export async function openRig(): Promise<void> {
  listener = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => accepted.shift()?.(socket));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
}

/** A socket that never closes is lost to its process: then this rejects. */
export async function closeRig(): Promise<void> {
  const closed = [...opened].map((socket) => once(socket, "close"));
  for (const socket of opened) socket.destroy();
  listener.close();
  await within(Promise.all([...closed, once(listener, "close")]), 2_000);
}

export interface Flow {
  readonly program: Socket;
  readonly app: Socket;
  readonly agentSocket: Socket;
  readonly publisherSocket: Socket;
  readonly agentTunnel: StreamPair;
  readonly trunk: StreamPair;
  readonly publisherTunnel: StreamPair;
  readonly hops: readonly Spliced[];
  readonly all: readonly Spliced[];
}

export async function openFlow(): Promise<Flow> {
  const [agentSocket, program] = await sockets();
  const [publisherSocket, app] = await sockets();
  const [agentTunnel, trunk, publisherTunnel] = [memoryStreams(), memoryStreams(), memoryStreams()];
  const agent = spliceSocket(agentSocket, agentTunnel.client, {
    side: "downstream",
    lostCode: "PGW_FLOW_PUBLISHER_LOST",
  });
  const first = relayStreams(agentTunnel.server, trunk.client);
  const second = relayStreams(trunk.server, publisherTunnel.server, { downstreamIs: "gateway" });
  const publisher = spliceSocket(publisherSocket, publisherTunnel.client, { side: "upstream" });
  const all = [agent, first, second, publisher];
  return {
    program,
    app,
    agentSocket,
    publisherSocket,
    agentTunnel,
    trunk,
    publisherTunnel,
    hops: [first, second],
    all,
  };
}

/** Ours, accepted or dialled, and the other side's. */
export async function sockets(): Promise<[Socket, Socket]> {
  const theirs = net.connect({
    port: (listener.address() as net.AddressInfo).port,
    host: "127.0.0.1",
    allowHalfOpen: true,
  });
  const ours = await new Promise<Socket>((resolve) => accepted.push(resolve));
  if (theirs.connecting) await once(theirs, "connect");
  theirs.on("error", () => {});
  for (const socket of [ours, theirs]) {
    opened.add(socket);
    socket.once("close", () => opened.delete(socket));
  }
  return [ours, theirs];
}

export const ends = (flow: Flow): Promise<FlowEnd[]> => Promise.all(flow.all.map((one) => within(one.done, 10_000)));

export function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export async function send(socket: Socket, body: Buffer, last = true): Promise<void> {
  if (last) socket.end(body);
  else socket.write(body);
}

export const sha = (body: Buffer): string => createHash("sha256").update(body).digest("hex");

export async function hashOf(socket: Socket): Promise<string> {
  const hash = createHash("sha256");
  socket.on("data", (chunk) => hash.update(chunk));
  await once(socket, "end");
  return hash.digest("hex");
}

export async function textOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk)).resume();
  await once(socket, "end");
  return Buffer.concat(chunks).toString();
}

export async function exchange(from: Socket, to: Socket): Promise<void> {
  const heard = once(to, "data");
  from.write("hello");
  const text = String((await heard)[0]);
  if (text !== "hello") throw new Error(`heard ${JSON.stringify(text)}`);
}

export function resetOf(socket: Socket): Promise<string> {
  socket.resume();
  return new Promise((resolve) => {
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    socket.once("end", () => resolve("end"));
  });
}

export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!holds()) throw new Error(`never came true: ${holds}`);
}

export async function settled(read: () => number): Promise<void> {
  for (let last = -1; last !== read(); await new Promise((resolve) => setTimeout(resolve, 100))) last = read();
}
