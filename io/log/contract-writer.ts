/** A process that writes to a log until it is stopped, and says what was acknowledged: the contract kills it. */
import { writeSync } from "node:fs";
import { type EventLog, LogFault } from "./event-log.ts";

export interface Opener {
  /** A module's URL, the function it exports, and what to call it with: how any process opens the same log. */
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface WriterOrders {
  readonly opener: Opener;
  readonly topic: string;
  readonly writer: string;
  readonly recordsPerAppend: number;
  readonly appendsInFlight: number;
  readonly valueBytes: number;
}

export const openBy = async ({ module, name, args }: Opener): Promise<EventLog> => {
  const exported = (await import(module)) as Record<string, (...args: readonly unknown[]) => Promise<EventLog>>;
  return exported[name]!(...args);
};

/** `writer:sequence`, then filler. */
export const recordValue = (writer: string, sequence: number, bytes: number): Buffer =>
  Buffer.from(`${writer}:${sequence}:`.padEnd(bytes, "."));

export function readValue(value: Uint8Array): { writer: string; sequence: number } {
  const [writer, sequence] = Buffer.from(value).toString("latin1").split(":", 2);
  return { writer: writer!, sequence: Number(sequence) };
}

async function write(orders: WriterOrders): Promise<void> {
  const log = await openBy(orders.opener);
  let sequence = 0;
  let stopping = false;
  process.once("SIGTERM", () => {
    stopping = true;
  });
  writeSync(1, "open\n");
  const lane = async (): Promise<void> => {
    while (!stopping) {
      const first = sequence;
      sequence += orders.recordsPerAppend;
      const records = Array.from({ length: orders.recordsPerAppend }, (_, i) => ({
        key: orders.writer,
        value: recordValue(orders.writer, first + i, orders.valueBytes),
      }));
      const beganAt = performance.now();
      const { baseOffset } = await log.append(orders.topic, records);
      // Written at once and whole, so that what was acknowledged is known even of a process that is killed next.
      writeSync(1, `${baseOffset} ${first} ${records.length} ${(performance.now() - beganAt).toFixed(2)}\n`);
    }
  };
  try {
    await Promise.all(Array.from({ length: orders.appendsInFlight }, lane));
  } catch (error) {
    writeSync(1, `fault ${error instanceof LogFault ? error.code : String(error)}\n`);
  }
  await log.close();
}

if (process.argv[1] === import.meta.filename) await write(JSON.parse(process.argv[2]!) as WriterOrders);
