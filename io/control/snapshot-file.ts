/**
 * One snapshot of the control log's state as a file: a line that says of what, the state's lines, a line with the
 * SHA-256 of all before it. Written beside, forced onto the disk, then given its name: what bears the name is whole.
 * Both ways go in slices; the loop goes on.
 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { SnapshotRefusal } from "../../core/history/kept-snapshots.ts";
import { FOLD_SHAPE, SnapshotText, snapshotLines } from "../../core/history/snapshot-text.ts";
import { clock } from "../clock.ts";
import { errnoOf } from "../errors.ts";
import type { ChainStart } from "./log-chain.ts";
import { type Folded, SLICE_MS } from "./sliced-folding.ts";

const MARK = "wayleave control snapshot";
const FORMAT = 1;
/** The first line is a few hundred bytes: what has none by then is no snapshot. */
const HEAD_BYTES_MAX = 4096;
const WRITE_BYTES = 128 * 1024;

/** What is folded, and where in which log. */
export interface Shot {
  readonly folded: Folded;
  /** Rolling hash of the log up to there, and the begin of its block. */
  readonly log: string;
  readonly block: ChainStart;
}

export class SnapshotRefused extends Error {
  override readonly name = "SnapshotRefused";
  readonly reason: SnapshotRefusal;

  constructor(reason: SnapshotRefused["reason"], text: string) {
    super(text);
    this.reason = reason;
  }
}

export interface SnapshotHead {
  readonly logId: string;
  readonly offset: number;
  readonly timeUs: number;
  readonly log: string;
  readonly block: ChainStart;
}

export async function writeSnapshot(file: string, { folded, log, block }: Shot): Promise<number> {
  const beside = `${file}.new`;
  const { state, timeUs } = folded;
  const head = {
    mark: MARK,
    format: FORMAT,
    fold: FOLD_SHAPE,
    log_id: state.logId,
    offset: state.asOf,
    time_us: timeUs,
  };
  const handle = await open(beside, "w", 0o600);
  let bytes = 0;
  try {
    const out = new Lines(handle);
    await out.add(JSON.stringify({ ...head, log_hash: log, block_offset: block.offset, block_hash: block.hash }));
    let sliceEndMs = clock.now() + SLICE_MS;
    for (const line of snapshotLines(state)) {
      await out.add(line);
      if (clock.now() < sliceEndMs) continue;
      await turn();
      sliceEndMs = clock.now() + SLICE_MS;
    }
    bytes = await out.end();
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolder(dirname(file));
  return bytes;
}

/** The new name survives a loss of power, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

class Lines {
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash("sha256");
  #waiting = "";
  #bytes = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async add(line: string): Promise<void> {
    this.#waiting += `${line}\n`;
    if (this.#waiting.length >= WRITE_BYTES) await this.#flush();
  }

  async end(): Promise<number> {
    await this.#flush();
    this.#waiting = `${JSON.stringify({ sha256: this.#hash.copy().digest("hex") })}\n`;
    await this.#flush();
    return this.#bytes;
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = "";
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#handle.writeFile(bytes);
  }
}

/** Throws SnapshotRefused where this Wayleave can't have written it. */
export async function readHead(file: string): Promise<SnapshotHead> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES_MAX), 0, HEAD_BYTES_MAX, 0);
    return headOf(buffer.subarray(0, bytesRead).toString("utf8").split("\n", 1)[0]!, file);
  } finally {
    await handle.close();
  }
}

function headOf(line: string, file: string): SnapshotHead {
  let said: Record<string, unknown>;
  try {
    said = JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new SnapshotRefused("damaged", `${file} does not begin as a snapshot does`);
  }
  if (said["mark"] !== MARK) throw new SnapshotRefused("damaged", `${file} is no snapshot of a control log`);
  const { format, fold } = said;
  if (format !== FORMAT) {
    throw new SnapshotRefused("format", `${file} has format ${String(format)}, this Wayleave reads ${FORMAT}`);
  }
  if (fold !== FOLD_SHAPE) {
    throw new SnapshotRefused("version", `${file} was folded by version ${String(fold)}, this one is ${FOLD_SHAPE}`);
  }
  const block = { offset: Number(said["block_offset"]), hash: String(said["block_hash"]) };
  const [offset, timeUs] = [Number(said["offset"]), Number(said["time_us"])];
  if (![offset, timeUs, block.offset].every((one) => Number.isSafeInteger(one) && one >= 0)) {
    throw new SnapshotRefused("damaged", `${file} says of no offset of what it is`);
  }
  return { logId: String(said["log_id"]), offset, timeUs, log: String(said["log_hash"]), block };
}

/** The whole of it; throws SnapshotRefused where it isn't what was written. */
export async function readSnapshot(file: string): Promise<Shot> {
  const hash = createHash("sha256");
  const text = new SnapshotText();
  let head: SnapshotHead | undefined;
  let said = "";
  let last = "";
  let sliceEndMs = clock.now() + SLICE_MS;
  const take = (line: string): void => {
    if (head === undefined) head = headOf(line, file);
    else if (line.startsWith("{")) last = line;
    else text.take(line);
  };
  try {
    for await (const line of linesOf(file)) {
      if (last !== "") throw new SnapshotRefused("damaged", `${file} goes on behind its end`);
      if (line.startsWith("{") && head !== undefined) said = hash.copy().digest("hex");
      hash.update(line).update("\n");
      take(line);
      if (clock.now() < sliceEndMs) continue;
      await turn();
      sliceEndMs = clock.now() + SLICE_MS;
    }
    if (head === undefined || (JSON.parse(last || "{}") as { sha256?: string }).sha256 !== said || said === "") {
      throw new SnapshotRefused("damaged", `${file} is not what was written: its checksum differs`);
    }
  } catch (error) {
    // One that went meanwhile is no damage.
    if (error instanceof SnapshotRefused || errnoOf(error) === "ENOENT") throw error;
    throw new SnapshotRefused(error instanceof SyntaxError ? "damaged" : "unread", `${file}: ${String(error)}`);
  }
  return { folded: { state: text.state(), timeUs: head.timeUs }, log: head.log, block: head.block };
}

async function* linesOf(file: string): AsyncGenerator<string, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: WRITE_BYTES }) as AsyncIterable<Buffer>) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10)) {
      yield bytes.toString("utf8", 0, end);
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  // A line that has no end was cut.
  if (rest.length > 0) yield rest.toString("utf8");
}

export const removeSnapshot = (file: string): Promise<void> => rm(file, { force: true });
