/** The thread that reads captured datagrams: it blocks in poll, and hands on what came in batches. */
import { parentPort, workerData } from "node:worker_threads";
import { type AskedDatagram, openAskedReader } from "../../../io/asked-datagrams.ts";

export interface ThreadData {
  readonly fds: readonly number[];
  /** Shared: that it shall end; how many datagrams were handed on and not taken; how many were dropped at that. */
  readonly words: Int32Array;
}

export const [END, UNTAKEN, DROPPED] = [0, 1, 2] as const;
/** The agent's own loop is behind by so many: what comes then is dropped, as a full socket's would be. */
const UNTAKEN_MAX = 8_192;
const BATCH = 64;
/** How late it is seen that the thread shall end. */
const WAIT_MS = 200;

function read({ fds, words }: ThreadData): void {
  const reader = openAskedReader();
  while (Atomics.load(words, END) === 0) {
    reader.wait(fds, WAIT_MS);
    for (const fd of fds) {
      const batch: AskedDatagram[] = [];
      for (let one = reader.read(fd); one !== undefined; one = batch.length < BATCH ? reader.read(fd) : undefined) {
        if (Atomics.load(words, UNTAKEN) + batch.length < UNTAKEN_MAX) batch.push(one);
        else Atomics.add(words, DROPPED, 1);
      }
      if (batch.length === 0) continue;
      Atomics.add(words, UNTAKEN, batch.length);
      parentPort?.postMessage(
        batch,
        batch.map(({ payload }) => payload.buffer),
      );
    }
  }
}

if (parentPort !== null) read(workerData as ThreadData);
