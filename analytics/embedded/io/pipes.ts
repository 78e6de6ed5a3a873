/**
 * Named pipes by which answers leave the engine: it writes them as it would write a file, and no faster than we read.
 *
 * The library's own streams make each piece a document of its own, and hold up the whole process until the first is
 * made, which takes as long as the scalar subqueries do. A pipe does neither.
 */
import { spawnSync } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { errnoOf } from "../../../io/errors.ts";

const PIECE_BYTES = 64 * 1024;

export class Pipes {
  readonly #free: string[];

  constructor(folder: string, count: number) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true });
    this.#free = Array.from({ length: count }, (_, i) => join(folder, `${i}.pipe`));
    makePipes(this.#free);
  }

  /** There are as many as queries may run. */
  take(): Pipe {
    const path = this.#free.pop();
    if (path === undefined) throw new Error("more answers at once than queries");
    let reader = openSync(path, READ);
    // A query that failed half-way may hold its end of the pipe for longer than its session lived.
    if (!isUnused(reader)) {
      closeSync(reader);
      rmSync(path);
      makePipes([path]);
      reader = openSync(path, READ);
    }
    return new Pipe(path, reader, () => this.#free.push(path));
  }
}

const READ = constants.O_RDONLY | constants.O_NONBLOCK;

function makePipes(paths: readonly string[]): void {
  const made = spawnSync("mkfifo", ["-m", "600", ...paths]);
  if (made.status !== 0) throw new Error(`mkfifo failed: ${made.error?.message ?? made.stderr.toString().trim()}`);
}

/** The end of a pipe reads as nothing where nobody holds the other, and not at all where somebody does. */
function isUnused(reader: number): boolean {
  try {
    return readSync(reader, Buffer.alloc(1)) === 0;
  } catch {
    return false;
  }
}

export class Pipe {
  readonly path: string;
  readonly #reader: number;
  /** Held by us as well, so that the pipe doesn't seem to end before the engine has opened it. */
  readonly #writer: number;
  readonly #socket: Socket;
  readonly #onClose: () => void;

  constructor(path: string, reader: number, onClose: () => void) {
    this.path = path;
    this.#reader = reader;
    this.#writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    this.#socket = new Socket({ fd: reader, readable: true, writable: false });
    this.#onClose = onClose;
  }

  /**
   * What `work` writes, until it has settled. To be read to its end, whatever becomes of who asked: the engine waits in
   * the midst of its work for somebody to read.
   */
  async *pieces(work: Promise<unknown>): AsyncGenerator<Buffer> {
    let failed: { readonly error: unknown } | undefined;
    let settled = false;
    let wake = (): void => {};
    const settle = () => {
      settled = true;
      wake();
    };
    work.then(settle, (error: unknown) => {
      failed = { error };
      settle();
    });
    this.#socket.on("readable", () => wake());
    for (;;) {
      const piece = this.#socket.read() as Buffer | null;
      if (piece !== null) yield piece;
      else if (settled) break;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    if (failed !== undefined) throw failed.error;
    yield* this.#rest();
  }

  /** What the engine wrote last may still stand in the pipe, unseen. */
  *#rest(): Generator<Buffer> {
    for (;;) {
      const piece = Buffer.alloc(PIECE_BYTES);
      let length: number;
      try {
        length = readSync(this.#reader, piece);
      } catch (error) {
        if (errnoOf(error) === "EAGAIN") return;
        throw error;
      }
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  }

  /** To be called when the engine has let go of it. */
  close(): void {
    this.#socket.destroy();
    closeSync(this.#writer);
    this.#onClose();
  }
}
