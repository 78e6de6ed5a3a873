/**
 * `npm run bench -- dns`: what the agent's name server answers at a steady rate, and how late. It is a process of its
 * own with an SRP of many apps; questions leave by the clock, whether or not earlier ones were answered, so that a
 * server that falls behind shows as lateness.
 */

import { fork } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import dns from "dns-packet";
import type { BenchOptions } from "./main.ts";

export const ROUNDS = 3;
const SERVER = join(import.meta.dirname, "..", "agent", "dns", "io", "names-alone.ts");
const RATE = 5_000;
const NAMES = 1_000;
const SOCKETS = 8;
/** Questions of one turn of the event loop: a millisecond's. */
const TICK_MS = 1;
const LATE_MS = 2_000;

interface Round {
  readonly asked: number;
  readonly answered: number;
  readonly per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

export async function bench(o: BenchOptions): Promise<object> {
  const server = fork(SERVER, [String(NAMES)], { stdio: "inherit" });
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    const seconds = o.quick ? 2 : 10;
    // First every name gets its lease, which waits for a disk.
    await ask(port, RATE, NAMES / RATE);
    const rounds: Round[] = [];
    for (let n = 0; n < o.rounds; n += 1) {
      rounds.push(await ask(port, RATE, seconds));
      o.progress(`round ${n + 1}: p99 ${rounds[n]!.p99_ms} ms`);
    }
    return { rate: RATE, names: NAMES, seconds, rounds };
  } finally {
    server.kill();
  }
}

export function markdown(figures: object): string {
  const { rate, rounds } = figures as { rate: number; rounds: Round[] };
  const rows = rounds.map((one) =>
    [one.per_second, one.answered / one.asked, one.p50_ms, one.p99_ms, one.max_ms].map((value) => value.toFixed(2)),
  );
  const head = `| answers/s (asked: ${rate}) | answered | p50 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- |`;
  return [head, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

/** A, AAAA and HTTPS in turn, as browsers ask; each has its own id on its socket. */
async function ask(port: number, rate: number, seconds: number): Promise<Round> {
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => openSocket(port)));
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
      sockets[socket]!.send(questionOf(asked, id));
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

function questionOf(n: number, id: number): Buffer {
  const type = (["A", "AAAA", "HTTPS"] as const)[n % 3]!;
  const name = `app-${n % NAMES}.corp.example`;
  return dns.encode({ type: "query", id, flags: 256, questions: [{ type, name } as dns.Question] });
}

async function openSocket(port: number): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}
