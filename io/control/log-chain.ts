/**
 * The rolling hash of a log: SHA-256 over its raw records, whatever batches they came in. It tells whether two readers
 * saw the same log, and whether a snapshot was made of this one.
 *
 * The log is hashed in blocks, each begun with the hash of those before it. Who goes on from some offset needs the
 * begin of its block and reads the block again, which shows besides that the log still holds what it held.
 */
import { createHash, type Hash } from "node:crypto";
import type { LogRecord } from "../log/event-log.ts";

/** Blocks begin at multiples of this offset. */
export const BLOCK_RECORDS = 1_024;
/** Small pieces are gathered: a call of the hash costs as much as some hundred bytes. */
const GATHER_BYTES = 32 * 1024;
const HEAD_BYTES = 20;

export interface ChainStart {
  /** The offset at which the block begins. */
  readonly offset: number;
  /** 32 bytes, hex: of all records before it; "" for none. */
  readonly hash: string;
}

type Hashed = Pick<LogRecord, "offset" | "appendTimeUs" | "value">;

export class LogChain {
  readonly #gathered = Buffer.allocUnsafe(GATHER_BYTES);
  #used = 0;
  #start: ChainStart;
  #hash: Hash;

  constructor(start: ChainStart = { offset: 0, hash: "" }) {
    this.#start = start;
    this.#hash = begun(start);
  }

  /** Where the block of the last record began. */
  get start(): ChainStart {
    return this.#start;
  }

  /** In the order of the log, each once. */
  add({ offset, appendTimeUs, value }: Hashed): void {
    const block = offset - (offset % BLOCK_RECORDS);
    if (block !== this.#start.offset) {
      this.#start = { offset: block, hash: this.value() };
      this.#hash = begun(this.#start);
      this.#used = 0;
    }
    if (this.#used + HEAD_BYTES + value.byteLength > GATHER_BYTES) this.#flush();
    this.#gathered.writeDoubleLE(offset, this.#used);
    this.#gathered.writeDoubleLE(appendTimeUs, this.#used + 8);
    this.#gathered.writeUInt32LE(value.byteLength, this.#used + 16);
    this.#used += HEAD_BYTES;
    if (this.#used + value.byteLength > GATHER_BYTES) {
      this.#flush();
      this.#hash.update(value);
      return;
    }
    this.#gathered.set(value, this.#used);
    this.#used += value.byteLength;
  }

  /** 32 bytes, hex: of every record so far. */
  value(): string {
    this.#flush();
    return this.#hash.copy().digest("hex");
  }

  #flush(): void {
    this.#hash.update(this.#gathered.subarray(0, this.#used));
    this.#used = 0;
  }
}

const begun = ({ offset, hash }: ChainStart): Hash => createHash("sha256").update(`wayleave log ${offset} ${hash}\n`);
