/**
 * path.2: a big flow both ways, many flows beside stalled readers, memory, and an upload through 20 ms of delay.
 */
import type { Socket } from "node:net";
import { dialThrough, moveBoth } from "../load-app.ts";
import { LOAD_HOST, LOAD_PORT, type LoadEstate, startLoadEstate } from "./load-estate.ts";
import { pssOf } from "./processes.ts";

const MIB = 1024 * 1024;
/** What one stalled flow may hold in one process: the sender's first window, with frames and sockets. */
const STALLED_BUDGET = 768 * 1024;
/** What a process may weigh without flows. */
const BASE_BUDGET = 220 * MIB;

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  const load = await startLoadEstate({ split: true });
  try {
    await bigFlow(load, short ? 128 * MIB : 1024 * MIB, figures, progress);
    await stalledBeside(load, short ? 3 : 9, figures, failures, progress);
  } catch (error) {
    failures.push(String(error));
  } finally {
    await load.stop();
  }
  return { figures, failures };
}

const dial = (load: LoadEstate) => dialThrough(load.estate.proxy, LOAD_HOST, LOAD_PORT);

async function bigFlow(
  load: LoadEstate,
  bytes: number,
  figures: Record<string, unknown>,
  progress: (t: string) => void,
) {
  progress(`one flow, ${bytes / MIB} MiB each way at once`);
  const from = performance.now();
  await moveBoth(await dial(load), bytes, bytes);
  const seconds = (performance.now() - from) / 1000;
  figures["big_flow_mib_each_way"] = bytes / MIB;
  figures["big_flow_mb_per_s_each_way"] = Math.round(bytes / 1e6 / seconds);
}

async function stalledBeside(
  load: LoadEstate,
  pairs: number,
  figures: Record<string, unknown>,
  failures: string[],
  progress: (text: string) => void,
): Promise<void> {
  const times: { free: number[]; beside: number[] } = { free: [], beside: [] };
  const parts = load.estate.runFile().parts.filter((part) => part.kind !== "demo");
  const growth = new Map<string, number>();
  await readers(load);
  for (let pair = 0; pair < pairs; pair += 1) {
    progress(`800 flows without and with 200 stalled readers, pair ${pair + 1} of ${pairs}`);
    times.free.push(await readers(load));
    const before = new Map(parts.map((part) => [part.name, pssOf(part.pid)]));
    const stalled = await stall(load, 200);
    times.beside.push(await readers(load));
    for (const part of parts) {
      const grown = pssOf(part.pid) - before.get(part.name)!;
      growth.set(part.name, Math.max(growth.get(part.name) ?? 0, grown));
      if (pssOf(part.pid) > BASE_BUDGET + 1000 * STALLED_BUDGET) failures.push(`${part.name} is above its budget`);
    }
    for (const socket of stalled) socket.destroy();
  }
  const ratios = times.free.map((free, at) => times.beside[at]! / free).sort((a, b) => a - b);
  const ratio = ratios[Math.floor(ratios.length / 2)]!;
  figures["stalled_ratio_median"] = Number(ratio.toFixed(2));
  figures["stalled_kib_per_flow"] = Object.fromEntries(
    [...growth].map(([name, n]) => [name, Math.round(n / 200 / 1024)]),
  );
  if (ratio > 1.3) failures.push(`800 flows took ${ratio.toFixed(2)}x as long beside 200 stalled readers`);
}

/** 800 flows of 1 MiB each way down, all at once; seconds until the last is whole. */
async function readers(load: LoadEstate): Promise<number> {
  const from = performance.now();
  const sockets = await Promise.all(Array.from({ length: 800 }, () => dial(load)));
  await Promise.all(sockets.map((socket) => moveBoth(socket, 0, MIB)));
  return (performance.now() - from) / 1000;
}

/** Flows whose program asks for 64 MiB and reads nothing. */
async function stall(load: LoadEstate, count: number): Promise<Socket[]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => dial(load)));
  for (const socket of sockets) {
    socket.pause();
    socket.write(`both 0 ${64 * MIB}\n`);
  }
  return sockets;
}
