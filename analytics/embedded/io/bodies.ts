/** Bodies of requests: unpacked, bounded in size and time; a statement is gathered, its data go to a private file. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import type { Packing } from "../request.ts";
import { Fault, fault } from "./fault.ts";

/** One insert's data, unpacked: 200,000 rows of network events in JSON. */
export const BODY_BYTES_MAX = 256 * 1024 * 1024;
/** All data that are on their way in at one time: the disk is the tables'. */
export const BODIES_BYTES_MAX = 1024 * 1024 * 1024;
/** Who sends nothing for so long has forgotten us, or means to hold the connection. */
const SILENCE_MS = 30_000;

const UNPACK = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} satisfies Record<Packing, () => unknown>;

const tooLarge = (): Fault =>
  fault(
    "QUERY_IS_TOO_LARGE",
    `A body may have ${BODY_BYTES_MAX} bytes, unpacked: send the rows in parts.`,
    "too large",
  );

/** The pieces of a body, as they come. */
export class Body {
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #request: IncomingMessage;
  readonly #packing: Packing | undefined;
  #bytes = 0;

  constructor(request: IncomingMessage, packing: Packing | undefined) {
    this.#request = request;
    this.#packing = packing;
    this.#pieces = unpacked(request, packing)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    const silence = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => silence.reject(fault("SOCKET_TIMEOUT", `No bytes of the body for ${SILENCE_MS / 1000} s.`, "slow")),
      SILENCE_MS,
    );
    try {
      const { done, value } = await Promise.race([this.#pieces.next(), silence.promise]);
      if (done) return undefined;
      this.#bytes += value.length;
      if (this.#bytes > BODY_BYTES_MAX) throw tooLarge();
      return value;
    } catch (error) {
      if (error instanceof Fault) throw error;
      if (!this.#request.complete) throw fault("ABORTED", "The body ended early.");
      throw fault("CANNOT_DECOMPRESS", `The body is not ${this.#packing}.`, "malformed");
    } finally {
      clearTimeout(timer);
    }
  }
}

function unpacked(request: IncomingMessage, packing: Packing | undefined): Readable {
  // Errors come to who reads; nobody may be reading yet.
  request.on("error", () => {});
  if (packing === undefined) return request;
  const unpacking = UNPACK[packing]();
  unpacking.on("error", () => {});
  // No pipeline: it would close the connection on which the error is to be told.
  request.pipe(unpacking);
  request.once("close", () => {
    if (!request.complete) unpacking.destroy(new Error("the body ended early"));
  });
  return unpacking;
}

/** The folder of the data on their way in. Nothing in it outlives the process. */
export class BodyFiles {
  readonly #folder: string;
  #count = 0;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true });
  }

  /** `first`, then the rest of the body, in a file that `remove` takes away again. */
  async keep(first: Uint8Array, body: Body | undefined): Promise<BodyFile> {
    const path = join(this.#folder, `${++this.#count}.body`);
    const file = await open(path, "wx", 0o600);
    let bytes = 0;
    const remove = async () => {
      this.#bytes -= bytes;
      bytes = 0;
      await rm(path, { force: true });
    };
    try {
      for (let piece: Uint8Array | undefined = first; piece !== undefined; piece = await body?.next()) {
        bytes += piece.length;
        this.#bytes += piece.length;
        if (this.#bytes > BODIES_BYTES_MAX) {
          throw fault(
            "TOO_MANY_SIMULTANEOUS_QUERIES",
            "Too many inserts are under way: send this again later.",
            "busy",
          );
        }
        await writeAll(file, piece);
      }
      return { path, bytes, remove };
    } catch (error) {
      await remove();
      throw error;
    } finally {
      await file.close();
    }
  }
}

export interface BodyFile {
  readonly path: string;
  readonly bytes: number;
  remove(): Promise<void>;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}
