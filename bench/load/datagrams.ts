/**
 * Datagrams at a stated pace through a SOCKS5 proxy to an app that says them back: a process of its own, so that it
 * shares no loop with what it measures. `bin/node bench/load/datagrams.ts PROXY HOST PORT BYTES PER_SECOND SECONDS`
 * prints one JSON line: how many went and came, and how long one took there and back.
 */
import { performance } from "node:perf_hooks";
import { openSocksProgram } from "../../io/flow/socks-program.ts";

export interface Echoed {
  readonly sent: number;
  /** Sends that the system refused. */
  readonly refused: number;
  readonly received: number;
  /** Of those that were sent, 0 to 1. */
  readonly loss: number;
  readonly twice: number;
  readonly per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** Number of the datagram and when it was sent. */
const HEAD = 12;
const TICK_MS = 2;
/** What is on its way when the last was sent has so long to come. */
const LAST_MS = 1_500;
/** The first waits for its association to be opened, and is not measured. */
const OPEN_MS = 5_000;

export async function echoed(
  proxy: string,
  to: { readonly host: string; readonly port: number },
  o: { readonly bytes: number; readonly perSecond: number; readonly seconds: number },
): Promise<Echoed> {
  const program = await openSocksProgram(proxy);
  await program.send(to.host, to.port, Buffer.from("first"));
  await program.answer(OPEN_MS);
  const took: number[] = [];
  const seen = new Set<number>();
  let [twice, refused] = [0, 0];
  program.onAnswer(({ payload }) => {
    const n = payload.readUInt32BE(0);
    if (seen.has(n)) twice += 1;
    seen.add(n);
    took.push(performance.now() - payload.readDoubleBE(4));
  });
  const from = performance.now();
  let sent = 0;
  const due = () => Math.min(o.seconds * o.perSecond, ((performance.now() - from) / 1000) * o.perSecond);
  const total = o.seconds * o.perSecond;
  while (sent < total) {
    for (; sent < due(); sent++) {
      const payload = Buffer.alloc(Math.max(HEAD, o.bytes));
      payload.writeUInt32BE(sent, 0);
      payload.writeDoubleBE(performance.now(), 4);
      program.send(to.host, to.port, payload).catch(() => {
        refused += 1;
      });
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const ranMs = performance.now() - from;
  await new Promise((resolve) => setTimeout(resolve, LAST_MS));
  program.close();
  took.sort((a, b) => a - b);
  const at = (share: number) =>
    Number((took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(3));
  return {
    ...{ sent, refused, received: seen.size, loss: 1 - seen.size / sent, twice },
    per_second: Math.round(sent / (ranMs / 1000)),
    ...{ p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) },
  };
}

if (import.meta.main) {
  const [proxy = "", host = "", ...numbers] = process.argv.slice(2);
  const [port = 0, bytes = 0, perSecond = 0, seconds = 0] = numbers.map(Number);
  process.stdout.write(`${JSON.stringify(await echoed(proxy, { host, port }, { bytes, perSecond, seconds }))}\n`);
}
