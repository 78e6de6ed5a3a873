/** For tests: a port that listens, accepts nothing, and whose backlog is full, so that a dial there hangs. */
import { once } from "node:events";
import net, { type Socket } from "node:net";
import { Worker } from "node:worker_threads";

/** Its thread stands still as soon as it listens: nobody is there to accept. */
const DEAF = `
  const { parentPort } = require("node:worker_threads");
  const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;
/** Loopback answers in microseconds; an attempt that has no answer by then found the backlog full. */
const FULL_MS = 500;
/** The kernel takes a backlog of 1 for a little more. */
const FILL_MAX = 16;

export interface DeafListener {
  readonly port: number;
  close(): Promise<unknown>;
}

export async function openDeafListener(): Promise<DeafListener> {
  const worker = new Worker(DEAF, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const fill: Socket[] = [];
  while (await entersBacklog(port, fill)) if (fill.length > FILL_MAX) throw new Error("the backlog never fills");
  return {
    port,
    close: () => {
      for (const socket of fill) socket.destroy();
      return worker.terminate();
    },
  };
}

function entersBacklog(port: number, fill: Socket[]): Promise<boolean> {
  const socket = net.connect({ port, host: "127.0.0.1" }).on("error", () => {});
  fill.push(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), FULL_MS);
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
