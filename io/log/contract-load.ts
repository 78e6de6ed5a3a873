/** Processes that write to a log, what was acknowledged to each, and the judgement whether what is stored agrees. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { LogUnderTest } from "./contract-bench.ts";
import { readValue, type WriterOrders } from "./contract-writer.ts";
import type { LogRecord } from "./event-log.ts";

const WRITER = new URL("./contract-writer.ts", import.meta.url).pathname;

export interface Acknowledged {
  readonly baseOffset: number;
  readonly first: number;
  readonly count: number;
  readonly ms: number;
}

export interface Running {
  readonly child: ChildProcess;
  readonly acknowledged: Acknowledged[];
  readonly faults: string[];
  readonly opened: Promise<void>;
  readonly ended: Promise<unknown>;
}

/** Every offset once and in order, every writer's sequence without gap, and every acknowledgement true. */
export function checkStored(
  records: readonly LogRecord[],
  acknowledged: ReadonlyMap<string, readonly Acknowledged[]>,
): void {
  const next = new Map<string, number>();
  const found = new Map<string, number>();
  let lastUs = 0;
  records.forEach(({ offset, value, appendTimeUs }, i) => {
    const { writer, sequence } = readValue(value);
    if (offset !== i) throw new Error(`offset ${offset} stands where ${i} should`);
    if (sequence !== (next.get(writer) ?? 0)) throw new Error(`${writer}: ${sequence} after ${next.get(writer)}`);
    if (appendTimeUs < lastUs) throw new Error(`time runs backwards at ${offset}`);
    lastUs = appendTimeUs;
    next.set(writer, sequence + 1);
    found.set(`${writer}:${sequence}`, offset);
  });
  for (const [writer, all] of acknowledged) {
    for (const { baseOffset, first, count } of all) {
      for (let i = 0; i < count; i++) {
        const offset = found.get(`${writer}:${first + i}`);
        if (offset !== baseOffset + i) throw new Error(`${writer}: ${first + i} acknowledged, found at ${offset}`);
      }
    }
  }
}

export function startWriter(
  { under }: { readonly under: Pick<LogUnderTest, "opener"> },
  orders: Omit<WriterOrders, "opener" | "valueBytes">,
): Running {
  const all: WriterOrders = { ...orders, opener: under.opener, valueBytes: 200 };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", WRITER, JSON.stringify(all)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: Acknowledged[] = [];
  const faults: string[] = [];
  const opened = Promise.withResolvers<void>();
  let rest = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (line === "open") opened.resolve();
      else if (line.startsWith("fault")) faults.push(line);
      else acknowledged.push(readAcknowledged(line));
    }
  });
  const ended = once(child, "close").then(() => opened.reject(new Error(`${orders.writer} ended`)));
  return { child, acknowledged, faults, opened: opened.promise, ended };
}

function readAcknowledged(line: string): Acknowledged {
  const [baseOffset, first, count, ms] = line.split(" ").map(Number);
  return { baseOffset: baseOffset!, first: first!, count: count!, ms: ms! };
}
