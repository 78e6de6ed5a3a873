/**
 * Asks a name server at a steady rate, and tells how late its answers came; by itself: `names.ts HOST PORT RATE SECONDS
 * NAME..` prints the figures as JSON.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import dns from "dns-packet";

const SOCKETS = 8;
/** Questions of one turn of the event loop: a millisecond's. */
const TICK_MS = 1;
const LATE_MS = 2_000;

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly names: readonly string[];
}

export interface Asked {
  readonly asked: number;
  readonly answered: number;
  readonly per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** A, AAAA and HTTPS, which the library knows by its number alone. */
const TYPES = ["A", "AAAA", "UNKNOWN_65"] as const;

/** Types in turn, as browsers ask; each question has its own id on its socket. */
export async function ask(to: Target, rate: number, seconds: number): Promise<Asked> {
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => openSocket(to)));
  const sentAt = sockets.map(() => new Map<number, number>());
  const took: number[] = [];
  for (const [n, socket] of sockets.entries()) {
    socket.on("message", (answer) => {
      const id = answer.readUInt16BE(0);
      const at = sentAt[n]!.get(id);
      if (at === undefined) return;
      sentAt[n]!.delete(id);
      took.push(performance.now() - at);
    });
  }
  const total = Math.round(rate * seconds);
  const began = performance.now();
  for (let asked = 0; asked < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate));
    for (; asked < due; asked += 1) {
      const socket = asked % SOCKETS;
      const id = Math.floor(asked / SOCKETS) & 0xffff;
      // Late by the clock it should have left by, not by when it did.
      sentAt[socket]!.set(id, began + (asked * 1000) / rate);
      sockets[socket]!.send(questionOf(to.names, asked, id));
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const asking = performance.now() - began;
  for (const end = performance.now() + LATE_MS; took.length < total && performance.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  for (const socket of sockets) socket.close();
  took.sort((a, b) => a - b);
  const at = (share: number) =>
    Number((took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(3));
  const figures = { p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) };
  return { asked: total, answered: took.length, per_second: Math.round((took.length * 1000) / asking), ...figures };
}

function questionOf(names: readonly string[], n: number, id: number): Buffer {
  const type = TYPES[n % TYPES.length];
  const name = names[Math.floor(n / TYPES.length) % names.length]!;
  return dns.encode({ type: "query", id, flags: 256, questions: [{ type, name } as unknown as dns.Question] });
}

async function openSocket({ host, port }: Target): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.connect(port, host);
  await once(socket, "connect");
  return socket;
}

if (import.meta.main) {
  const [host = "", port, rate, seconds, ...names] = process.argv.slice(2);
  const asked = await ask({ host, port: Number(port), names }, Number(rate), Number(seconds));
  process.stdout.write(`${JSON.stringify(asked)}\n`);
}
