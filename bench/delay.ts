/**
 * A TCP proxy that delays, as a long road would: `bin/node bench/delay.ts LISTEN TO MS`, with LISTEN and TO as
 * host:port. What comes on one side goes out on the other MS later, as fast as it came. Prints "ready" when it listens.
 */
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";

/** What a road may hold; past it the sender waits, as for a full pipe. */
const ON_THE_ROAD_MAX = 256 * 1024 * 1024;

interface Piece {
  readonly dueMs: number;
  /** Nothing: the sender's half is over. */
  readonly bytes: Buffer | undefined;
}

export function carry(from: Socket, to: Socket, delayMs: number): void {
  const road: Piece[] = [];
  let held = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arrive = () => {
    timer = undefined;
    while (road.length > 0 && road[0]!.dueMs <= performance.now()) {
      const { bytes } = road.shift()!;
      if (bytes === undefined) to.end();
      else to.write(bytes);
      held -= bytes?.length ?? 0;
    }
    if (held < ON_THE_ROAD_MAX) from.resume();
    const next = road[0];
    if (next !== undefined) timer = setTimeout(arrive, Math.max(0, next.dueMs - performance.now()));
  };
  const set = (bytes?: Buffer) => {
    road.push({ dueMs: performance.now() + delayMs, bytes });
    held += bytes?.length ?? 0;
    if (held >= ON_THE_ROAD_MAX) from.pause();
    timer ??= setTimeout(arrive, delayMs);
  };
  from.on("data", set);
  from.on("end", () => set());
  from.on("error", () => {});
  from.on("close", () => {
    if (from.readableEnded) return;
    clearTimeout(timer);
    to.destroy();
  });
}

/** A duration below this is rounded up by the timers. */
const DELAY_MIN_MS = 1;

async function main([listen, target, ms]: string[]): Promise<void> {
  const [host, port] = (listen ?? "").split(":");
  const [toHost, toPort] = (target ?? "").split(":");
  const delayMs = Number(ms);
  if (!port || !toPort || !(delayMs >= DELAY_MIN_MS)) {
    console.error("usage: bench/delay.ts LISTEN_HOST:PORT TO_HOST:PORT MS");
    process.exit(2);
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = createConnection({ host: toHost!, port: Number(toPort), allowHalfOpen: true, noDelay: true });
    carry(near, far, delayMs);
    carry(far, near, delayMs);
  });
  server.listen(Number(port), host);
  await once(server, "listening");
  console.log("ready");
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
